import JSONTree

/// A safetensors file of single-precision tensors, made in memory.
public struct SafetensorsWriter: Sendable {
  private let metadata: [(key: String, value: String)]
  private var entries: [SafetensorsEntry] = []
  private var data: [UInt8] = []

  /// Creates a file without tensors.
  ///
  /// - Parameter metadata: The texts under `__metadata__`; no key twice. The transformers library refuses
  ///   files that do not state `format` as `pt`.
  public init(metadata: [(key: String, value: String)]) {
    self.metadata = metadata
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
    precondition(!entries.contains { $0.name == name }, "two tensors '\(name)'")
    // The format wants the lowest byte of a number first.
    let words = values.map(\.bitPattern.littleEndian)
    unsafe words.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    entries.append(SafetensorsEntry(name: name, type: "F32", shape: shape, byteCount: 4 * count))
  }

  /// The file: eight bytes of header length, the header padded to eight bytes, the data. Equal tensors in
  /// equal order give equal bytes.
  public var bytes: [UInt8] { safetensorsHeader(metadata: metadata, entries) + data }
}

/// What the header of a safetensors file says of a tensor; the tensors' bytes follow one another.
public struct SafetensorsEntry: Sendable {
  /// Its name.
  public let name: String
  /// Its element type, such as `F32`.
  public let type: String
  /// Its lengths, outermost first.
  public let shape: [Int]
  /// The bytes that it takes.
  public let byteCount: Int

  /// Creates an entry.
  public init(name: String, type: String, shape: [Int], byteCount: Int) {
    (self.name, self.type, self.shape, self.byteCount) = (name, type, shape, byteCount)
  }
}

/// What stands before the data of a safetensors file: eight bytes of header length, the header padded to
/// eight bytes.
///
/// - Parameters:
///   - metadata: The texts under `__metadata__`; no key twice.
///   - entries: The tensors in the order of their data; no name twice.
/// - Returns: The bytes; equal headers give equal bytes.
public func safetensorsHeader(
  metadata: [(key: String, value: String)], _ entries: [SafetensorsEntry]
) -> [UInt8] {
  var members = [
    JSONMember("__metadata__", .object(metadata.map { JSONMember($0.key, .string($0.value)) }))
  ]
  var start = 0
  for entry in entries {
    let end = start + entry.byteCount
    members.append(
      JSONMember(
        entry.name,
        [
          "dtype": .string(entry.type), "shape": .array(entry.shape.map { .integer($0) }),
          "data_offsets": [.integer(start), .integer(end)],
        ]))
    start = end
  }
  var header = Array(JSONValue.object(members).text().utf8)
  while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
  return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
}
