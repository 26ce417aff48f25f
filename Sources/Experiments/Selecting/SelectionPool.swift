import Artifacts
import DataSelection
import Diagnostics
import Execution
import JSONTree
import Transformer

/// Examples that a selection or a mixture reads: a pool of several data sets, or the one data set of a
/// target.
struct SelectionPool: Sendable {
  /// The examples, one data set after the other.
  let examples: [Example]
  /// The name of the data set that each is from.
  let sources: [String]
  /// The data sets, with where their examples are.
  let sets: [(name: String, range: Range<Int>)]
  /// Whether responses end with the model's end token.
  let endsResponses: Bool
  /// The digest of the texts in their order, with the names of their data sets and whether responses end.
  let digest: Digest

  init(_ sets: [(name: String, examples: [Example])], endsResponses: Bool = false) {
    self.endsResponses = endsResponses
    examples = sets.flatMap(\.examples)
    sources = sets.flatMap { set in set.examples.map { _ in set.name } }
    var end = 0
    self.sets = sets.map { set in
      defer { end += set.examples.count }
      return (set.name, end..<end + set.examples.count)
    }
    let texts = sets.map { set -> JSONValue in
      [
        "name": .string(set.name),
        "examples": .array(set.examples.map { .string($0.textDigest.hex) }),
      ]
    }
    digest = Digest(of: .array(texts + (endsResponses ? ["endToken"] : [])))
  }

  /// The data sets of these names; one that is not there is empty.
  init(_ names: [String], of data: [String: [Example]], endsResponses: Bool = false) {
    self.init(names.map { ($0, data[$0] ?? []) }, endsResponses: endsResponses)
  }

  /// The same as what is read and not trained on: responses as they are.
  var unended: SelectionPool {
    guard endsResponses else { return self }
    return SelectionPool(sets.map { ($0.name, Array(examples[$0.range])) })
  }

  /// The name of each example: its data set and its own name or row; one that repeats has its row too.
  var ids: [String] {
    var seen: Set<String> = []
    return zip(sources, examples).map { source, example in
      let short = "\(source)/\(example.id ?? String(example.index))"
      let id = seen.contains(short) ? "\(short)#\(example.index)" : short
      seen.insert(id)
      return id
    }
  }

  /// For each example the first with the same text.
  var firstEqual: [Int] { firstOccurrences(examples.map { $0.textDigest.hex }) }
}

/// A model of a selection, and how it reads examples.
struct SelectionModel: Sendable {
  /// The tokens up to which short texts go through the model as one stack.
  static let tokensPerPass = 512
  let model: StepModel
  let name: String
  let digest: String
  let prompt: ExperimentSpec.Spectra.Prompt
  let maxLength: Int

  /// What of the model and its texts decides a result.
  var inputs: [StepInput] {
    [
      StepInput("model", .string(digest)), StepInput("prompt", .string(prompt.rawValue)),
      StepInput("maxLength", .integer(maxLength)),
      StepInput("environment", EnvironmentFacts.current.json),
    ] + model.promptInputs(prompt)
  }

  /// The step that trains the model itself, if one does; the first of what a step needs.
  var needs: [any Step] { model.training.map { [$0] } ?? [] }

  /// The tokens of examples, about.
  func cost(of examples: [Example]) -> Double {
    examples.reduce(0) { sum, example in
      let bytes = example.request.utf8.count + example.output.utf8.count
      return sum + Double(min(bytes / 4, maxLength) + 8)
    }
  }

  /// All examples of a pool as the model reads them.
  func tokenize(_ pool: SelectionPool, _ model: LoadedModel) throws -> [TrainingExample] {
    try tokenize(pool.examples, endingResponses: pool.endsResponses, model)
  }

  /// Examples as the model reads them.
  ///
  /// - Parameters:
  ///   - examples: The examples.
  ///   - endingResponses: Whether each response that fits the window ends with the model's end token.
  ///   - model: The model.
  /// - Returns: The tokens of each.
  /// - Throws: `Problem` if the model has no template, or no end token, that is asked for.
  func tokenize(
    _ examples: [Example], endingResponses: Bool, _ model: LoadedModel
  ) throws -> [TrainingExample] {
    let end = endingResponses ? try model.endOfResponse(prompt) : ""
    return try examples.map { example in
      let text = try model.tokenize(example, prompt: prompt, maxLength: maxLength, end: end)
      return TrainingExample(tokens: text.tokens, responseStart: text.responseStart)
    }
  }
}

extension [TrainingExample] {
  /// What a decoder makes of the responses of examples; short texts go through as stacks.
  func scores(by decoder: Decoder<Float>) -> [TokenScores] {
    decoder.scores(of: self, tokensPerPass: SelectionModel.tokensPerPass)
  }
}
