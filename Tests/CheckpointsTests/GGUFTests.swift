import Diagnostics
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct GGUFTests {
  static let values: [(String, GGUFValue)] = [
    ("uint8", .uint8(200)), ("int8", .int8(-100)), ("uint16", .uint16(60000)),
    ("int16", .int16(-30000)), ("uint32", .uint32(4_000_000_000)),
    ("int32", .int32(-2_000_000_000)), ("uint64", .uint64(.max)), ("int64", .int64(.min)),
    ("float32", .float32(0.1)), ("float64", .float64(0.1)), ("bool", .bool(true)),
    ("string", .string("né\n")),
  ]

  @Test(arguments: [2, 3])
  func `Metadata of every type is read in both versions`(version: Int) throws {
    var bytes = try fixtureBytes("metadata.gguf")
    bytes[4] = UInt8(version)
    let file = try GGUF(.guarded(bytes))
    #expect(file.version == version)
    #expect(file.tensorNames == [])
    for (name, value) in Self.values {
      #expect(file["test.\(name)"] == value)
      #expect(file["test.array.\(name)"] == .array([value, value]))
    }
    let nested: [[Int32]] = [[1, 2], [3], [4, 5, 6]]
    #expect(
      file["test.nested"] == .array(nested.map { .array($0.map { GGUFValue.int32($0) }) }))
    #expect(file["test.none"] == nil)
    #expect(file.keys.first == "general.architecture")
    #expect(file.keys.count == 2 * Self.values.count + 2)
  }

  @Test(arguments: [2, 3])
  func `Tensors are read in both versions`(version: UInt32) throws {
    var builder = GGUFBuilder(version: version)
    builder.add("a", [2, 3], floats: [1, 2, 3, 4, 5, 6])
    builder.add("b", [1], floats: [7])
    builder.add("c", [], floats: [8])
    builder.add("d", [0, 4], floats: [])
    let file = try GGUF(.guarded(builder.build()))
    #expect(file.alignment == 32)
    #expect(try file.floats("a") == [1, 2, 3, 4, 5, 6])
    #expect(try file.floats("b") == [7])
    #expect(try file.floats("c") == [8])
    #expect(try file.floats("d") == [])
    let info = try file.info("a")
    #expect(info.shape == [2, 3] && info.rowCount == 2 && info.rowLength == 3)
    #expect(info.byteCount == 24 && info.byteOffset.isMultiple(of: 32))
  }

  @Test(arguments: [1, 8, 256])
  func `The file's own alignment is obeyed`(alignment: Int) throws {
    var builder = GGUFBuilder(alignment: alignment)
    builder.entries = [("general.alignment", .uint32(UInt32(alignment)))]
    builder.add("a", [3], floats: [1, 2, 3])
    builder.add("b", [2], floats: [4, 5])
    let file = try GGUF(.guarded(builder.build()))
    #expect(file.alignment == alignment)
    #expect(try file.floats("a") == [1, 2, 3])
    #expect(try file.floats("b") == [4, 5])
  }

  @Test(arguments: [.uint32(0), .uint32(24), .uint64(32), .string("32")] as [GGUFValue])
  func `An alignment that is none is refused`(value: GGUFValue) {
    var builder = GGUFBuilder()
    builder.entries = [("general.alignment", value)]
    let found = problem { try GGUF(.guarded(builder.build())) }
    #expect(found?.summary == "'general.alignment' is not an alignment.")
    #expect(found?.place.byteOffset == 24)
  }

  @Test func `A big-endian file says what it is`() throws {
    let found = problem { try GGUF(path: fixture("big-endian.gguf")) }
    #expect(found?.summary == "This GGUF file is big-endian.")
    #expect(found?.place.byteOffset == 4)
    #expect(
      found?.remedy
        == "Convert it with gguf-convert-endian, or download the little-endian file.")
  }

  @Test(arguments: [
    (UInt32(1), "GGUF version 1 is not supported."), (0, "GGUF version 0 is not known."),
    (4, "GGUF version 4 is not known."), (0x0200_0000, "This GGUF file is big-endian."),
  ])
  func `Other versions are refused`(version: UInt32, summary: String) {
    var builder = GGUFBuilder(version: version)
    #expect(problem { try GGUF(.guarded(builder.build())) }?.summary == summary)
  }

  @Test(arguments: [
    (UInt32(23), "IQ4_XS"), (34, "TQ1_0"), (39, "MXFP4"), (99, "number 99"),
  ])
  func `A quantization that is not supported is named`(type: UInt32, name: String) {
    var builder = GGUFBuilder()
    builder.tensors = [.init(name: "w", shape: [256], type: type, data: [])]
    let found = problem { try GGUF(.guarded(builder.build())) }
    #expect(found?.summary == "Tensor 'w' is of the unsupported type \(name).")
    #expect(found?.place.tensor == "w")
    #expect(found?.expected?.contains("Q4_1, Q5_0") == true)
    #expect(
      found?.remedy == "Download the model in another quantization, such as Q4_K_M or Q8_0.")
  }

  @Test func `A missing tensor suggests the nearest name`() throws {
    let file = try GGUF(path: fixture("llama.gguf"))
    let found = problem { try file.floats("token_embed.weight") }
    #expect(found?.summary == "There is no tensor 'token_embed.weight'.")
    #expect(found?.remedy == "Did you mean 'token_embd.weight'?")
  }
}
