import Checkpoints
import JSONTree

/// A small safetensors file in memory: written for the store, and read back from it.
struct SafetensorsBytes {
  struct Tensor {
    var name: String
    var shape: [Int]
    var type: String
    /// Of one that was read, a part of the file: it is copied only as numbers.
    var bytes: ArraySlice<UInt8>

    init(_ name: String, _ shape: [Int], floats: [Float]) {
      (self.name, self.shape, type) = (name, shape, "F32")
      bytes = littleEndian(floats.map(\.bitPattern))[...]
    }

    init(_ name: String, _ shape: [Int], doubles: [Double]) {
      (self.name, self.shape, type) = (name, shape, "F64")
      bytes = littleEndian(doubles.map(\.bitPattern))[...]
    }

    init(_ name: String, _ shape: [Int], words: [UInt64]) {
      (self.name, self.shape, type) = (name, shape, "U64")
      bytes = littleEndian(words)[...]
    }

    init(_ name: String, _ shape: [Int], integers: [Int32]) {
      (self.name, self.shape, type) = (name, shape, "I32")
      bytes = littleEndian(integers)[...]
    }

    fileprivate init(_ name: String, _ type: String, _ bytes: ArraySlice<UInt8>) {
      (self.name, shape, self.type, self.bytes) = (name, [], type, bytes)
    }
  }

  var metadata: [(key: String, value: String)]
  var tensors: [Tensor]

  init(metadata: [(key: String, value: String)], tensors: [Tensor]) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// The header, then the data.
  var bytes: [UInt8] {
    var bytes = safetensorsHeader(
      metadata: metadata,
      tensors.map {
        SafetensorsEntry(
          name: $0.name, type: $0.type, shape: $0.shape, byteCount: $0.bytes.count)
      })
    bytes.reserveCapacity(bytes.count + tensors.reduce(0) { $0 + $1.bytes.count })
    for tensor in tensors { bytes += tensor.bytes }
    return bytes
  }

  /// Reads what `bytes` wrote; `nil` for anything else.
  init?(bytes: [UInt8]) {
    guard let length = read(bytes[..<min(8, bytes.count)], as: UInt64.self).first else {
      return nil
    }
    guard length <= UInt64(bytes.count - 8) else { return nil }
    let start = 8 + Int(length)
    guard let root = try? JSONDocument(Array(bytes[8..<start])).root.value,
      let members = root.members
    else { return nil }
    metadata = []
    tensors = []
    for member in members {
      if member.key == "__metadata__" {
        metadata = member.value.members?.map { ($0.key, $0.value.string ?? "") } ?? []
        continue
      }
      guard let type = member.value["dtype"]?.string,
        let first = member.value["data_offsets"]?[0]?.integer,
        let last = member.value["data_offsets"]?[1]?.integer, 0 <= first, first <= last,
        last <= bytes.count - start
      else { return nil }
      tensors.append(Tensor(member.key, type, bytes[start + first..<start + last]))
    }
  }

  func floats(_ name: String) -> [Float]? {
    bytes(name, "F32").map { read($0, as: UInt32.self).map(Float.init(bitPattern:)) }
  }

  func doubles(_ name: String) -> [Double]? {
    bytes(name, "F64").map { read($0, as: UInt64.self).map(Double.init(bitPattern:)) }
  }

  func words(_ name: String) -> [UInt64]? {
    bytes(name, "U64").map { read($0, as: UInt64.self) }
  }

  func integers(_ name: String) -> [Int32]? {
    bytes(name, "I32").map { read($0, as: Int32.self) }
  }

  private func bytes(_ name: String, _ type: String) -> ArraySlice<UInt8>? {
    tensors.first { $0.name == name && $0.type == type }?.bytes
  }
}

/// The bytes of numbers, the lowest byte of each first.
private func littleEndian<Integer: FixedWidthInteger>(_ values: [Integer]) -> [UInt8] {
  let values = values.map(\.littleEndian)
  return unsafe values.withUnsafeBytes { unsafe Array($0) }
}

/// The whole numbers among bytes, the lowest byte of each first.
private func read<Integer: FixedWidthInteger>(
  _ bytes: ArraySlice<UInt8>, as type: Integer.Type
) -> [Integer] {
  let size = MemoryLayout<Integer>.size
  return unsafe bytes.withUnsafeBytes { buffer in
    (0..<buffer.count / size).map {
      Integer(
        littleEndian: unsafe buffer.loadUnaligned(fromByteOffset: $0 * size, as: Integer.self))
    }
  }
}
