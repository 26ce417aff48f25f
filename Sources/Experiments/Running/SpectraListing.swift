public import Diagnostics
public import GradientSpectra
import JSONTree
import Transformer

/// The spectra of a file of examples as JSON lines, without a specification and without a store.
public struct SpectraListing: Sendable {
  /// The examples and the model.
  public let listing: ExampleListing
  private let projections: [ExperimentSpec.Projection]
  private let listsSingularValues: Bool
  private let fixed: FixedTokens?

  /// Opens a model and reads a file of examples.
  ///
  /// - Parameters:
  ///   - model: A path, a name in the catalog or a Hugging Face repository.
  ///   - data: A `.json` or `.jsonl` file.
  ///   - library: Where models are found.
  ///   - options: How examples go through the model.
  ///   - projections: The projections, such as `q`.
  ///   - listsSingularValues: Whether to list the singular values themselves.
  ///   - fixed: How many response tokens carry the loss, and which; `nil` for all.
  /// - Throws: `Problem` if either cannot be opened.
  public init(
    model: String, data: String, library: ModelLibrary, options: ExampleListing.Options,
    projections: [ExperimentSpec.Projection], listsSingularValues: Bool, fixed: FixedTokens? = nil
  ) throws {
    listing = try ExampleListing(model: model, data: data, library: library, options: options) {
      try $0.checkRunnable(
        ExperimentSpec.Spectra(
          projections: projections, maxLength: $1, prompt: options.prompt))
    }
    self.projections = projections
    self.listsSingularValues = listsSingularValues
    self.fixed = fixed
  }

  /// Measures the examples, several at once, and hands over their lines in the order of the file.
  ///
  /// - Parameters:
  ///   - emit: Receives the line of each measured example, without a line break; what it throws ends
  ///     the listing.
  ///   - report: Receives the problem of each example that cannot be measured.
  /// - Throws: `Problem` if the weights cannot be read; what `emit` throws.
  public func run(
    emit: @Sendable (String) throws -> Void, report: @Sendable (Problem) -> Void
  ) throws {
    try listing.run(emit: emit, report: report) { lines($0, $1) }
  }

  private func lines(
    _ group: ArraySlice<Example>, _ loaded: Decoder<Float>
  ) -> [Result<String, Problem>] {
    let tokenized = group.map { example in
      capturingProblem {
        try listing.model.tokenize(
          example, prompt: listing.options.prompt, maxLength: listing.maxLength)
      }
    }
    let measure = SpectraMeasurement(
      model: loaded, projections: Set(projections.map(\.measured)))
    let texts = zip(group, tokenized).map { example, tokens in
      tokens.map { scoredText($0, of: example, in: measure) }
    }
    var measured = measure.measure(texts.compactMap { try? $0.get().get() }).makeIterator()
    return zip(zip(group, tokenized), texts).map { pair, text in
      text.flatMap { text in
        let count = (try? pair.1.get().tokens.count) ?? 0
        let result = text.flatMap { _ in
          guard let result = measured.next() else { preconditionFailure("a result for each text") }
          return result
        }
        return line(pair.0, tokens: count, result)
      }
    }
  }

  private func scoredText(
    _ tokenized: TokenizedExample, of example: Example, in measure: SpectraMeasurement<Float>
  ) -> Result<SpectraMeasurement<Float>.Text, UnmeasurableExample> {
    do {
      return .success(try tokenized.text(fixed, of: example, in: measure))
    } catch {
      return .failure(error)
    }
  }

  private func line(
    _ example: Example, tokens: Int, _ result: Result<ExampleSpectra, UnmeasurableExample>
  ) -> Result<String, Problem> {
    result.map { json(example, $0).text() }.mapError { reason in
      Problem(
        reason.sentence(tokens: tokens), at: Place(example: example.index),
        remedy: reason.listingRemedy)
    }
  }
}

extension UnmeasurableExample {
  fileprivate var listingRemedy: String {
    switch self {
    case .noResponseToken: "Raise --max-length, or shorten the prompt."
    case .tooFewResponseTokens: "Choose fewer --response-tokens, or leave the example out."
    case .nonFiniteLoss, .nonFiniteSpectrum: "Look at the example and the model."
    }
  }
}

// MARK: - JSON

extension SpectraListing {
  /// The keys of the reference implementation, then further metrics.
  private func json(_ example: Example, _ spectra: ExampleSpectra) -> JSONValue {
    let layers = spectra.spectra.values.first?.count ?? 0
    return [
      "index": .integer(example.index), "loss": .number(spectra.loss),
      "tokens": .integer(spectra.tokens), "responseTokens": .integer(spectra.responseTokens),
      "layers": .array((0..<layers).map { json(spectra, layer: $0) }),
    ]
  }

  private func json(_ spectra: ExampleSpectra, layer: Int) -> JSONValue {
    var members = projections.compactMap { projection -> JSONMember? in
      guard let spectrum = spectra.spectra[projection.measured]?[layer] else { return nil }
      var values: [JSONMember] = [
        JSONMember("nuclear", .number(spectrum.nuclearNorm)),
        JSONMember("sigma1", .number(spectrum.sigma1)),
        JSONMember("frobenius", .number(spectrum.frobeniusNorm)),
        JSONMember("effectiveRank", .finite(spectrum.effectiveRank)),
        JSONMember("sigma1Ratio", .number(spectrum.sigma1Ratio)),
        JSONMember("stableRank", .finite(spectrum.stableRank)),
        JSONMember("nuclearRank", .finite(spectrum.nuclearRank)),
        JSONMember(
          "lossNormalizedNuclear",
          .finite(spectra.loss > 0 ? spectrum.nuclearNorm / spectra.loss : nil)),
      ]
      if listsSingularValues {
        let zeros = [JSONValue](
          repeating: .integer(0), count: spectrum.size - spectrum.values.count)
        values.append(
          JSONMember("singularValues", .array(spectrum.values.map { .number($0) } + zeros)))
      }
      if let adjacent = spectra.adjacent[projection.measured], layer < adjacent.count {
        values.append(JSONMember("adjacent", .number(adjacent[layer])))
      }
      return JSONMember(projection.rawValue, .object(values))
    }
    members.append(JSONMember("qo", .finite(spectra.queryOutput?[layer])))
    members.append(JSONMember("kv", .finite(spectra.keyValue?[layer])))
    return .object(members)
  }
}
