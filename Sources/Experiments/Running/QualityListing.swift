public import DataQuality
public import Diagnostics
import JSONTree
import Transformer

/// The quality scores of a file of examples as JSON lines, without a specification and without a store.
public struct QualityListing: Sendable {
  /// The examples and the model.
  public let listing: ExampleListing
  private let settings: ExperimentSpec.Quality

  /// Opens a model and reads a file of examples.
  ///
  /// - Parameters:
  ///   - model: A path, a name in the catalog or a Hugging Face repository.
  ///   - data: A `.json` or `.jsonl` file.
  ///   - library: Where models are found.
  ///   - options: How examples go through the model.
  ///   - scores: What is computed, at least one.
  ///   - ifdPrompt: The texts that instruction-following difficulty compares.
  /// - Throws: `Problem` if either cannot be opened.
  public init(
    model: String, data: String, library: ModelLibrary, options: ExampleListing.Options,
    scores: [ExperimentSpec.Quality.Score],
    ifdPrompt: ExperimentSpec.Quality.DifficultyPrompt = .same
  ) throws {
    var settings = ExperimentSpec.Quality(
      scores: scores, prompt: options.prompt, ifdPrompt: ifdPrompt, maxLength: 0)
    listing = try ExampleListing(model: model, data: data, library: library, options: options) {
      settings.maxLength = $1
      try $0.checkRunnable(settings)
    }
    self.settings = settings
  }

  /// Scores the examples, several at once, and hands over their lines in the order of the file.
  ///
  /// - Parameters:
  ///   - emit: Receives the line of each example, without a line break; what it throws ends the listing.
  ///   - report: Receives the problem of each example that has no score at all.
  /// - Throws: `Problem` if the weights cannot be read; what `emit` throws.
  public func run(
    emit: @Sendable (String) throws -> Void, report: @Sendable (Problem) -> Void
  ) throws {
    try listing.run(emit: emit, report: report) { group, loaded in
      let measure = QualityMeasurement(
        model: loaded, groups: Set(settings.scores), maxLength: settings.maxLength)
      return group.map { example in
        capturingProblem {
          let texts = try listing.model.qualityTexts(of: example, settings)
          return try line(example, measure(texts))
        }
      }
    }
  }

  private func line(_ example: Example, _ quality: ExampleQuality) throws -> String {
    if quality.values.isEmpty {
      let reasons = Set(quality.undefined.values.map(\.sentence)).sorted()
      throw Problem(
        reasons.joined(separator: " "), at: Place(example: example.index),
        remedy: quality.undefined.values.contains(.noResponseToken)
          ? "Raise --max-length, or shorten the prompt." : "Look at the example and the model.")
    }
    return json(example, quality).text()
  }

  /// What is not asked for is left out; what is undefined is null, with its reason at the end.
  private func json(_ example: Example, _ quality: ExampleQuality) -> JSONValue {
    var members = [JSONMember("index", .integer(example.index))]
    if let id = example.id { members.append(JSONMember("id", .string(id))) }
    members.append(JSONMember("tokens", .integer(quality.tokens)))
    members.append(JSONMember("responseTokens", .integer(quality.responseTokens)))
    var reasons: [JSONMember] = []
    for score in QualityScore.allCases {
      if let reason = quality.undefined[score] {
        members.append(JSONMember(score.rawValue, .null))
        reasons.append(JSONMember(score.rawValue, .string(reason.sentence)))
      } else if let value = quality.values[score] {
        members.append(JSONMember(score.rawValue, .number(value)))
      }
    }
    if !reasons.isEmpty { members.append(JSONMember("undefined", .object(reasons))) }
    return .object(members)
  }
}
