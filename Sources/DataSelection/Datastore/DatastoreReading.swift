import Diagnostics
import JSONTree

/// Reads a datastore's header and checks it against what would be written for the same contents.
struct DatastoreReading {
  private let file: MappedStore

  init(_ file: MappedStore) { self.file = file }

  /// The layout that the header describes; the header is byte for byte the one of that layout.
  func layout() throws -> DatastoreLayout {
    let root = try header()
    guard root["__metadata__"]?["format"]?.string == DatastoreLayout.format,
      let identity = identity(root["__metadata__"]),
      let type = root["features"]?["dtype"]?.string,
      let encoding = RowEncoding.allCases.first(where: { $0.dataType == type }),
      let count = root["features"]?["shape"]?[0]?.integer, (0...file.byteCount).contains(count),
      let dimension = root["features"]?["shape"]?[1]?.integer, (1..<1 << 31).contains(dimension),
      count == 0 || dimension <= file.byteCount / count,
      let idBytes = root["ids"]?["shape"]?[0]?.integer, (0...file.byteCount).contains(idBytes)
    else { throw Problem.notAStore(file.path) }
    let tensors = DatastoreLayout.tensors(
      count: count, dimension: dimension, encoding: encoding, idBytes: idBytes)
    let length = headerLength + (tensors.last?.range.upperBound ?? 0)
    guard file.byteCount == length else {
      throw Problem.wrongStoreLength(file.path, expected: length, found: file.byteCount)
    }
    let layout = DatastoreLayout(
      identity: identity, encoding: encoding, dimension: dimension,
      ids: try ids(count: count, tensors))
    // The digest covers identity, counts and ids, so a header that was edited differs from this one.
    guard layout.header == file.copy(0..<headerLength) else {
      throw Problem.changedHeader(file.path)
    }
    return layout
  }

  /// The bytes before the data: the length and the JSON.
  private var headerLength: Int {
    let length = file.column(UInt64.self, from: 0, count: 1)[0]
    return 8 + Int(min(length, UInt64(file.byteCount - 8)))
  }

  private func header() throws -> JSONValue {
    do {
      return try JSONDocument(file.copy(8..<headerLength)).root.value
    } catch is Problem {
      throw Problem.notAStore(file.path)
    }
  }

  private func identity(_ metadata: JSONValue?) -> DatastoreIdentity? {
    guard let model = metadata?["model"]?.string, let data = metadata?["data"]?.string,
      let checkpoint = metadata?["checkpoint"]?.string,
      let direction = metadata?["direction"]?.string,
      let projection = metadata?["projection"]?.string
    else { return nil }
    return DatastoreIdentity(
      model: model, checkpoint: checkpoint, data: data, direction: direction,
      projection: projection)
  }

  private func ids(count: Int, _ tensors: [DatastoreLayout.Tensor]) throws -> [String] {
    func start(_ name: String) -> Int {
      headerLength + (tensors.first { $0.name == name }?.range.lowerBound ?? 0)
    }
    let offsets = file.column(Int64.self, from: start("idOffsets"), count: count + 1)
    let bytes = file.copy(start("ids")..<file.byteCount)
    return try (0..<count).map { row in
      let (first, end) = (offsets[row], offsets[row + 1])
      guard 0 <= first, first <= end, end <= Int64(bytes.count) else {
        throw Problem.changedHeader(file.path)
      }
      return String(decoding: bytes[Int(first)..<Int(end)], as: UTF8.self)
    }
  }
}
