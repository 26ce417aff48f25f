import Diagnostics
import TestSupport
import Testing

@testable import Checkpoints

/// The bytes of a safetensors file with this header and as many bytes of data.
private func safetensors(_ header: String, data: Int = 0) -> [UInt8] {
  littleEndian(UInt64(header.utf8.count)) + Array(header.utf8)
    + (0..<data).map { UInt8(truncatingIfNeeded: 7 * $0) }
}

private func opened(_ header: String, data: Int = 0) throws -> Safetensors {
  try Safetensors(.guarded(safetensors(header, data: data), path: "a.safetensors"))
}

@Suite struct SafetensorsTests {
  @Test func `Each type of float is read as torch widens it`() throws {
    let file = try Safetensors(path: fixture("dtypes.safetensors"))
    let expected = try Safetensors(path: fixture("dtypes-expected.safetensors"))
    #expect(
      file.tensorNames == ["bf16", "empty", "f16", "f32", "f64", "f8", "flags", "i64", "scalar"])
    for name in expected.tensorNames {
      #expect(try file.floats(name).bits == expected.floats(name).bits)
      #expect(try file.info(name).shape == expected.info(name).shape)
    }
    #expect(try file.info("f16").elementType == .float16)
    #expect(try file.info("f64").rowCount == 12)
    #expect(try file.floats("scalar") == [2.5])
    #expect(try file.info("empty").shape == [0, 7])
  }

  @Test func `Metadata is read in the order of the file`() throws {
    let fixture = try Safetensors(path: fixture("dtypes.safetensors"))
    #expect(fixture.metadata.map(\.value) == ["é"])
    let file = try opened(#"{"__metadata__":{"format":"pt","a":"b"}}"#)
    #expect(file.metadata.map(\.key) == ["format", "a"])
    #expect(file.metadata.map(\.value) == ["pt", "b"])
  }

  @Test(arguments: [("i64", "I64"), ("flags", "BOOL"), ("f8", "F8_E4M3")])
  func `Other types are there but are no numbers to read`(name: String, type: String) throws {
    let file = try Safetensors(path: fixture("dtypes.safetensors"))
    #expect(try file.info(name).elementType == .other(type))
    let found = problem { try file.floats(name) }
    #expect(found?.summary == "Tensor '\(name)' of type \(type) cannot be read as numbers.")
  }

  @Test func `Spaces after the header and unknown fields are allowed`() throws {
    let file = try opened(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":[]}}   "#, data: 4)
    #expect(try file.info("a").byteCount == 4)
    #expect(try opened("{}").tensorNames == [])
  }

  static let tensor = #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#

  static let broken: [(header: String, data: Int, summary: String, byte: Int?)] = [
    ("[]", 0, "This is not a safetensors file.", 8),
    (" {}", 0, "This is not a safetensors file.", 8),
    ("", 0, "This is not a safetensors file.", 8),
    ("{", 0, "A key in double quotes is missing.", 9),
    ("{\n\"a\":1,\n\"a\":2}", 0, "The key 'a' stands twice in one object.", 17),
    ("{\(tensor),\(tensor)}", 8, "The key 'a' stands twice in one object.", 62),
    (#"{"a":1}"#, 0, "The header says nothing of 'dtype' of tensor 'a'.", 13),
    (#"{"a":{"dtype":"F32"}}"#, 0, "The header says nothing of 'shape' of tensor 'a'.", 13),
    (
      #"{"a":{"dtype":"F32","shape":[]}}"#, 0,
      "The header says nothing of 'data_offsets' of tensor 'a'.", 13
    ),
    (
      #"{"a":{"dtype":"F33","shape":[],"data_offsets":[0,4]}}"#, 4,
      "Tensor 'a' is of the unknown type 'F33'.", 22
    ),
    (
      #"{"a":{"dtype":7,"shape":[],"data_offsets":[0,4]}}"#, 4,
      "The header of the safetensors file has a value of the wrong kind.", 22
    ),
    (
      #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4,
      "The header of the safetensors file has a value of the wrong kind.", 37
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4,
      "The header of the safetensors file has a value of the wrong kind.", 37
    ),
    (
      #"{"a":{"dtype":"F32","shape":4,"data_offsets":[0,4]}}"#, 4,
      "The header of the safetensors file has a value of the wrong kind.", 36
    ),
    (
      #"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#, 4,
      "The header of the safetensors file has a value of the wrong kind.", 37
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4,
      "The shape of tensor 'a' is impossible.", 13
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}}"#, 4,
      "The shape of tensor 'a' is impossible.", 13
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4,
      "The data_offsets of tensor 'a' are no range.", 55
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, 4,
      "The data_offsets of tensor 'a' are no range.", 55
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4,
      "The data_offsets of tensor 'a' do not fit its shape.", 55
    ),
    ("{\(tensor)}", 7, "Tensor 'a' runs past the end of the file.", 55),
    ("{\(tensor)}", 9, "The file goes on after its last tensor.", 70),
    ("{}", 1, "The file goes on after its last tensor.", 10),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8,
      "Tensor 'a' does not begin where the one before it ends.", nil
    ),
    (
      #"{\#(tensor),"b":{"dtype":"F16","shape":[2],"data_offsets":[4,8]}}"#, 8,
      "Tensor 'b' does not begin where the one before it ends.", nil
    ),
    (
      #"{"a":{"dtype":"F32","shape":[0],"data_offsets":[9223372036854775807,9223372036854775807]}}"#,
      0, "Tensor 'a' runs past the end of the file.", 55
    ),
    (
      #"{"__metadata__":[]}"#, 0,
      "The header of the safetensors file has a value of the wrong kind.", 24
    ),
    (
      #"{"__metadata__":{"a":1}}"#, 0,
      "The header of the safetensors file has a value of the wrong kind.", 29
    ),
  ]

  @Test(arguments: broken)
  func `A broken rule is called by its name`(
    header: String, data: Int, summary: String, byte: Int?
  ) {
    let found = problem { try opened(header, data: data) }
    #expect(found?.summary == summary)
    #expect(found?.place.byteOffset == byte)
    #expect(found?.place.file == "a.safetensors")
    #expect(found?.remedy != nil)
  }

  @Test func `A wrong size says what the shape asks for`() {
    let found = problem {
      try opened(#"{"a":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,4]}}"#, data: 4)
    }
    #expect(found?.expected == "12 bytes for BF16 [2, 3]")
    #expect(found?.found == "4 bytes")
    #expect(found?.place.pointer == "/a/data_offsets")
    #expect(found?.place.tensor == "a")
  }

  @Test(arguments: [
    (UInt64(100_000_001), "The header of the safetensors file is too long."),
    (.max, "The header of the safetensors file is too long."),
    (1 << 63, "The header of the safetensors file is too long."),
    (100_000_000, "The file ends inside the header."), (3, "The file ends inside the header."),
    (1, "A key in double quotes is missing."), (0, "This is not a safetensors file."),
  ])
  func `A damaged length of the header is refused`(length: UInt64, summary: String) {
    let bytes = littleEndian(length) + Array("{}".utf8)
    #expect(problem { try Safetensors(.guarded(bytes)) }?.summary == summary)
  }

  @Test func `A file of fewer than eight bytes is refused`() {
    let found = problem { try Safetensors(.guarded([2, 0, 0])) }
    #expect(found?.summary == "The file ends inside the length of the header.")
  }

  @Test func `No mutation reads outside the file or ends the program`() throws {
    var generator = SeededGenerator(state: 2)
    let bases = [
      safetensors(
        #"{\#(Self.tensor),"b":{"dtype":"BF16","shape":[2,3],"data_offsets":[8,20]}}"#, data: 20),
      try fixtureBytes("dtypes.safetensors"), try fixtureBytes("llama/model.safetensors"),
    ]
    var accepted = 0
    for round in 0..<20_000 {
      var bytes = bases[round % bases.count]
      let head = min(bytes.count, 2200)
      bytes = mutated(Array(bytes.prefix(head)), using: &generator) + bytes.dropFirst(head)
      guard let file = try? Safetensors(.guarded(bytes)) else { continue }
      try file.readEverything()
      accepted += 1
    }
    #expect(accepted > 1000)
  }
}

@Suite struct ShardedSafetensorsTests {
  private func index(_ folder: String, _ text: String) throws -> ShardedSafetensors {
    let path = "\(folder)/model.safetensors.index.json"
    try write(Array(text.utf8), to: path)
    let a = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let ab =
      #"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"F16","shape":[0],"data_offsets":[4,4]}}"#
    try write(safetensors(a, data: 4), to: "\(folder)/1.safetensors")
    try write(safetensors(ab, data: 4), to: "\(folder)/2.safetensors")
    return try ShardedSafetensors(indexPath: path)
  }

  @Test func `Shards are joined and tensors outside the index left out`() throws {
    try withTemporaryFolder { folder in
      let source = try index(folder, #"{"weight_map":{"b":"2.safetensors"}}"#)
      #expect(source.tensorNames == ["b"])
      #expect(source.shardPaths == ["\(folder)/2.safetensors"])
      #expect(try source.floats("b") == [])
      let found = problem { try source.info("a") }
      #expect(found?.summary == "There is no tensor 'a'.")
    }
  }

  static let broken: [(text: String, summary: String)] = [
    ("{}", "The index names no tensors."), (#"{"weight_map":{}}"#, "The index names no tensors."),
    (#"{"weight_map":[]}"#, "The index names no tensors."),
    (#"{"weight_map":{"a":1}}"#, "The index names no file beside it."),
    (#"{"weight_map":{"a":"../1.safetensors"}}"#, "The index names no file beside it."),
    (#"{"weight_map":{"a":".."}}"#, "The index names no file beside it."),
    (#"{"weight_map":{"a":""}}"#, "The index names no file beside it."),
    (
      #"{"weight_map":{"c":"1.safetensors"}}"#,
      "The index and the shards disagree about tensor 'c'."
    ),
    (
      #"{"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}"#,
      "The index and the shards disagree about tensor 'a'."
    ),
    (#"{"weight_map":"#, "The JSON text ends where a value should be."),
  ]

  @Test(arguments: broken)
  func `A broken index is called so`(text: String, summary: String) throws {
    try withTemporaryFolder { folder in
      let found = problem { try index(folder, text) }
      #expect(found?.summary == summary)
      #expect(found?.place.file == "\(folder)/model.safetensors.index.json")
    }
  }

  @Test func `A missing shard is named`() throws {
    try withTemporaryFolder { folder in
      let found = problem { try index(folder, #"{"weight_map":{"a":"3.safetensors"}}"#) }
      #expect(found?.summary == "There is no file '\(folder)/3.safetensors'.")
    }
  }
}
