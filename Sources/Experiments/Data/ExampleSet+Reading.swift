import Diagnostics
import JSONTree

extension ExampleSet {
  /// Reads the examples in a file.
  ///
  /// A file named `.json` holds one array of objects; one named `.jsonl` holds an object a line, is
  /// read line by line, and its blank lines are no rows. `NaN` and the infinities, which Python writes
  /// into columns of scores, are read as `null`.
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
    if path.hasSuffix(".jsonl") {
      try readLines(of: path, format, limit)
    } else if path.hasSuffix(".json") {
      try readArray(of: path, format, limit)
    } else {
      throw Problem.unknownEnding(path)
    }
    guard rowCount > 0 else { throw Problem.noRows(path) }
  }

  private mutating func readArray(of path: String, _ format: ExampleFormat, _ limit: Int?) throws {
    let bytes = try FileBytes.read(path, noun: "data")
    guard bytes.contains(where: { !isSpace($0) }) else { throw Problem.noRows(path) }
    let document: JSONDocument
    do {
      document = try JSONDocument(bytes, file: path, allowsNonFinite: true)
    } catch let problem as Problem {
      throw Problem.notOneValue(problem)
    }
    guard case .array(let rows) = document.root.content else {
      throw Problem.notAnArray(document.root, at: document.place(of: document.root))
    }
    let lines = LineNumbers(of: bytes)
    for (index, row) in rows.prefix(limit ?? rows.count).enumerated() {
      add(ExampleRow(row, index: index, format: format)) { node in
        let (line, column) = lines.place(of: node.offset)
        return Place(
          file: path, line: line, column: column, pointer: node.pointer, example: index)
      }
    }
  }

  private mutating func readLines(of path: String, _ format: ExampleFormat, _ limit: Int?) throws {
    var lines = try LineReader(path)
    while rowCount < limit ?? .max, let line = try lines.next() {
      guard let first = line.first(where: { !isSpace($0) }) else { continue }
      if rowCount == 0, first == UInt8(ascii: "[") { throw Problem.arrayInLines(path) }
      add(line, number: lines.number, index: rowCount, file: path, format)
    }
  }

  private mutating func add(
    _ line: [UInt8], number: Int, index: Int, file: String, _ format: ExampleFormat
  ) {
    do {
      let row = try JSONDocument(line, allowsNonFinite: true).root
      add(ExampleRow(row, index: index, format: format)) { node in
        Place(
          file: file, line: number, column: node.offset + 1, pointer: node.pointer, example: index)
      }
    } catch {
      var problem = error as? Problem ?? Problem("\(error)")
      problem.place.line = number
      problem = problem.located(Place(file: file, example: index))
      unusable.append(UnusableRow(index: index, problem: problem))
    }
  }

  private mutating func add(_ row: ExampleRow, place: (JSONNode) -> Place) {
    do {
      examples.append(try row.example())
    } catch {
      let problem = error.problem.located(place(error.node))
      unusable.append(UnusableRow(index: row.index, problem: problem))
    }
  }
}

/// Whether the byte is white space in JSON.
private func isSpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}
