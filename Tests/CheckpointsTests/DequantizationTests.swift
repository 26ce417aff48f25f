import Diagnostics
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct DequantizationTests {
  static let types: [ElementType] = [
    .float64, .float32, .float16, .bfloat16, .q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .q2K, .q3K, .q4K,
    .q5K, .q6K,
  ]

  @Test(arguments: types)
  func `Each type is widened bit for bit as the gguf package does`(type: ElementType) throws {
    let file = try GGUF(path: fixture("types.gguf"))
    let expected = try Safetensors(path: fixture("types-expected.safetensors")).floats(type.name)
    let info = try file.info(type.name)
    #expect(info.elementType == type)
    #expect(info.shape == [5, 512])
    #expect(try file.floats(type.name).bits == expected.bits)
  }

  @Test(arguments: types)
  func `A range of rows is the same rows of the whole`(type: ElementType) throws {
    let file = try GGUF(path: fixture("types.gguf"))
    let whole = try file.floats(type.name)
    for first in 0...5 {
      for last in first...5 {
        var rows = [Float](repeating: .nan, count: (last - first) * 512)
        var span = rows.mutableSpan
        try file.read(type.name, rows: first..<last, into: &span)
        #expect(rows.bits == whole[first * 512..<last * 512].bits)
      }
    }
  }

  @Test func `Every half has the value that the language gives it`() {
    for pattern in UInt16.min...UInt16.max {
      let expected = Float(Float16(bitPattern: pattern))
      let found = widenedHalf(pattern)
      if expected.isNaN {
        #expect(found.isNaN)
      } else {
        #expect(found.bitPattern == expected.bitPattern)
      }
    }
  }

  @Test func `Integers are there but are not numbers to read`() throws {
    let file = try GGUF(path: fixture("types.gguf"))
    #expect(try file.info("I32").shape == [2, 3])
    #expect(try file.info("I32").elementType == .other("I32"))
    let found = problem { try file.floats("I32") }
    #expect(found?.summary == "Tensor 'I32' of type I32 cannot be read as numbers.")
    #expect(
      found?.expected
        == "one of F64, F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K")
    #expect(found?.place.tensor == "I32")
  }

  @Test func `Rows that are not there and wrong room trap`() async {
    await #expect(processExitsWith: .failure) {
      var floats = [Float](repeating: 0, count: 512)
      var span = floats.mutableSpan
      try GGUF(path: fixture("types.gguf")).read("F32", rows: 5..<6, into: &span)
    }
    await #expect(processExitsWith: .failure) {
      var floats = [Float](repeating: 0, count: 511)
      var span = floats.mutableSpan
      try GGUF(path: fixture("types.gguf")).read("F32", rows: 0..<1, into: &span)
    }
  }
}
