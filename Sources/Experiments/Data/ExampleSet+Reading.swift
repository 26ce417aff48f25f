import Diagnostics
import JSONTree

extension ExampleSet {
  /// Reads the examples in a file.
  ///
  /// A file named `.json` holds one array of objects, or an object whose `examples` are one; one named
  /// `.jsonl` holds an object a line, is read line by line, and its blank lines are no rows. The files of a
  /// folder are read by turns, a row of each, which is told in a column `file`. `NaN` and the infinities,
  /// which Python writes into columns of scores, are read as `null`.
  ///
  /// - Parameters:
  ///   - path: The file, relative to the working folder or absolute.
  ///   - format: Which columns hold the parts of an example.
  ///   - limit: How many rows are read, from the first; at least 1, or `nil` for all. Unusable rows
  ///     count.
  /// - Throws: `Problem` if the file as a whole cannot be read: it is missing, has another ending, is
  ///   not JSON, holds no row, or holds something else than an array.
  public init(
    contentsOf path: String, format: ExampleFormat = .standard, limit: Int? = nil
  ) throws {
    precondition(limit ?? 1 > 0, "A limit of \(limit ?? 1) rows leaves no example")
    try read(path, format, limit)
  }

  /// Reads the examples in several files, one file after the other.
  ///
  /// A row whose instruction, input and response are, byte for byte, those of an earlier one is left
  /// out and counted in ``repeated``: published splits overlap. The rows of a single file all count.
  ///
  /// - Parameters:
  ///   - paths: The files, at least one.
  ///   - format: Which columns hold the parts of an example.
  ///   - limit: How many rows are read in all, from the first of the first file, repeated and unusable
  ///     ones included; at least 1, or `nil` for all. Files that it leaves nothing of are not opened.
  /// - Throws: `Problem` as for a single file.
  public init(
    contentsOf paths: [String], format: ExampleFormat = .standard, limit: Int? = nil
  ) throws {
    precondition(!paths.isEmpty && limit ?? 1 > 0, "No file, or no row of it, is to be read")
    for path in paths where rowCount < limit ?? .max {
      try read(path, format, limit.map { $0 - rowCount })
    }
    if paths.count > 1 { dropRepeated() }
  }

  private mutating func read(_ path: String, _ format: ExampleFormat, _ limit: Int?) throws {
    let first = rowCount
    try DataRows.read(path, limit: limit) { row in
      let index = first + row.index
      switch row.content {
      case .failure(let problem):
        let place = Place(file: path, example: index)
        unusable.append(UnusableRow(index: index, problem: problem.located(place)))
      case .success(let node):
        add(ExampleRow(node, index: index, format: format), of: row.file, place: row.place)
      }
    }
  }

  private mutating func add(
    _ row: ExampleRow, of file: String?, place: (JSONNode) -> Place
  ) {
    do {
      var example = try row.example()
      if let file, !example.columns.contains(where: { $0.key == "file" }) {
        example.columns.append(JSONMember("file", .string(file)))
      }
      examples.append(example)
      places[row.index] = place(row.node)
    } catch {
      var place = place(error.node)
      place.example = row.index
      unusable.append(UnusableRow(index: row.index, problem: error.problem.located(place)))
    }
  }

  /// Leaves out the rows before one, usable or not.
  mutating func dropRows(before index: Int) {
    guard index > 0 else { return }
    examples.removeAll { $0.index < index }
    unusable.removeAll { $0.index < index }
  }

  private mutating func dropRepeated() {
    var seen: Set<[[UInt8]]> = []
    let count = examples.count
    examples.removeAll { example in
      let texts = [example.instruction, example.input, example.output].map { Array($0.utf8) }
      return !seen.insert(texts).inserted
    }
    repeated = count - examples.count
  }
}
