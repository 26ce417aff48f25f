import Artifacts
public import Diagnostics
import JSONTree

/// A data set of an experiment: read, or the reason why not.
struct OpenedData: Sendable {
  let definition: ExperimentSpec.DataSet
  /// The examples; of a subset by measurement, those that it is chosen from.
  let state: Result<ExampleSet, Problem>

  /// Reads a data set, or derives it from an earlier one.
  ///
  /// - Parameters:
  ///   - definition: One of the experiment's data sets.
  ///   - spec: The experiment, which knows the folders.
  ///   - earlier: The data sets before it.
  ///   - store: Remembers the digests of files.
  init(
    _ definition: ExperimentSpec.DataSet, of spec: ExperimentSpec, earlier: [OpenedData],
    store: Store
  ) {
    self.definition = definition
    state = capturingProblem {
      var examples = try Self.source(definition, of: spec, earlier: earlier, store: store)
      if definition.measuredBase == nil, let selection = definition.selection {
        try locating(Self.place(definition, of: spec)) { try examples.select(selection) }
      }
      if let corruption = definition.corruption {
        try locating(Self.place(definition, of: spec)) { try examples.spoil(corruption) }
      }
      return examples
    }
  }

  private static func source(
    _ definition: ExperimentSpec.DataSet, of spec: ExperimentSpec, earlier: [OpenedData],
    store: Store
  ) throws -> ExampleSet {
    switch definition.source {
    case .unknown: throw Problem.needsPublished
    case .passages(let passages):
      return try ExampleSet(
        passages, count: definition.sample ?? ExampleSet.usualPassages, folder: spec.folder,
        store: store)
    case .other(let name):
      guard let base = earlier.first(where: { $0.definition.name == name }) else {
        preconditionFailure("'\(name)' does not stand before '\(definition.name)'")
      }
      return try base.derivable()
    case .files: return try read(definition, of: spec)
    }
  }

  private static func read(
    _ definition: ExperimentSpec.DataSet, of spec: ExperimentSpec
  ) throws -> ExampleSet {
    try checkPublished(definition, of: spec)
    let paths = spec.paths(of: definition)
    var examples = try ExampleSet(
      contentsOf: paths, format: definition.format,
      limit: definition.sample.map { $0 + definition.skip })
    examples.dropRows(before: definition.skip)
    guard !examples.examples.isEmpty else {
      throw Problem.noUsableExample(examples, at: Place(file: paths[0]))
    }
    if let scores = definition.scores {
      try examples.join(
        scores, at: spec.path(scores.path, of: definition), format: definition.format)
    }
    return examples
  }

  /// Published files that are missing are told apart from a mistyped path.
  private static func checkPublished(
    _ definition: ExperimentSpec.DataSet, of spec: ExperimentSpec
  ) throws {
    if definition.isPublished, let problem = spec.missingFiles(of: definition).first {
      throw problem
    }
  }

  private static func place(
    _ definition: ExperimentSpec.DataSet, of spec: ExperimentSpec
  ) -> Place {
    Place(file: spec.paths(of: definition).first)
  }

  /// The examples, for a data set that is made of this one; what was left out here is told here.
  private func derivable() throws -> ExampleSet {
    switch state {
    case .success(var examples):
      (examples.repeated, examples.unscored, examples.withoutScore) = (0, 0, 0)
      examples.unusable = []
      return examples
    case .failure(.needsPublished): throw Problem.needsPublished
    case .failure: throw Problem.unreadBase(definition.name)
    }
  }

  /// What a person should mend; published data that are not known are nobody's fault.
  var problem: Problem? {
    guard case .failure(let problem) = state, problem != .needsPublished else { return nil }
    return problem
  }

  /// Whether steps measure its examples; those of a subset by measurement are measured already.
  var isMeasured: Bool { definition.measuredBase == nil }
}

extension ExperimentSpec {
  /// A problem for each file that a data set names and that is not there.
  public var missingFiles: [Problem] { data.flatMap(missingFiles) }

  fileprivate func missingFiles(of dataSet: DataSet) -> [Problem] {
    guard case .files(let paths) = dataSet.source else { return [] }
    return (paths + (dataSet.scores.map { [$0.path] } ?? [])).compactMap { written in
      let path = path(written, of: dataSet)
      guard !FilePaths.exists(path) else { return nil }
      if dataSet.isPublished, let dataRoot { return .missingPublished(written, root: dataRoot) }
      return .missingFile(path, noun: "data")
    }
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

  /// A data set whose base could not be read.
  fileprivate static func unreadBase(_ name: String) -> Problem {
    Problem(
      "Data set '\(name)', which it is made of, was not read.", expected: "'\(name)'",
      remedy: "Mend '\(name)' first.")
  }
}
