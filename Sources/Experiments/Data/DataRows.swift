import Diagnostics
import JSONTree

/// The rows of a `.json` array, of a `.jsonl` file or of a folder of such files, whatever they hold.
enum DataRows {
  /// One row.
  struct Row {
    /// Its position in the file or the folder, from 0.
    var index: Int
    /// The row, or why it cannot be read; the line is known in either case.
    let content: Result<JSONNode, Problem>
    /// Where a node of the row is.
    let place: (JSONNode) -> Place
    /// The name of its file without the ending, where a folder is read.
    var file: String? = nil
  }

  /// Reads the rows of a file in order.
  ///
  /// - Parameters:
  ///   - path: The file or folder, relative to the working folder or absolute.
  ///   - limit: How many rows are read, from the first; at least 1, or `nil` for all.
  ///   - body: Takes each row.
  /// - Throws: `Problem` if the file as a whole cannot be read, and what `body` throws.
  static func read(_ path: String, limit: Int? = nil, _ body: (Row) throws -> Void) throws {
    if FilePaths.isFolder(path) { return try readFolder(path, limit, body) }
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

  /// Reads the files of a folder by turns, the first row of each in the order of their names, then the
  /// second of each: any beginning has as many of each, as far as they go.
  private static func readFolder(
    _ folder: String, _ limit: Int?, _ body: (Row) throws -> Void
  ) throws {
    let names = FilePaths.names(in: folder).filter {
      !$0.hasPrefix(".") && ($0.hasSuffix(".jsonl") || $0.hasSuffix(".json"))
    }
    guard !names.isEmpty else { throw Problem.noDataFile(in: folder) }
    let files = try names.map { name in
      var rows: [Row] = []
      try read("\(folder)/\(name)", limit: limit) { row in
        var row = row
        row.file = name.split(separator: ".").dropLast().joined(separator: ".")
        rows.append(row)
      }
      return rows
    }
    var index = 0
    for turn in 0..<(files.map(\.count).max() ?? 0) {
      for rows in files where turn < rows.count && index < limit ?? .max {
        var row = rows[turn]
        row.index = index
        try body(row)
        index += 1
      }
    }
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
    // The files of BIG-Bench Hard hold an object with a canary and `examples`.
    let root = document.root["examples"] ?? document.root
    guard case .array(let rows) = root.content else {
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
