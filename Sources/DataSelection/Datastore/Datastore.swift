import Diagnostics
public import Tensors

/// The rows of one data set at one checkpoint, in the order of the data, mapped for reading.
///
/// Opening checks that the header is the one that was written, that every row is there, and that the rows
/// were made by what the caller expects. The file is safetensors; in Python
/// `features.astype("float32") * scale[:, None]` are the rows, of length 1 each.
public struct Datastore: Sendable {
  /// What made the rows.
  public let identity: DatastoreIdentity
  /// How numbers are stored.
  public let encoding: RowEncoding
  /// The names of the rows, [n].
  public let ids: [String]
  /// The mean loss of each example, in nats a token; 0 where it was not finite, [n].
  public let losses: [Float]
  /// The norm of each row before it was made one of length 1, [n].
  public let norms: [Float]
  /// The tokens that each loss is the mean of, [n].
  public let tokens: [Int32]
  /// The status of each row, [n].
  public let statuses: [RowStatus]
  /// The length of a row.
  public let dimension: Int
  let scales: [Float]
  let file: MappedStore
  let featuresStart: Int

  /// Opens the datastore at `path`.
  ///
  /// - Parameters:
  ///   - path: A path to a finished datastore.
  ///   - identity: What its rows must have been made by; anything if `nil`.
  /// - Throws: `Problem` where there is no such file, it is not finished or not a datastore, its header
  ///   was changed, or it was made by something else, with what differs.
  public init(path: String, expecting identity: DatastoreIdentity? = nil) throws {
    let file = try MappedStore(path: path)
    let layout = try DatastoreReading(file).layout()
    if let identity { try Self.check(layout.identity, is: identity, path: path) }
    let count = layout.ids.count
    func column<Number: BitwiseCopyable>(_ name: String, _ type: Number.Type) -> [Number] {
      file.column(type, from: layout.offset(name, width: 1, index: 0), count: count)
    }
    let statuses = column("status", UInt8.self).map(RowStatus.init(rawValue:))
    self.statuses = try statuses.enumerated().map { index, status in
      guard let status, status != .missing else { throw Problem.missingRow(index, path) }
      return status
    }
    self.identity = layout.identity
    encoding = layout.encoding
    ids = layout.ids
    dimension = layout.dimension
    losses = column("loss", Float.self)
    norms = column("norm", Float.self)
    scales = column("scale", Float.self)
    tokens = column("tokens", Int32.self)
    featuresStart = layout.offset("features", width: 1, index: 0)
    self.file = file
  }

  private static func check(
    _ found: DatastoreIdentity, is expected: DatastoreIdentity, path: String
  ) throws {
    for (found, expected) in zip(found.fields, expected.fields)
    where found.value != expected.value {
      throw Problem.otherRows(
        found.name, expected: expected.value, found: found.value, path: path)
    }
  }
}

extension Datastore: RowSource {
  /// The number of rows.
  public var count: Int { ids.count }

  /// The factor of a row's codes.
  public func scale(ofRow row: Int) -> Float { scales[row] }

  /// The norm of a row before it was made one of length 1.
  public func norm(ofRow row: Int) -> Float { norms[row] }

  /// Whether a row can be scored.
  public func isFinite(row: Int) -> Bool { statuses[row] == .finite }

  /// Widens the codes of a part of some rows.
  public func decode(_ rows: Range<Int>, columns: Range<Int>, into block: inout Matrix<Float>) {
    precondition(
      0 <= rows.lowerBound && rows.upperBound <= count && 0 <= columns.lowerBound
        && columns.upperBound <= dimension && block.values.count >= rows.count * columns.count,
      "rows \(rows), columns \(columns) of \(count)×\(dimension)")
    let width = encoding.width
    unsafe block.values.withUnsafeMutableBufferPointer { target in
      guard var target = target.baseAddress else { return }
      for row in rows {
        let start = featuresStart + (row * dimension + columns.lowerBound) * width
        let source = unsafe file.bytes(start..<start + columns.count * width)
        switch encoding {
        case .float16: unsafe widenHalves(source, columns.count, target)
        case .int8: unsafe widenIntegers(source, columns.count, target)
        }
        unsafe target += columns.count
      }
    }
  }
}
