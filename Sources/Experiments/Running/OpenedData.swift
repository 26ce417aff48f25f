import Artifacts
import Diagnostics
import GradientSpectra
import Statistics

/// A data set of an experiment: read, or the reason why not.
struct OpenedData: Sendable {
  let definition: ExperimentSpec.DataSet
  let state: Result<ExampleSet, Problem>

  init(_ definition: ExperimentSpec.DataSet, folder: String, store: Store) {
    self.definition = definition
    state = capturingProblem {
      let examples: ExampleSet
      let path: String
      switch definition.source {
      case .passages(let passages):
        return try ExampleSet(
          passages, count: definition.sample ?? ExampleSet.usualPassages, folder: folder,
          store: store)
      case .file(let written):
        path = FilePaths.resolve(written, from: folder)
        examples = try ExampleSet(
          contentsOf: path, format: definition.format, limit: definition.sample)
      }
      guard !examples.examples.isEmpty else {
        throw Problem.noUsableExample(examples, at: Place(file: path))
      }
      return examples
    }
  }

  var problem: Problem? { if case .failure(let problem) = state { problem } else { nil } }

  var facts: DataFacts {
    let examples = try? state.get()
    return DataFacts(
      name: definition.name, label: definition.label, kind: definition.kind.rawValue,
      thinking: definition.thinking?.rawValue, relevance: definition.relevance.rawValue,
      digest: examples.map { Digest(of: $0.canonicalBytes).hex }, rows: examples?.rowCount ?? 0,
      measured: [], problem: problem?.summary)
  }
}

extension MeasuredFacts {
  init(model: String, _ examples: [MeasuredExample], missing: [MissingExample]) {
    let lengths = examples.map(\.spectra.responseTokens)
    self.init(
      model: model, count: examples.count,
      medianResponseTokens: median(of: lengths.map(Double.init)),
      responseTokens: [lengths.min(), lengths.max()].compactMap { $0 },
      meanLoss: mean(of: examples.map(\.spectra.loss)), missing: missing)
  }
}

extension Problem {
  static func noUsableExample(_ examples: ExampleSet, at place: Place) -> Problem {
    Problem(
      "No row of the data can be used.", at: place, expected: "at least one usable example",
      found: "\(examples.unusable.count) unusable rows",
      remedy: "Mend the rows, or say under 'format' which columns hold instruction and output.",
      cause: examples.unusable.first?.problem.summary)
  }
}
