import Diagnostics
import JSONTree

/// The rows of a `.json` array or of a `.jsonl` file, whatever they hold.
enum DataRows {
  /// One row.
  struct Row {
    /// Its position in the file, from 0.
    let index: Int
    /// The row, or why it cannot be read; the line is known in either case.
    let content: Result<JSONNode, Problem>
    /// Where a node of the row is.
    let place: (JSONNode) -> Place
  }

  /// Reads the rows of a file in order.
  ///
  /// - Parameters:
  ///   - path: The file, relative to the working folder or absolute.
  ///   - limit: How many rows are read, from the first; at least 1, or `nil` for all.
  ///   - body: Takes each row.
  /// - Throws: `Problem` if the file as a whole cannot be read, and what `body` throws.
  static func read(_ path: String, limit: Int? = nil, _ body: (Row) throws -> Void) throws {
    let count: Int
    if path.hasSuffix(".jsonl") {
      count = try readLines(of: path, limit, body)
    } else if path.hasSuffix(".json") {
      count = try readArray(of: path, limit, body)
    } else {
      throw Problem.unknownEnding(path)
    }
    guard count > 0 else { throw Problem.noRows(path) }
  }

  /// The rows of a file as text: lines of a `.jsonl` file byte for byte, elements of an array as compact JSON.
  ///
  /// - Parameter path: The file.
  /// - Returns: The text of each row, without a line break.
  /// - Throws: `Problem` as for `read`.
  static func lines(of path: String) throws -> [String] {
    var texts: [String] = []
    guard path.hasSuffix(".jsonl") else {
      try read(path) { row in texts.append(try row.content.get().value.text()) }
      return texts
    }
    try forEachLine(of: path, atMost: nil) { line, _, _ in
      let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...]
      texts.append(String(decoding: text, as: UTF8.self))
    }
    return texts
  }

  private static func readArray(
    of path: String, _ limit: Int?, _ body: (Row) throws -> Void
  ) throws -> Int {
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
      try body(
        Row(index: index, content: .success(row)) { node in
          let (line, column) = lines.place(of: node.offset)
          return Place(
            file: path, line: line, column: column, pointer: node.pointer, example: index)
        })
    }
    return rows.count
  }

  private static func readLines(
    of path: String, _ limit: Int?, _ body: (Row) throws -> Void
  ) throws -> Int {
    try forEachLine(of: path, atMost: limit) { line, number, index in
      if index == 0, line.first(where: { !isSpace($0) }) == UInt8(ascii: "[") {
        throw Problem.arrayInLines(path)
      }
      try body(
        Row(index: index, content: node(in: line, number: number)) { node in
          Place(
            file: path, line: number, column: node.offset + 1, pointer: node.pointer,
            example: index)
        })
    }
  }

  /// Goes through the lines that are not blank, each with its number from 1 and its index among them.
  ///
  /// - Returns: How many there were, at most `limit`.
  @discardableResult
  private static func forEachLine(
    of path: String, atMost limit: Int?,
    _ body: (_ line: [UInt8], _ number: Int, _ index: Int) throws -> Void
  ) throws -> Int {
    var lines = try LineReader(path)
    var count = 0
    while count < limit ?? .max, let line = try lines.next() {
      guard line.contains(where: { !isSpace($0) }) else { continue }
      try body(line, lines.number, count)
      count += 1
    }
    return count
  }

  private static func node(in line: [UInt8], number: Int) -> Result<JSONNode, Problem> {
    do {
      return .success(try JSONDocument(line, allowsNonFinite: true).root)
    } catch {
      var problem = error as? Problem ?? Problem("\(error)")
      problem.place.line = number
      return .failure(problem)
    }
  }
}

/// Whether the byte is white space in JSON.
private func isSpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}
