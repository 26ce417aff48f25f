import Diagnostics
import Glibc
import Synchronization
public import Tensors

/// A datastore as it is built: rows in any order, from any thread, each written once.
///
/// The rows go to `PATH.part`, which has its full length from the start. A row's status is written after
/// the row is on the disk, so that a build that was cut short continues with the rows that are missing,
/// and ends with the same bytes.
public final class DatastoreWriter: Sendable {
  /// Where the finished datastore will be.
  public let path: String
  /// The length of a row.
  public var dimension: Int { layout.dimension }
  private let layout: DatastoreLayout
  private let file: StoreFile
  private let statuses: Mutex<[UInt8]>

  /// Begins a datastore, or continues one.
  ///
  /// - Parameters:
  ///   - path: Where it will be; `PATH.part` until it is finished.
  ///   - identity: What makes its rows.
  ///   - encoding: How numbers are stored.
  ///   - dimension: The length of a row, at least 1.
  ///   - ids: The names of the rows, in the order of the data, [n].
  /// - Throws: `Problem` where the file cannot be written, another process is at it, or an unfinished
  ///   file is of other rows.
  public init(
    path: String, identity: DatastoreIdentity, encoding: RowEncoding = .float16, dimension: Int,
    ids: [String]
  ) throws {
    precondition(dimension >= 1, "rows of \(dimension)")
    self.path = path
    layout = DatastoreLayout(
      identity: identity, encoding: encoding, dimension: dimension, ids: ids)
    file = try StoreFile(path: path + ".part")
    statuses = try Mutex(DatastoreWriter.begin(file, layout))
  }

  /// The rows that are still to be written, in order.
  public var missingRows: [Int] {
    statuses.withLock { statuses in
      statuses.indices.filter { statuses[$0] == RowStatus.missing.rawValue }
    }
  }

  /// Writes rows and returns when they are on the disk.
  ///
  /// - Parameters:
  ///   - rows: [m, d]. Rows with a number that is not finite are marked, and zeros stored.
  ///   - indices: Their places in the data, [m], each missing so far.
  ///   - facts: What is kept beside them, [m].
  /// - Throws: `Problem` where the disk does not take them.
  public func write(_ rows: Matrix<Float>, at indices: [Int], facts: [RowFacts]) throws {
    precondition(
      rows.rows == indices.count && facts.count == indices.count && rows.columns == dimension,
      "\(rows.rows) rows of \(rows.columns), \(indices.count) places, \(facts.count) facts")
    var found: [RowStatus] = []
    for (position, index) in indices.enumerated() {
      precondition(layout.ids.indices.contains(index), "row \(index) of \(layout.ids.count)")
      let row = rows.values.span.extracting(rows.range(ofRow: position))
      found.append(try write(EncodedRow(row, as: layout.encoding), facts[position], at: index))
    }
    try file.synchronize()
    for (index, status) in zip(indices, found) {
      try file.write([status.rawValue], at: layout.offset("status", width: 1, index: index))
      statuses.withLock { $0[index] = status.rawValue }
    }
  }

  /// Gives the file its name, in place of a file that has it.
  ///
  /// - Returns: The datastore, opened.
  /// - Throws: `Problem` where it cannot be renamed or opened. Missing rows trap.
  public func finish() throws -> Datastore {
    precondition(missingRows.isEmpty, "\(missingRows.count) rows of '\(path)' are missing")
    try file.synchronize()
    try file.rename(to: path)
    return try Datastore(path: path, expecting: layout.identity)
  }

  private func write(_ row: EncodedRow, _ facts: RowFacts, at index: Int) throws -> RowStatus {
    let isFinite = row.isFinite && facts.loss.isFinite
    let numbers: [(String, UInt32)] = [
      ("loss", (facts.loss.isFinite ? facts.loss : 0).bitPattern),
      ("norm", (isFinite ? row.norm : 0).bitPattern),
      ("scale", (isFinite ? row.scale : 0).bitPattern),
      ("tokens", UInt32(bitPattern: facts.tokens)),
    ]
    for (column, word) in numbers {
      let bytes = (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
      try file.write(bytes, at: layout.offset(column, width: 4, index: index))
    }
    let bytes = isFinite ? row.bytes : Array(repeating: 0, count: row.bytes.count)
    try file.write(bytes, at: layout.offset("features", width: layout.rowBytes, index: index))
    return isFinite ? .finite : .notFinite
  }

  /// Writes what is known before any row, or finds it there.
  ///
  /// - Returns: The status of each row.
  private static func begin(_ file: StoreFile, _ layout: DatastoreLayout) throws -> [UInt8] {
    let present = try file.read(layout.header.count, at: 0)
    let statuses = layout.offset("status", width: 1, index: 0)
    if present == layout.header, file.byteCount == layout.byteCount {
      return try file.read(layout.ids.count, at: statuses)
    }
    // The header is written last: a file without one holds no rows.
    guard present.allSatisfy({ $0 == 0 }) else { throw Problem.otherUnfinishedStore(file.path) }
    try file.resize(layout.byteCount)
    let (offsets, texts) = layout.idColumns
    try file.write(offsets, at: layout.offset("idOffsets", width: 8, index: 0))
    try file.write(texts, at: layout.offset("ids", width: 1, index: 0))
    try file.synchronize()
    try file.write(layout.header, at: 0)
    return Array(repeating: RowStatus.missing.rawValue, count: layout.ids.count)
  }
}
