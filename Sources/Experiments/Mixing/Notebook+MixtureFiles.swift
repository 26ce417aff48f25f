public import Artifacts
import Diagnostics
public import Execution

extension Notebook {
  /// The rows of one domain in one mixture.
  public struct MixtureFile: Sendable {
    /// Where it belongs: model, mixture and domain, such as `m/ideal/round-1/math.jsonl`.
    public let path: String
    /// The rows as they stand in their files, repeated ones as often as they are trained on.
    public let lines: [String]
  }

  /// The rows of every mixture that was made: of IDEAL those of each round.
  ///
  /// Lines of a `.jsonl` file are given byte for byte, elements of a `.json` array as one line each. Of a data
  /// set that is no file as it stands, such as one whose responses are spoiled, an object with instruction,
  /// input and output is given.
  ///
  /// - Parameters:
  ///   - outcomes: What became of each of `steps`.
  ///   - store: Where the results are.
  /// - Returns: The files; none where nothing was mixed.
  /// - Throws: `Problem` if the store does not work, or a file cannot be read any more.
  public func mixtureFiles(_ outcomes: [Run.Outcome], store: Store) throws -> [MixtureFile] {
    guard let (mixed, start) = mixture else { return [] }
    let texts = try mixed.settings.domains.map { try lines(of: $0, among: mixed.pool) }
    var files: [MixtureFile] = []
    for (run, place) in mixed.mixtures.sorted(by: {
      mixed.folder(of: $0.key) < mixed.folder(of: $1.key)
    }) {
      guard let result = outcomes[start + place].result,
        let found = Mixture(bytes: try store.bytes(of: result))
      else { continue }
      for ((set, rows), texts) in zip(zip(mixed.pool.sets, found.rows), texts) {
        files.append(
          MixtureFile(
            path: "\(mixed.folder(of: run))/\(set.name).jsonl", lines: rows.map { texts[$0] }))
      }
    }
    return files
  }

  /// The text of each usable row of a data set.
  private func lines(of name: String, among pool: SelectionPool) throws -> [String] {
    guard let set = data.first(where: { $0.definition.name == name }),
      let range = pool.sets.first(where: { $0.name == name })?.range
    else { return [] }
    let examples = pool.examples[range]
    let paths = spec.paths(of: set.definition)
    guard paths.count == 1, set.definition.corruption == nil else {
      return examples.map { String(decoding: $0.canonicalLine.dropLast(), as: UTF8.self) }
    }
    let lines = try DataRows.lines(of: paths[0])
    guard examples.allSatisfy({ $0.index < lines.count }) else {
      throw Problem.damagedResult(name)
    }
    return examples.map { lines[$0.index] }
  }
}

extension MixtureSteps {
  /// The folder of a mixture's rows, in words that any file system takes.
  fileprivate func folder(of run: Run) -> String {
    var parts = [run.model, run.arm.mixer.rawValue]
    if settings.loop.steps.count > 1, let step = run.arm.step { parts.append("step-\(step)") }
    if let round = run.arm.round { parts.append("round-\(round)") }
    if let part = run.arm.part {
      parts.append(
        run.arm.mixer == .specific ? settings.domains[part] : "draw-\(part + 1)")
    }
    if settings.epochs.count > 1 { parts.append("epochs-\(run.epochs)") }
    if settings.seeds.count > 1 { parts.append("seed-\(run.seed)") }
    return parts.joined(separator: "/")
  }
}
