import Artifacts
import Execution
import JSONTree

/// Numbers of the examples of a pool: a safetensors file with a tensor F64 [n, width] for each column, not
/// a number where an example has none, and the number of rows that are known among the metadata.
struct ValueRows: Sendable, Equatable {
  /// The columns by name.
  private(set) var columns: [Column]
  /// The number of examples.
  let count: Int
  /// The rows that are known, from the first.
  private(set) var known = 0

  /// Some numbers of each example.
  struct Column: Sendable, Equatable {
    let name: String
    /// The numbers of an example, at least 1.
    let width: Int
    /// [n, width].
    fileprivate(set) var values: [Double]
  }

  init(count: Int, columns: [(name: String, width: Int)]) {
    self.count = count
    self.columns = columns.map { name, width in
      Column(name: name, width: width, values: Array(repeating: .nan, count: count * width))
    }
  }

  /// Sets the next row.
  ///
  /// - Parameter row: The numbers of each column, in the order of the columns; `nil` where there are none.
  mutating func append(_ row: [[Double]]?) {
    if let row {
      precondition(row.count == columns.count, "\(row.count) of \(columns.count) columns")
      for (index, values) in row.enumerated() {
        let width = columns[index].width
        precondition(values.count == width, "\(values.count) numbers in a column of \(width)")
        columns[index].values.replaceSubrange(known * width..<(known + 1) * width, with: values)
      }
    }
    known += 1
  }

  /// The numbers of a column, [n][width].
  subscript(name: String) -> [[Double]] {
    guard let column = columns.first(where: { $0.name == name }) else {
      preconditionFailure("no column '\(name)'")
    }
    return (0..<count).map {
      Array(column.values[$0 * column.width..<($0 + 1) * column.width])
    }
  }

  /// Equal rows give equal bytes.
  var bytes: [UInt8] {
    SafetensorsBytes(
      metadata: [("rows", String(count)), ("known", String(known))],
      tensors: columns.map { .init($0.name, [count, $0.width], doubles: $0.values) }
    ).bytes
  }

  /// Reads what `bytes` gave; `nil` for anything else.
  init?(bytes: [UInt8]) {
    guard let file = SafetensorsBytes(bytes: bytes) else { return nil }
    let metadata = Dictionary(file.metadata) { first, _ in first }
    guard let count = metadata["rows"].flatMap({ Int($0) }), count > 0,
      let known = metadata["known"].flatMap({ Int($0) })
    else { return nil }
    (self.count, self.known) = (count, known)
    columns = file.tensors.compactMap { tensor in
      file.doubles(tensor.name).map {
        Column(name: tensor.name, width: $0.count / count, values: $0)
      }
    }
  }
}

extension ValueRows {
  /// Computes the rows some at a time; goes on from the draft that an interruption, or a crash a minute
  /// later, has left.
  ///
  /// - Parameters:
  ///   - context: The step's context.
  ///   - size: How many rows are computed at a time.
  ///   - draftInterval: The seconds between drafts.
  ///   - body: The numbers of each example, as `append` takes them.
  /// - Throws: What `body` throws; `StepInterrupted`.
  mutating func fill(
    _ context: StepContext, rowsAtOnce size: Int, draftInterval: Double = 60,
    _ body: (_ rows: Range<Int>) throws -> [[[Double]]?]
  ) throws {
    if let draft = try context.store.draft(for: context.key), let rows = ValueRows(bytes: draft),
      rows.count == count, rows.columns.map(\.name) == columns.map(\.name)
    {
      self = rows
    }
    var drafts = DraftKeeper(context, every: draftInterval)
    while known < count {
      try drafts.keepIfDue { bytes }
      for row in try body(known..<min(known + size, count)) { append(row) }
      if known % 16 == 0 { context.tell("\(known) of \(count) texts") }
    }
  }
}
