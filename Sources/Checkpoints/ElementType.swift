/// How the elements of a tensor are stored.
///
/// The quantized types are those of GGUF: blocks of 32 or 256 elements of one row that share scales.
public enum ElementType: Sendable, Hashable {
  /// IEEE 754 double precision.
  case float64
  /// IEEE 754 single precision.
  case float32
  /// IEEE 754 half precision.
  case float16
  /// The upper half of a single: 8 bits of exponent, 7 of fraction.
  case bfloat16
  /// Blocks of 32: a scale and 4 bits an element, offset 8.
  case q4_0
  /// Blocks of 32: a scale, a minimum and 4 bits an element.
  case q4_1
  /// Blocks of 32: a scale and 5 bits an element, offset 16.
  case q5_0
  /// Blocks of 32: a scale, a minimum and 5 bits an element.
  case q5_1
  /// Blocks of 32: a scale and 8 bits an element, signed.
  case q8_0
  /// Blocks of 256: 2 bits an element, 16 scales and minima of 4 bits.
  case q2K
  /// Blocks of 256: 3 bits an element, 16 scales of 6 bits.
  case q3K
  /// Blocks of 256: 4 bits an element, 8 scales and minima of 6 bits.
  case q4K
  /// Blocks of 256: 5 bits an element, 8 scales and minima of 6 bits.
  case q5K
  /// Blocks of 256: 6 bits an element, 16 scales of 8 bits.
  case q6K
  /// A type that files may hold and that is not read as numbers, by the name its format gives it.
  case other(String)

  /// The name that the formats use, such as `F32`, `BF16` or `Q4_K`.
  public var name: String {
    switch self {
    case .float64: "F64"
    case .float32: "F32"
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .q4_0: "Q4_0"
    case .q4_1: "Q4_1"
    case .q5_0: "Q5_0"
    case .q5_1: "Q5_1"
    case .q8_0: "Q8_0"
    case .q2K: "Q2_K"
    case .q3K: "Q3_K"
    case .q4K: "Q4_K"
    case .q5K: "Q5_K"
    case .q6K: "Q6_K"
    case .other(let name): name
    }
  }

  /// Whether tensors of this type can be read as numbers.
  public var isReadable: Bool {
    if case .other = self { false } else { true }
  }
}

/// How many elements a block has, and how many bits.
struct BlockLayout: Sendable, Equatable {
  let elements: Int
  let bits: Int

  /// The number of bytes of `count` elements; `nil` if they do not end with a block and a byte, or if
  /// the number does not fit.
  func byteCount(elements count: Int) -> Int? {
    guard count.isMultiple(of: elements) else { return nil }
    let (total, overflow) = (count / elements).multipliedReportingOverflow(by: bits)
    return overflow || !total.isMultiple(of: 8) ? nil : total / 8
  }

  static func blocks(of elements: Int, bytes: Int) -> BlockLayout {
    BlockLayout(elements: elements, bits: bytes * 8)
  }
}
