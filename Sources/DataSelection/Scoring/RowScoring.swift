import LinearAlgebra
import Tensors

/// The scores of one checkpoint, a block of rows at a time.
///
/// Rows are widened in tiles that stay in the second cache and multiplied there; the whole matrix never
/// exists in single precision. Blocks are the same whatever the threads, and so are the sums.
struct RowScoring: Sendable {
  private let candidates: any RowSource
  private let queries: Matrix<Float>
  private let rule: SubtaskRule
  private let factor: Float
  private static let rowsPerBlock = 256
  private static let columnsPerTile = 512

  init(_ checkpoint: ScoredCheckpoint, _ rule: SubtaskRule, factor: Float) throws {
    candidates = checkpoint.candidates
    queries = try checkpoint.targets.queries(rule)
    self.rule = rule
    self.factor = factor
  }

  var blockCount: Int { (candidates.count + Self.rowsPerBlock - 1) / Self.rowsPerBlock }

  /// [rows of the block, subtasks].
  func scores(ofBlock block: Int) -> Matrix<Float> {
    let start = block * Self.rowsPerBlock
    let rows = start..<min(candidates.count, start + Self.rowsPerBlock)
    let dimension = candidates.dimension
    var sums = Matrix<Float>(zeros: rows.count, queries.rows)
    for first in stride(from: 0, to: dimension, by: Self.columnsPerTile) {
      let columns = first..<min(dimension, first + Self.columnsPerTile)
      var tile = Matrix<Float>(unset: rows.count, columns.count)
      candidates.decode(rows, columns: columns, into: &tile)
      let part = queries.part(Block(rows: 0..<queries.rows, columns: columns))
      multiply(tile.operand, part.transposed, into: &sums, keeping: 1)
    }
    for (place, row) in rows.enumerated() {
      let length = rule == .dotProduct ? candidates.norm(ofRow: row) : 1
      let scale = candidates.scale(ofRow: row) * length * factor
      for i in sums.range(ofRow: place) { sums.values[i] *= scale }
    }
    return sums
  }
}
