import Artifacts
import JSONTree

/// Where everything is in a datastore's file.
///
/// The file is safetensors: `idOffsets` I64 [n + 1], `loss`, `norm`, `scale` F32 [n], `tokens` I32 [n],
/// `features` F16 or I8 [n, d], `status` U8 [n], `ids` U8. Row i is features[i] · scale[i], of length 1;
/// norm[i] is its length before. id i is the bytes idOffsets[i] to idOffsets[i + 1] of `ids`, in UTF-8.
/// The widest types come first, so that each tensor is aligned.
struct DatastoreLayout: Sendable {
  let identity: DatastoreIdentity
  let encoding: RowEncoding
  let dimension: Int
  let ids: [String]
  /// The whole header: its length, the JSON, spaces up to a multiple of 64.
  let header: [UInt8]

  static let format = "gradbook gradients 1"

  init(identity: DatastoreIdentity, encoding: RowEncoding, dimension: Int, ids: [String]) {
    self.identity = identity
    self.encoding = encoding
    self.dimension = dimension
    self.ids = ids
    let tensors = Self.tensors(
      count: ids.count, dimension: dimension, encoding: encoding,
      idBytes: ids.reduce(0) { $0 + $1.utf8.count })
    var texts = [("format", Self.format)] + identity.fields.map { ($0.name, $0.value) }
    texts.append(("digest", Self.digest(texts, tensors, ids)))
    let metadata = JSONMember(
      "__metadata__", .object(texts.map { JSONMember($0.0, .string($0.1)) }))
    var json = Array(
      JSONValue.object([metadata] + tensors.map { JSONMember($0.name, $0.json) }).text().utf8)
    while (json.count + 8) % 64 != 0 { json.append(UInt8(ascii: " ")) }
    header = (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json
    starts = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.range.lowerBound) })
    byteCount = header.count + (tensors.last?.range.upperBound ?? 0)
  }

  private let starts: [String: Int]
  /// The bytes of the whole file.
  let byteCount: Int
  /// The bytes of a row.
  var rowBytes: Int { dimension * encoding.width }

  /// Where element `index` of a column begins, or byte `index` times its width, in the file.
  func offset(_ column: String, width: Int, index: Int) -> Int {
    guard let start = starts[column] else { preconditionFailure("no column '\(column)'") }
    return header.count + start + width * index
  }

  /// One tensor of the file.
  struct Tensor {
    let name: String
    let type: String
    let shape: [Int]
    /// Its bytes, from the end of the header.
    let range: Range<Int>

    var json: JSONValue {
      [
        "dtype": .string(type), "shape": .array(shape.map { .integer($0) }),
        "data_offsets": [.integer(range.lowerBound), .integer(range.upperBound)],
      ]
    }
  }

  static func tensors(
    count: Int, dimension: Int, encoding: RowEncoding, idBytes: Int
  ) -> [Tensor] {
    let columns: [(String, String, [Int], width: Int)] = [
      ("idOffsets", "I64", [count + 1], 8), ("loss", "F32", [count], 4),
      ("norm", "F32", [count], 4), ("scale", "F32", [count], 4), ("tokens", "I32", [count], 4),
      ("features", encoding.dataType, [count, dimension], encoding.width),
      ("status", "U8", [count], 1), ("ids", "U8", [idBytes], 1),
    ]
    var start = 0
    return columns.map { name, type, shape, width in
      let end = start + shape.reduce(width, *)
      defer { start = end }
      return Tensor(name: name, type: type, shape: shape, range: start..<end)
    }
  }

  /// What ties metadata, shapes and ids together, in hexadecimal.
  private static func digest(
    _ texts: [(String, String)], _ tensors: [Tensor], _ ids: [String]
  ) -> String {
    let parts: JSONValue = [
      "metadata": .object(texts.map { JSONMember($0.0, .string($0.1)) }),
      "tensors": .object(tensors.map { JSONMember($0.name, $0.json) }),
      "ids": .array(ids.map { .string($0) }),
    ]
    return Digest(of: Array(parts.text().utf8)).hex
  }

  /// `idOffsets` and `ids` as bytes.
  var idColumns: (offsets: [UInt8], texts: [UInt8]) {
    var offsets: [UInt8] = []
    var texts: [UInt8] = []
    for id in ids + [""] {
      let place = UInt64(texts.count)
      offsets += (0..<8).map { UInt8(truncatingIfNeeded: place >> UInt64(8 * $0)) }
      texts += Array(id.utf8)
    }
    return (offsets, texts)
  }
}
