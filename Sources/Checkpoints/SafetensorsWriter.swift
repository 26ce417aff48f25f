import JSONTree

/// A safetensors file of single-precision tensors, made in memory.
public struct SafetensorsWriter: Sendable {
  private var members: [JSONMember]
  private var data: [UInt8] = []

  /// Creates a file without tensors.
  ///
  /// - Parameter metadata: The texts under `__metadata__`; no key twice. The transformers library refuses
  ///   files that do not state `format` as `pt`.
  public init(metadata: [(key: String, value: String)]) {
    members = [
      JSONMember("__metadata__", .object(metadata.map { JSONMember($0.key, .string($0.value)) }))
    ]
  }

  /// Appends a tensor.
  ///
  /// - Parameters:
  ///   - name: Its name, which no other tensor has.
  ///   - shape: Its lengths, outermost first.
  ///   - values: Its values, row-major; as many as the shape says.
  public mutating func append(_ name: String, shape: [Int], _ values: [Float]) {
    let count = shape.reduce(1, *)
    precondition(values.count == count, "\(values.count) values for \(count) of '\(name)'")
    precondition(!members.contains { $0.key == name }, "two tensors '\(name)'")
    let start = data.count
    // The format wants the lowest byte of a number first.
    let words = values.map(\.bitPattern.littleEndian)
    unsafe words.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    members.append(
      JSONMember(
        name,
        [
          "dtype": "F32", "shape": .array(shape.map { .integer($0) }),
          "data_offsets": [.integer(start), .integer(data.count)],
        ]))
  }

  /// The file: eight bytes of header length, the header padded to eight bytes, the data. Equal tensors in
  /// equal order give equal bytes.
  public var bytes: [UInt8] {
    var header = Array(JSONValue.object(members).text().utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return length + header + data
  }
}
