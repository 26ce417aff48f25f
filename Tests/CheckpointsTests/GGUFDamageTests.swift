import Diagnostics
import TestSupport
import Testing

@testable import Checkpoints

/// A small file with something of everything, for spoiling.
private func sample() -> GGUFBuilder {
  var builder = GGUFBuilder()
  builder.entries = [
    ("general.architecture", .string("llama")), ("general.alignment", .uint32(32)),
    ("a.list", .array([.string("x"), .string("yz")])),
    ("a.nest", .array([.array([.uint8(1)]), .array([.uint8(2), .uint8(3)])])),
    ("a.flag", .bool(true)), ("a.number", .float64(1)),
  ]
  builder.add("first", [2, 20], floats: (0..<40).map(Float.init))
  builder.tensors.append(
    .init(name: "second", shape: [3, 32], type: 3, data: [UInt8](repeating: 0x31, count: 60)))
  builder.tensors.append(
    .init(name: "third", shape: [256], type: 12, data: [UInt8](repeating: 0x21, count: 144)))
  return builder
}

/// Opens the file in every way there is and reads all of it.
///
/// - Throws: The problem of opening the file. What opens must be readable.
private func readEverything(_ bytes: [UInt8]) throws {
  let file = try GGUF(.guarded(bytes))
  #expect(problem { try file.readEverything() } == nil)
  // Whatever the metadata say, they are a configuration or a problem.
  _ = problem { try ModelCheckpoint(file) }
}

@Suite struct GGUFDamageTests {
  @Test func `The sample is sound`() throws {
    var builder = sample()
    #expect(try GGUF(.guarded(builder.build())).readEverything() == 40 + 96 + 256)
  }

  @Test func `Every damaged number that holds the file together is refused`() {
    var builder = sample()
    let bytes = builder.build()
    for field in builder.fields {
      let value = bytes.number(in: field)
      let limit = field.width == 8 ? UInt64.max : UInt64(UInt32.max)
      let damaged = [0, value &+ 1, value &- 1, limit / 2, limit / 2 + 1, limit, 1 << 20]
      for number in damaged where number & limit != value {
        let found = problem { try readEverything(bytes.replacing(field, by: number)) }
        #expect(
          (found == nil) == Self.sound.contains("\(field) \(number)"), "\(field) \(number)")
        #expect(found.map { $0.place.byteOffset != nil && $0.remedy != nil } ?? true)
      }
    }
  }

  /// The few numbers that leave a sound file, which only says something else: a type of the same size,
  /// or a shape that differs by less than the padding after it.
  static let sound: Set<String> = [
    "version 2", "element type of a.nest 1", "type of a.flag 0", "type of a.number 11",
    "length 0 of first 19", "length 1 of second 2", "type of second 2",
  ]

  static let damages: [(field: String, value: UInt64, summary: String)] = [
    ("tensor count", UInt64.max, "The file is too short for the number of tensors."),
    ("entry count", 1 << 63, "The file is too short for the number of metadata entries."),
    ("length of key", 1 << 63, "The file ends inside a metadata key."),
    ("type of a.flag", 13, "The value of 'a.flag' is of an unknown type."),
    ("count of a.list", 1 << 62, "The file is too short for the number of elements of 'a.list'."),
    ("element type of a.list", 13, "The value of 'a.list' is of an unknown type."),
    ("length of value of a.list", 1 << 40, "The file ends inside the value of 'a.list'."),
    ("rank of first", 5, "Tensor 'first' has too many dimensions."),
    ("length 0 of first", 1 << 63, "The shape of tensor 'first' is impossible."),
    ("length 1 of first", 1 << 62, "The shape of tensor 'first' is impossible."),
    ("length 0 of second", 33, "The rows of tensor 'second' are not whole blocks of Q4_1."),
    ("length 1 of second", 5, "Tensor 'third' does not begin where the one before it ends."),
    ("length 0 of third", 512, "Tensor 'third' runs past the end of the file."),
    ("offset of first", 32, "Tensor 'first' does not begin where the one before it ends."),
    ("offset of second", 1 << 63, "Tensor 'second' does not begin where the one before it ends."),
    ("type of third", 17, "Tensor 'third' is of the unsupported type IQ2_XS."),
  ]

  @Test(arguments: damages)
  func `Damage is called by its name`(field: String, value: UInt64, summary: String) throws {
    var builder = sample()
    let bytes = builder.build()
    let field = try #require(builder.fields.first { $0.description == field })
    let found = problem { try readEverything(bytes.replacing(field, by: value)) }
    #expect(found?.summary == summary)
  }

  @Test func `A file cut short anywhere is refused`() {
    var builder = sample()
    let bytes = builder.build()
    for length in 1..<bytes.count - 16 {
      #expect(problem { try readEverything(Array(bytes.prefix(length))) } != nil)
    }
  }

  @Test func `A file cut short says where and by how much`() {
    var builder = sample()
    let bytes = builder.build()
    let found = problem { try GGUF(.guarded(Array(bytes.prefix(bytes.count - 32)))) }
    #expect(found?.summary == "Tensor 'third' runs past the end of the file.")
    #expect(found?.expected == "144 bytes")
    #expect(found?.found == "128 bytes")
    #expect(found?.place.file == "m.gguf")
  }

  @Test func `What follows the last tensor is refused`() {
    var builder = sample()
    let bytes = builder.build() + [0]
    let found = problem { try GGUF(.guarded(bytes)) }
    #expect(found?.summary == "The file goes on after its last tensor.")
    #expect(found?.place.byteOffset == bytes.count - 1)
  }

  @Test func `Names and keys that stand twice are refused`() {
    var builder = sample()
    builder.tensors[1].name = "first"
    let tensor = problem { try GGUF(.guarded(builder.build())) }
    #expect(tensor?.summary == "Tensor 'first' stands twice.")
    builder = sample()
    builder.entries.append(("a.flag", .bool(false)))
    let key = problem { try GGUF(.guarded(builder.build())) }
    #expect(key?.summary == "The metadata key 'a.flag' stands twice.")
  }

  @Test func `Canonically equivalent names are two names`() throws {
    var builder = GGUFBuilder()
    builder.add("\u{E9}", [1], floats: [1])
    builder.add("e\u{301}", [1], floats: [2])
    let file = try GGUF(.guarded(builder.build()))
    #expect(try file.floats("\u{E9}") == [1])
    #expect(try file.floats("e\u{301}") == [2])
    #expect(file.tensorNames.map { Array($0.utf8) } == [Array("e\u{301}".utf8), [0xC3, 0xA9]])
  }

  @Test func `Arrays nested without end and flags that are none are refused`() {
    var builder = GGUFBuilder()
    var value = GGUFValue.array([.uint8(1)])
    for _ in 0..<8 { value = .array([value]) }
    builder.entries = [("deep", value)]
    let deep = problem { try GGUF(.guarded(builder.build())) }
    #expect(deep?.summary == "The arrays of 'deep' are nested too deep.")
    builder.entries = [("flag", .bool(true))]
    var bytes = builder.build()
    bytes[24 + 8 + 4 + 4] = 2
    let flag = problem { try GGUF(.guarded(bytes)) }
    #expect(flag?.summary == "The value of 'flag' is neither true nor false.")
    #expect(flag?.found == "2")
  }

  @Test func `An array longer than any vocabulary is refused`() {
    var builder = GGUFBuilder()
    builder.entries = [("a", .array([.uint8(1)]))]
    let field = GGUFBuilder.Field(description: "count of a", offset: 24 + 9 + 4 + 4, width: 8)
    var bytes = builder.build().replacing(field, by: (1 << 24) + 1)
    bytes += [UInt8](repeating: 0, count: (1 << 24) + 1)
    let found = problem { try GGUF(.guarded(bytes)) }
    #expect(found?.summary == "The array of 'a' is too long.")
    #expect(found?.found == "16777217")
  }

  @Test func `Another file is no GGUF file`() {
    let found = problem { try GGUF(.guarded(Array("PK\u{3}\u{4}....".utf8))) }
    #expect(found?.summary == "This is not a GGUF file.")
    #expect(found?.found == "the bytes 50 4b 03 04")
  }

  @Test func `No mutation reads outside the file or ends the program`() throws {
    var generator = SeededGenerator(state: 1)
    var builder = sample()
    let bases = [
      builder.build(), try fixtureBytes("llama.gguf"), try fixtureBytes("metadata.gguf"),
    ]
    var accepted = 0
    for round in 0..<20_000 {
      // The descriptions come first; damage to the data alone would be no test.
      var bytes = bases[round % bases.count]
      let head = min(bytes.count, 3000)
      bytes = mutated(Array(bytes.prefix(head)), using: &generator) + bytes.dropFirst(head)
      if problem({ try readEverything(bytes) }) == nil { accepted += 1 }
    }
    #expect(accepted > 1000)
  }
}
