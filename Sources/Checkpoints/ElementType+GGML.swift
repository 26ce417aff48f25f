extension ElementType {
  /// The type of a number in a GGUF file; `nil` for a quantization that is not supported.
  init?(ggml number: UInt32) {
    switch number {
    case 0: self = .float32
    case 1: self = .float16
    case 2: self = .q4_0
    case 3: self = .q4_1
    case 6: self = .q5_0
    case 7: self = .q5_1
    case 8: self = .q8_0
    case 10: self = .q2K
    case 11: self = .q3K
    case 12: self = .q4K
    case 13: self = .q5K
    case 14: self = .q6K
    case 24: self = .other("I8")
    case 25: self = .other("I16")
    case 26: self = .other("I32")
    case 27: self = .other("I64")
    case 28: self = .float64
    case 30: self = .bfloat16
    default: return nil
    }
  }

  /// What the quantizations that are not supported are called.
  static let ggmlNames: [UInt32: String] = [
    4: "Q4_2", 5: "Q4_3", 9: "Q8_1", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS",
    19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 29: "IQ1_M",
    31: "Q4_0_4_4", 32: "Q4_0_4_8", 33: "Q4_0_8_8", 34: "TQ1_0", 35: "TQ2_0", 36: "IQ4_NL_4_4",
    37: "IQ4_NL_4_8", 38: "IQ4_NL_8_8", 39: "MXFP4", 40: "NVFP4", 41: "Q1_0",
  ]

  /// The types that can be read as numbers, for problems.
  static let readableNames = [
    ElementType.float64, .float32, .float16, .bfloat16, .q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .q2K,
    .q3K, .q4K, .q5K, .q6K,
  ].map(\.name).joined(separator: ", ")
}
