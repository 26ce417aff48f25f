import Checkpoints
import LinearAlgebra

extension TensorPlace {
  /// Reads the parameter, row-major. Idle cores help with large ones.
  ///
  /// - Parameters:
  ///   - source: The tensors of the file.
  ///   - type: The scalar of the model.
  /// - Returns: The values.
  /// - Throws: `Problem` if there is no such tensor, or it cannot be read as numbers.
  func values<Element: BLASScalar>(
    from source: any TensorSource, as type: Element.Type
  ) throws -> [Element] {
    var values: [Element] = widened(try floats(from: source))
    // In the model's scalar, as the model would.
    if addsOne { for i in values.indices { values[i] += 1 } }
    return values
  }

  private func floats(from source: any TensorSource) throws -> [Float] {
    if shape.count == 1 { return try readVector(source) }
    return try isTransposed ? readTransposed(source) : readRows(source)
  }

  /// Reads some rows of a matrix that is stored as it is, such as embeddings of single tokens.
  ///
  /// - Parameters:
  ///   - rows: Rows of the parameter.
  ///   - source: The tensors of the file.
  /// - Returns: The rows one after another.
  /// - Throws: `Problem` if there is no such tensor, or it cannot be read as numbers.
  func floats(ofRows rows: [Int], from source: any TensorSource) throws -> [Float] {
    precondition(runs == .plain(shape[0]) && !isTransposed, "rows of '\(name)' are not plain")
    let columns = shape[1]
    var values = [Float](repeating: 0, count: rows.count * columns)
    for (position, row) in rows.enumerated() {
      var span = values.mutableSpan
      var slot = span._mutatingExtracting(position * columns..<(position + 1) * columns)
      try source.read(name, rows: row..<row + 1, into: &slot)
    }
    return values
  }

  private func readVector(_ source: any TensorSource) throws -> [Float] {
    let stored = try source.floats(name)
    if runs == .plain(stored.count) { return stored }
    var values = [Float](repeating: 0, count: count)
    for run in runs {
      values.replaceSubrange(
        run.row..<run.row + run.count, with: stored[run.stored..<run.stored + run.count])
    }
    return values
  }

  private func readRows(_ source: any TensorSource) throws -> [Float] {
    let columns = shape[1]
    let pieces = runs.pieces(ofRows: max(1, elementsPerPiece / max(1, columns)))
    return try unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      // Pieces do not overlap, so that each may be written by a thread of its own.
      nonisolated(unsafe) let all = unsafe buffer
      _ = try concurrently(pieces.count) { index in
        for run in pieces[index] {
          let part = unsafe all[run.row * columns..<(run.row + run.count) * columns]
          var span = unsafe MutableSpan(_unsafeElements: part)
          try source.read(name, rows: run.stored..<run.stored + run.count, into: &span)
        }
      }
      initialized = count
    }
  }

  /// Widens a row of the file, which is a column of the parameter, and spreads it.
  private func readTransposed(_ source: any TensorSource) throws -> [Float] {
    let (rows, columns) = (shape[0], shape[1])
    var values = [Float](repeating: 0, count: rows * columns)
    var line = [Float](repeating: 0, count: storedShape[1])
    for column in 0..<columns {
      var span = line.mutableSpan
      try source.read(name, rows: column..<column + 1, into: &span)
      for run in runs {
        for i in 0..<run.count { values[(run.row + i) * columns + column] = line[run.stored + i] }
      }
    }
    return values
  }
}

/// What one thread widens at a time: enough to be worth waking it, little enough to share the work.
private let elementsPerPiece = 1 << 20

extension [RowRun] {
  /// The same rows in groups of about `limit`.
  func pieces(ofRows limit: Int) -> [[RowRun]] {
    var pieces: [[RowRun]] = []
    var room = 0
    for run in self {
      var rest = run
      while rest.count > 0 {
        if room == 0 {
          pieces.append([])
          room = limit
        }
        let taken = Swift.min(room, rest.count)
        pieces[pieces.count - 1].append(
          RowRun(row: rest.row, stored: rest.stored, count: taken))
        room -= taken
        rest = RowRun(
          row: rest.row + taken, stored: rest.stored + taken, count: rest.count - taken)
      }
    }
    return pieces
  }
}
