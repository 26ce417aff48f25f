import Diagnostics

/// Reads a GGUF file from front to back: header, metadata, descriptions of tensors.
struct GGUFParser {
  let version: Int
  var reader: ByteReader
  let tensorCount: Int
  private let entryCount: Int
  private static let deepestArray = 8
  /// Far beyond any vocabulary. A damaged count of small elements must not fill the memory.
  private static let longestArray = 1 << 24

  init(_ file: MappedFile) throws {
    reader = ByteReader(file)
    try GGUFParser.checkMagic(&reader)
    version = try GGUFParser.version(&reader)
    // A tensor takes at least 24 bytes: the lengths of its name and shape, its type and its offset.
    tensorCount = try GGUFParser.count(&reader, "tensors", minimumBytes: 24)
    entryCount = try GGUFParser.count(&reader, "metadata entries", minimumBytes: 13)
  }

  private static func checkMagic(_ reader: inout ByteReader) throws {
    let place = reader.place
    let magic = try reader.integer(UInt32.self, "the word 'GGUF'")
    guard magic == 0x4655_4747 else { throw Problem.notGGUF(magic, at: place) }
  }

  private static func version(_ reader: inout ByteReader) throws -> Int {
    let place = reader.place
    let version = try reader.integer(UInt32.self, "the version of the format")
    switch version {
    case 2, 3: return Int(version)
    case 1: throw Problem.firstGGUFVersion(at: place)
    case _ where (1...0xFFFF).contains(version.byteSwapped): throw Problem.bigEndianGGUF(at: place)
    default: throw Problem.unknownGGUFVersion(version, at: place)
    }
  }

  /// Reads a number of things, and refuses one for which the rest of the file is too short.
  ///
  /// Memory is set aside by no count that has not passed here.
  private static func count(
    _ reader: inout ByteReader, _ things: String, minimumBytes: Int
  ) throws -> Int {
    let place = reader.place
    let count = try reader.integer(UInt64.self, "the number of \(things)")
    guard count <= UInt64(reader.remaining / minimumBytes) else {
      throw Problem.tooMany(things, count, remaining: reader.remaining, at: place)
    }
    return Int(count)
  }

  /// Reads the metadata.
  mutating func entries() throws -> [GGUF.Entry] {
    var entries: [GGUF.Entry] = []
    for _ in 0..<entryCount {
      let start = reader.offset
      let key = try reader.string("a metadata key")
      let place = reader.place
      let type = try reader.integer(UInt32.self, "the type of '\(key)'")
      let value = try value(type: type, of: key, typeAt: place, depth: 0)
      entries.append(GGUF.Entry(key: key, value: value, byteOffset: start))
    }
    return entries
  }

  private mutating func value(
    type: UInt32, of key: String, typeAt place: Place, depth: Int
  ) throws -> GGUFValue {
    switch type {
    case 0: .uint8(try number(key))
    case 1: .int8(try number(key))
    case 2: .uint16(try number(key))
    case 3: .int16(try number(key))
    case 4: .uint32(try number(key))
    case 5: .int32(try number(key))
    case 6: .float32(Float(bitPattern: try number(key)))
    case 7: .bool(try flag(key))
    case 8: .string(try reader.string("the value of '\(key)'"))
    case 9: .array(try array(of: key, depth: depth))
    case 10: .uint64(try number(key))
    case 11: .int64(try number(key))
    case 12: .float64(Double(bitPattern: try number(key)))
    default: throw Problem.unknownValueType(type, key: key, at: place)
    }
  }

  private mutating func number<Value: FixedWidthInteger>(_ key: String) throws -> Value {
    try reader.integer(Value.self, "the value of '\(key)'")
  }

  private mutating func flag(_ key: String) throws -> Bool {
    let place = reader.place
    let byte: UInt8 = try number(key)
    guard byte <= 1 else { throw Problem.invalidFlag(byte, key: key, at: place) }
    return byte == 1
  }

  private mutating func array(of key: String, depth: Int) throws -> [GGUFValue] {
    let place = reader.place
    guard depth < Self.deepestArray else {
      throw Problem.nestedTooDeep(key, levels: Self.deepestArray, at: place)
    }
    let type = try reader.integer(UInt32.self, "the element type of '\(key)'")
    guard let minimum = GGUFParser.minimumBytes(type) else {
      throw Problem.unknownValueType(type, key: key, at: place)
    }
    let count = try GGUFParser.count(&reader, "elements of '\(key)'", minimumBytes: minimum)
    guard count <= Self.longestArray else {
      throw Problem.longArray(key, count, limit: Self.longestArray, at: place)
    }
    var elements: [GGUFValue] = []
    elements.reserveCapacity(count)
    for _ in 0..<count {
      elements.append(try value(type: type, of: key, typeAt: place, depth: depth + 1))
    }
    return elements
  }

  /// The least bytes that a value of a type takes; `nil` for an unknown type.
  private static func minimumBytes(_ type: UInt32) -> Int? {
    switch type {
    case 0, 1, 7: 1
    case 2, 3: 2
    case 4, 5, 6: 4
    case 8, 10, 11, 12: 8
    case 9: 12
    default: nil
    }
  }
}
