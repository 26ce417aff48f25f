import LinearAlgebra
import Tensors

/// The scores of one head and a run of queries.
struct ScoreBlock {
  /// The query head.
  let head: Int
  /// The rows of the scores.
  let queries: Range<Int>
  /// The columns of the scores: every key that one of the queries sees.
  let keys: Range<Int>
  /// The number of last positions that a query sees, its own among them.
  private let window: Int
  /// The key of a query's own token less the query's row: 0 but where earlier keys are cached.
  private let shift: Int

  /// Creates a block.
  ///
  /// - Parameters:
  ///   - head: The query head.
  ///   - queries: The rows, inside `segment`.
  ///   - segment: The rows of the text.
  ///   - window: The number of last positions that a query sees; `nil` for all of its text.
  init(head: Int, queries: Range<Int>, segment: Range<Int>, window: Int?) {
    self.init(
      head: head, queries: queries, firstKey: segment.lowerBound, shift: 0, window: window)
  }

  /// Creates a block of queries whose keys stand elsewhere.
  ///
  /// - Parameters:
  ///   - head: The query head.
  ///   - queries: The rows among all queries.
  ///   - firstKey: The row of the text's first key.
  ///   - shift: The row of the key of a query's own token, less that of the query.
  ///   - window: The number of last positions that a query sees; `nil` for all of its text.
  init(head: Int, queries: Range<Int>, firstKey: Int, shift: Int, window: Int?) {
    self.head = head
    self.queries = queries
    self.shift = shift
    self.window = window ?? Int.max
    let own = queries.lowerBound + shift..<queries.upperBound + shift
    keys = max(firstKey, own.lowerBound - self.window + 1)..<own.upperBound
  }

  /// The columns that the query of a row of scores sees.
  @inline(__always)
  func visible(_ row: Int) -> Range<Int> {
    let query = queries.lowerBound + row + shift
    let first = max(keys.lowerBound, query - window + 1)
    return first - keys.lowerBound..<query + 1 - keys.lowerBound
  }
}

/// Turns scores into weights over what each query sees; the rest becomes 0.
@specialized(where Element == Float)
@specialized(where Element == Double)
func softmax<Element: Scalar>(
  _ scores: inout Matrix<Element>, block: ScoreBlock,
  normalizers: inout CausalAttention.Normalizers<Element>
) {
  let columns = scores.columns
  for row in 0..<scores.rows {
    let (start, visible) = (row * columns, block.visible(row))
    let seen = start + visible.lowerBound..<start + visible.upperBound
    var span = scores.values.mutableSpan
    let largest = maximum(span.span.extracting(seen))
    for i in seen { unsafe span[unchecked: i] = Element.exponential(span[unchecked: i] - largest) }
    let total = sum(span.span.extracting(seen))
    let factor = Element(1 / total)
    for i in seen { unsafe span[unchecked: i] *= factor }
    for i in start..<seen.lowerBound { unsafe span[unchecked: i] = 0 }
    for i in seen.upperBound..<start + columns { unsafe span[unchecked: i] = 0 }
    normalizers.largest[block.queries.lowerBound + row, block.head] = largest
    normalizers.scale[block.queries.lowerBound + row, block.head] = factor
  }
}

/// Turns scores into the weights that `softmax` gave, from its normalizers.
@specialized(where Element == Float)
@specialized(where Element == Double)
func exponentiate<Element: Scalar>(
  _ scores: inout Matrix<Element>, block: ScoreBlock,
  normalizers: CausalAttention.Normalizers<Element>
) {
  let columns = scores.columns
  for row in 0..<scores.rows {
    let (start, visible) = (row * columns, block.visible(row))
    let seen = start + visible.lowerBound..<start + visible.upperBound
    let largest = normalizers.largest[block.queries.lowerBound + row, block.head]
    let scale = normalizers.scale[block.queries.lowerBound + row, block.head]
    var span = scores.values.mutableSpan
    for i in seen {
      unsafe span[unchecked: i] = Element.exponential(span[unchecked: i] - largest) * scale
    }
    for i in start..<seen.lowerBound { unsafe span[unchecked: i] = 0 }
    for i in seen.upperBound..<start + columns { unsafe span[unchecked: i] = 0 }
  }
}

/// dS ← P ∘ (dP − rowsum(dO ∘ O)).
@specialized(where Element == Float)
@specialized(where Element == Double)
func centre<Element: BLASScalar>(
  _ dScores: inout Matrix<Element>, weights: Matrix<Element>, dOutput: Matrix<Element>,
  output: Matrix<Element>, block: Block
) {
  let columns = dScores.columns
  for row in 0..<dScores.rows {
    let head = (block.rows.lowerBound + row) * output.columns
    let range = head + block.columns.lowerBound..<head + block.columns.upperBound
    let mean = innerProduct(
      dOutput.values.span.extracting(range), output.values.span.extracting(range))
    let start = row * columns
    let p = weights.values.span
    var d = dScores.values.mutableSpan
    for i in start..<start + columns {
      unsafe d[unchecked: i] = p[unchecked: i] * (d[unchecked: i] - Element(mean))
    }
  }
}

/// Caps the scores that are seen.
func capScores<Element: Scalar>(
  _ scores: inout Matrix<Element>, limit: Element, block: ScoreBlock
) {
  for row in 0..<scores.rows {
    let (start, visible) = (row * scores.columns, block.visible(row))
    cap(
      &scores.values, at: limit, in: start + visible.lowerBound..<start + visible.upperBound)
  }
}
