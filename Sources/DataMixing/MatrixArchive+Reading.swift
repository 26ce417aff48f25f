import Diagnostics
import Tensors

extension MatrixArchive {
  /// Reads bytes that an archive wrote, and checks all of them.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - expected: The identity: what must have been measured.
  /// - Throws: `Problem` that says what differs: the format, the identity, the header, the length or the
  ///   values.
  public init(bytes: [UInt8], identity expected: String) throws {
    guard let length = littleEndianWords(bytes.prefix(8), as: UInt64.self).first else {
      throw Problem.otherLength(expected: 8, found: bytes.count)
    }
    guard length <= UInt64(bytes.count - 8) else {
      throw Problem.otherLength(
        expected: Int(min(length, UInt64(Int.max) - 8) + 8), found: bytes.count)
    }
    let start = 8 + Int(length)
    var scanner = HeaderScanner(bytes: bytes, position: 8, end: start)
    try scanner.expect("{\"__metadata__\":{\"format\":\"\(MatrixArchive.format)\",\"identity\":\"")
    let identity = try scanner.text()
    guard identity == expected else {
      throw Problem.otherIdentity(expected: expected, found: identity)
    }
    self.init(identity: identity)
    try scanner.expect(",\"checksum\":\"")
    let checksum = try scanner.text()
    try scanner.expect("}")
    var data = bytes[start...]
    while scanner.next == UInt8(ascii: ",") { try readEntry(&scanner, &data) }
    guard data.isEmpty else {
      throw Problem.otherLength(expected: bytes.count - data.count, found: bytes.count)
    }
    guard header(checksum: checksum) == Array(bytes[8..<start]) else {
      throw Problem.unlikeArchive(
        expected: "the end of the header", found: "something else", at: scanner.position)
    }
    let found = self.checksum(bytes[start...])
    guard found == checksum else { throw Problem.otherChecksum(expected: checksum, found: found) }
  }

  /// Reads one member of the header and takes its values off the data.
  private mutating func readEntry(
    _ scanner: inout HeaderScanner, _ data: inout ArraySlice<UInt8>
  ) throws {
    try scanner.expect(",\"")
    let place = scanner.position
    let name = try scanner.text()
    try scanner.expect(":{\"dtype\":\"F")
    let type = scanner.position
    let bits = try scanner.integer()
    guard bits == 64 || bits == 32 else {
      throw Problem.unlikeArchive(expected: "F64 or F32", found: "F\(bits)", at: type)
    }
    try scanner.expect("\",\"shape\":[")
    let rows = try scanner.integer()
    try scanner.expect(",")
    let columns = try scanner.integer()
    try scanner.expect("],\"data_offsets\":[")
    _ = try scanner.integer()
    try scanner.expect(",")
    _ = try scanner.integer()
    try scanner.expect("]}")
    guard self[name] == nil, name != "__metadata__" else {
      throw Problem.unlikeArchive(expected: "another name", found: "'\(name)'", at: place)
    }
    let (cells, isHuge) = rows.multipliedReportingOverflow(by: columns)
    let size = bits / 8
    guard !isHuge, cells <= data.count / size else {
      throw Problem.wrongMatrix(
        name, expected: "\(rows)×\(columns) values", found: "\(data.count / size) until the end")
    }
    let own = data.prefix(size * cells)
    let values =
      size == 4
      ? littleEndianWords(own, as: UInt32.self).map { Double(Float(bitPattern: $0)) }
      : littleEndianWords(own, as: UInt64.self).map(Double.init(bitPattern:))
    data = data.dropFirst(size * cells)
    add(Matrix(rows: rows, columns: columns, values: values), named: name)
  }
}

/// Reads a header written by `MatrixArchive`, piece by piece. That the offsets are right is seen by
/// writing the header again.
private struct HeaderScanner {
  let bytes: [UInt8]
  var position: Int
  let end: Int

  var next: UInt8? { position < end ? bytes[position] : nil }

  mutating func expect(_ literal: String) throws {
    let wanted = Array(literal.utf8)
    let found = bytes[position..<min(position + wanted.count, end)]
    guard found.elementsEqual(wanted) else {
      throw Problem.unlikeArchive(
        expected: literal, found: String(decoding: found, as: UTF8.self), at: position)
    }
    position += wanted.count
  }

  /// What stands before the next quotation mark, and steps over that.
  mutating func text() throws -> String {
    let rest = bytes[position..<end]
    guard let close = rest.firstIndex(of: UInt8(ascii: "\"")), isPlain(bytes[position..<close]),
      let text = String(validating: bytes[position..<close], as: UTF8.self)
    else {
      throw Problem.unlikeArchive(
        expected: "a plain text in quotation marks", found: "none", at: position)
    }
    position = close + 1
    return text
  }

  mutating func integer() throws -> Int {
    let digits = bytes[position..<end].prefix { UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw Problem.unlikeArchive(expected: "a whole number", found: "none", at: position)
    }
    position += digits.count
    return value
  }
}

/// The words among bytes, the lowest byte of each first; what is left of a last one is dropped.
private func littleEndianWords<Word: FixedWidthInteger>(
  _ bytes: ArraySlice<UInt8>, as type: Word.Type
) -> [Word] {
  let size = MemoryLayout<Word>.size
  return unsafe bytes.withUnsafeBytes { buffer in
    (0..<buffer.count / size).map {
      Word(littleEndian: unsafe buffer.loadUnaligned(fromByteOffset: $0 * size, as: Word.self))
    }
  }
}
