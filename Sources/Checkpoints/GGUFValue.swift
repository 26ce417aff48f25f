/// A value of a GGUF file's metadata, in the type in which the file stores it.
public enum GGUFValue: Sendable, Equatable {
  /// An unsigned integer of 8 bits.
  case uint8(UInt8)
  /// A signed integer of 8 bits.
  case int8(Int8)
  /// An unsigned integer of 16 bits.
  case uint16(UInt16)
  /// A signed integer of 16 bits.
  case int16(Int16)
  /// An unsigned integer of 32 bits.
  case uint32(UInt32)
  /// A signed integer of 32 bits.
  case int32(Int32)
  /// A single-precision number, possibly infinite or NaN.
  case float32(Float)
  /// A truth value.
  case bool(Bool)
  /// A text.
  case string(String)
  /// Values of one type; arrays may hold arrays.
  case array([GGUFValue])
  /// An unsigned integer of 64 bits.
  case uint64(UInt64)
  /// A signed integer of 64 bits.
  case int64(Int64)
  /// A double-precision number, possibly infinite or NaN.
  case float64(Double)

  /// The integer, of any integer type; `nil` for other values and beyond the range of `Int`.
  public var integer: Int? {
    switch self {
    case .uint8(let value): Int(value)
    case .int8(let value): Int(value)
    case .uint16(let value): Int(value)
    case .int16(let value): Int(value)
    case .uint32(let value): Int(value)
    case .int32(let value): Int(value)
    case .uint64(let value): Int(exactly: value)
    case .int64(let value): Int(value)
    default: nil
    }
  }

  /// The number, of any type of number; `nil` for other values.
  public var double: Double? {
    switch self {
    case .float32(let value): Double(value)
    case .float64(let value): value
    case .uint64(let value): Double(value)
    default: integer.map(Double.init)
    }
  }

  /// The text; `nil` for other values.
  public var string: String? { if case .string(let value) = self { value } else { nil } }

  /// The truth value; `nil` for other values.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The elements of an array; `nil` for other values.
  public var array: [GGUFValue]? { if case .array(let value) = self { value } else { nil } }
}
