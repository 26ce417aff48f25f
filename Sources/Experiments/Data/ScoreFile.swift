import Diagnostics
import JSONTree

/// A file of scores beside a data set, whose rows belong to examples by their ids.
public struct ScoreFile: Sendable, Equatable {
  /// The file, a `.json` array or `.jsonl`, as written.
  public var path: String
  /// The column of the file that holds the ids; an id is a string or an integer.
  public var id: String

  /// Creates a description of a file of scores.
  public init(path: String, id: String = "id") {
    self.path = path
    self.id = id
  }
}

extension ExampleSet {
  /// Gives the examples the columns of a file of scores, joined by id.
  ///
  /// A column that the example has too is replaced: the file beside it is the later word. Examples that
  /// the file has nothing on keep their own columns and are counted in ``unscored``.
  ///
  /// - Parameters:
  ///   - scores: The file.
  ///   - path: Where it is, relative to the working folder or absolute.
  ///   - format: Of the examples, for problems.
  /// - Throws: `Problem` if the file cannot be read, if a row on either side has no id, if two rows of
  ///   one side share an id, or if no id stands on both sides.
  mutating func join(_ scores: ScoreFile, at path: String, format: ExampleFormat) throws {
    try checkIdentifiers(format)
    let rows = try Self.rows(of: scores, at: path)
    unscored = 0
    for index in examples.indices {
      guard let added = examples[index].id.flatMap({ rows[$0] }) else {
        unscored += 1
        continue
      }
      let keys = Set(added.map(\.key))
      examples[index].columns.removeAll { keys.contains($0.key) }
      examples[index].columns += added
    }
    if unscored == examples.count {
      throw Problem.nothingScored(
        path, example: examples.first?.id, row: rows.keys.min(), count: rows.count)
    }
  }

  /// Checks that every example has an id of its own.
  private func checkIdentifiers(_ format: ExampleFormat) throws {
    var first: [String: Example] = [:]
    for example in examples {
      let place = places[example.index] ?? Place(example: example.index)
      guard let id = example.id else {
        let count = examples.count { $0.id == nil }
        throw Problem.noIdentifier(
          in: format.id, at: place, found: "\(count) of \(examples.count) examples without")
      }
      if let earlier = first.updateValue(example, forKey: id) {
        throw Problem.repeatedIdentifier(id, at: place, first: places[earlier.index])
      }
    }
  }

  /// The columns of the rows by id.
  private static func rows(
    of scores: ScoreFile, at path: String
  ) throws -> [String: [JSONMember]] {
    var rows: [String: [JSONMember]] = [:]
    var places: [String: Place] = [:]
    try DataRows.read(path) { row in
      let node: JSONNode
      switch row.content {
      case .success(let read): node = read
      case .failure(let problem):
        throw problem.located(Place(file: path, example: row.index))
      }
      guard case .object(let members) = node.content else {
        throw Problem.unexpectedScores(node, id: scores.id).located(row.place(node))
      }
      guard let id = Self.identifier(node[scores.id]) else {
        throw Problem.noIdentifier(
          in: scores.id, at: row.place(node), found: node[scores.id]?.shown ?? "none")
      }
      let place = row.place(node)
      if let earlier = places.updateValue(place, forKey: id) {
        throw Problem.repeatedIdentifier(id, at: place, first: earlier)
      }
      rows[id] = members.compactMap { member in
        member.key == scores.id ? nil : JSONMember(member.key, member.value.value)
      }
    }
    return rows
  }

  private static func identifier(_ node: JSONNode?) -> String? {
    switch node?.content {
    case .string(let text): text
    case .integer(let number): String(number)
    default: nil
    }
  }
}

extension Problem {
  fileprivate static func noIdentifier(in column: String, at place: Place, found: String) -> Problem
  {
    Problem(
      "A row has no id to join scores by.", at: place,
      expected: "a string or an integer in '\(column)' of every row", found: found,
      remedy: "Add the ids, or name the column that holds them.")
  }

  fileprivate static func repeatedIdentifier(_ id: String, at place: Place, first: Place?)
    -> Problem
  {
    let where_ = first.map { first in
      (first.line.map { "in line \($0)" } ?? "in another row")
        + (first.file == place.file ? "" : first.file.map { " of '\($0)'" } ?? "")
    }
    return Problem(
      "Two rows have the id '\(id)'.", at: place, expected: "ids that differ",
      found: where_.map { "the same id \($0)" }, remedy: "Rename or remove one of the two.")
  }

  fileprivate static func unexpectedScores(_ node: JSONNode, id: String) -> Problem {
    Problem(
      "A row of scores is not an object.", expected: "an object", found: node.kind,
      remedy: "Write {\"\(id)\": …, \"reward\": …}.")
  }

  fileprivate static func nothingScored(
    _ path: String, example: String?, row: String?, count: Int
  ) -> Problem {
    Problem(
      "No row of the scores '\(FilePaths.name(of: path))' belongs to an example.",
      at: Place(file: path),
      expected: "ids of the examples\(example.map { ", such as '\($0)'" } ?? "")",
      found: "\(count) other ids\(row.map { ", such as '\($0)'" } ?? "")",
      remedy: "Name the file that belongs to the data, or the column of its ids as 'id'.")
  }
}
