import Artifacts
import Diagnostics
import GradientSpectra
import JSONTree
import Statistics

extension OpenedData {
  var facts: DataFacts {
    let examples = try? state.get()
    let failure: String? = if case .failure(let problem) = state { problem.summary } else { nil }
    return DataFacts(
      name: definition.name, label: definition.label, kind: definition.kind.rawValue,
      thinking: definition.thinking?.rawValue, relevance: definition.relevance.rawValue,
      digest: examples.map { digest(of: $0).hex }, rows: examples?.rowCount ?? 0,
      measured: [], repeated: examples.flatMap { $0.repeated.unlessZero },
      unscored: examples.flatMap { $0.unscored.unlessZero },
      withoutScore: examples.flatMap { $0.withoutScore.unlessZero },
      notes: examples.flatMap { notes(on: $0) }, problem: failure)
  }

  /// The digest of the examples and, where the definition speaks of them, of their scores; of a subset
  /// by measurement, of what it is chosen from and how.
  private func digest(of examples: ExampleSet) -> Digest {
    let whole = Digest(of: examples.canonicalBytes)
    if let selection = definition.selection, !isMeasured {
      return Digest(of: ["base": .string(whole.hex), "select": selection.json])
    }
    guard definition.scores != nil || definition.columns != ScoreColumns() else { return whole }
    let scores = examples.examples.map { example -> JSONValue in
      let scores = definition.columnScores(of: example)
      return .object(
        scores.map { JSONMember($0.key.rawValue, .number($0.value)) }.sorted { $0.key < $1.key })
    }
    return Digest(of: ["examples": .string(whole.hex), "scores": .array(scores)])
  }

  /// What a reader should know of how the examples were come by, a sentence each; `nil` if nothing.
  private func notes(on examples: ExampleSet) -> [String]? {
    var notes: [String] = []
    let count = examples.examples.count
    if examples.repeated > 0 {
      notes.append(
        "\(examples.repeated) of \(examples.rowCount) rows repeat an earlier one and are left out.")
    }
    if examples.unscored > 0 {
      notes.append(
        "The file of scores has nothing on \(examples.unscored) of its examples.")
    }
    if let selection = definition.selection {
      if let base = definition.measuredBase {
        notes.append("For each model, \(selection.words) of the measured examples of '\(base)'.")
      } else {
        let left =
          examples.withoutScore > 0
          ? "; \(examples.withoutScore) without a number there are left out" : ""
        notes.append("\(count) examples, \(selection.words)\(left).")
      }
    }
    if let corruption = definition.corruption {
      let base = definition.source.base.map { " of '\($0)'" } ?? ""
      notes.append(
        "The responses\(base) corrupted by '\(corruption.how.rawValue)', seed \(corruption.seed).")
    }
    return notes.isEmpty ? nil : notes
  }
}

extension Int {
  fileprivate var unlessZero: Int? { self == 0 ? nil : self }
}

extension MeasuredFacts {
  init(
    model: String, _ examples: [MeasuredExample], missing: [MissingExample], hasFixed: Bool = false
  ) {
    let lengths = examples.map(\.spectra.responseTokens)
    self.init(
      model: model, count: examples.count,
      fixedCount: hasFixed ? examples.count { $0.fixed != nil } : nil,
      medianResponseTokens: median(of: lengths.map(Double.init)),
      responseTokens: [lengths.min(), lengths.max()].compactMap { $0 },
      meanLoss: mean(of: examples.map(\.spectra.loss)), missing: missing)
  }
}
