@testable import Checkpoints

/// Writes GGUF files for tests, and says where each number stands that holds the file together.
struct GGUFBuilder {
  /// A number in the file.
  struct Field: CustomStringConvertible {
    let description: String
    let offset: Int
    let width: Int
  }

  /// A tensor, its shape row-major.
  struct Tensor {
    var name: String
    var shape: [UInt64]
    var type: UInt32
    var data: [UInt8]
  }

  var version: UInt32 = 3
  var alignment = 32
  var entries: [(key: String, value: GGUFValue)] = []
  var tensors: [Tensor] = []
  private(set) var bytes: [UInt8] = []
  private(set) var fields: [Field] = []

  mutating func add(_ name: String, _ shape: [UInt64], floats: [Float]) {
    let data = floats.flatMap { littleEndian($0.bitPattern) }
    tensors.append(Tensor(name: name, shape: shape, type: 0, data: data))
  }

  /// The file.
  mutating func build() -> [UInt8] {
    bytes = Array("GGUF".utf8)
    fields = []
    append(version, "version")
    append(UInt64(tensors.count), "tensor count")
    append(UInt64(entries.count), "entry count")
    for (key, value) in entries {
      append(key, "key")
      append(type(of: value), "type of \(key)")
      append(value, key)
    }
    appendDescriptions()
    for tensor in tensors {
      pad()
      bytes += tensor.data
    }
    pad()
    return bytes
  }

  private mutating func appendDescriptions() {
    var offset = 0
    for tensor in tensors {
      append(tensor.name, "name of \(tensor.name)")
      append(UInt32(tensor.shape.count), "rank of \(tensor.name)")
      for (index, length) in tensor.shape.reversed().enumerated() {
        append(length, "length \(index) of \(tensor.name)")
      }
      append(tensor.type, "type of \(tensor.name)")
      append(UInt64(offset), "offset of \(tensor.name)")
      offset = (offset + tensor.data.count + alignment - 1) / alignment * alignment
    }
  }

  private mutating func pad() {
    while !bytes.count.isMultiple(of: alignment) { bytes.append(0) }
  }

  private mutating func append<Value: FixedWidthInteger>(_ value: Value, _ description: String) {
    let width = MemoryLayout<Value>.size
    fields.append(Field(description: description, offset: bytes.count, width: width))
    bytes += littleEndian(value)
  }

  private mutating func append(_ text: String, _ description: String) {
    append(UInt64(text.utf8.count), "length of \(description)")
    bytes += text.utf8
  }

  private mutating func append(_ value: GGUFValue, _ key: String) {
    switch value {
    case .uint8(let value): bytes += littleEndian(value)
    case .int8(let value): bytes += littleEndian(value)
    case .uint16(let value): bytes += littleEndian(value)
    case .int16(let value): bytes += littleEndian(value)
    case .uint32(let value): bytes += littleEndian(value)
    case .int32(let value): bytes += littleEndian(value)
    case .float32(let value): bytes += littleEndian(value.bitPattern)
    case .bool(let value): bytes.append(value ? 1 : 0)
    case .string(let value): append(value, "value of \(key)")
    case .uint64(let value): bytes += littleEndian(value)
    case .int64(let value): bytes += littleEndian(value)
    case .float64(let value): bytes += littleEndian(value.bitPattern)
    case .array(let elements):
      append(elements.first.map(type) ?? 0, "element type of \(key)")
      append(UInt64(elements.count), "count of \(key)")
      for element in elements { append(element, key) }
    }
  }

  private func type(of value: GGUFValue) -> UInt32 {
    switch value {
    case .uint8: 0
    case .int8: 1
    case .uint16: 2
    case .int16: 3
    case .uint32: 4
    case .int32: 5
    case .float32: 6
    case .bool: 7
    case .string: 8
    case .array: 9
    case .uint64: 10
    case .int64: 11
    case .float64: 12
    }
  }
}

/// The bytes of a number, lowest first.
func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  (0..<MemoryLayout<Value>.size).map { UInt8(truncatingIfNeeded: value >> Value(8 * $0)) }
}

extension [UInt8] {
  /// The file with another number in `field`.
  func replacing(_ field: GGUFBuilder.Field, by value: UInt64) -> [UInt8] {
    var copy = self
    copy.replaceSubrange(
      field.offset..<field.offset + field.width, with: littleEndian(value).prefix(field.width))
    return copy
  }

  /// The number in `field`.
  func number(in field: GGUFBuilder.Field) -> UInt64 {
    self[field.offset..<field.offset + field.width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
