public import LinearAlgebra
public import Tensors

/// Causal grouped-query attention (Vaswani et al., arXiv 1706.03762; Ainslie et al., arXiv 2305.13245).
///
/// Scores exist only for one head and `blockSize` queries at a time; keys after the last query of a
/// block are never touched.
public struct CausalAttention: Sendable {
  /// The number of query heads.
  public let heads: Int
  /// The number of key and value heads; divides `heads`.
  public let keyValueHeads: Int
  /// The width of one head.
  public let headSize: Int
  /// The queries of one block of scores.
  public let blockSize: Int

  /// Creates attention over heads of one width.
  public init(heads: Int, keyValueHeads: Int, headSize: Int, blockSize: Int = 128) {
    precondition(heads % keyValueHeads == 0, "\(heads) heads over \(keyValueHeads) key heads")
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.blockSize = blockSize
  }

  /// What `forward` returns.
  public struct Result<Element: Scalar>: Sendable {
    /// The mixed values, [T, heads · headSize].
    public var output: Matrix<Element>
    /// What turns scores back into the same weights, bit for bit: a weight is e^(score − largest) · scale.
    ///
    /// One number, the logarithm of the sum, would do in exact arithmetic; rounded, it makes weights that
    /// do not quite add up to 1.
    public var normalizers: Normalizers<Element>
  }

  /// The largest score of each query and the reciprocal of its sum of exponentials.
  public struct Normalizers<Element: Scalar>: Sendable {
    /// The largest score, [T, heads].
    public var largest: Matrix<Element>
    /// 1 / Σ e^(score − largest), [T, heads].
    public var scale: Matrix<Element>
  }

  /// softmax(Q·Kᵀ/√d)·V for each head, with a causal mask.
  ///
  /// - Parameters:
  ///   - q: Rotated queries, [T, heads · headSize].
  ///   - k: Rotated keys, [T, keyValueHeads · headSize].
  ///   - v: Values, [T, keyValueHeads · headSize].
  /// - Returns: The mixed values, and what the backward pass needs of the scores.
  public func forward<Element: BLASScalar>(
    q: Matrix<Element>, k: Matrix<Element>, v: Matrix<Element>
  ) -> Result<Element> {
    var result = Result(
      output: Matrix<Element>(unset: q.rows, heads * headSize),
      normalizers: Normalizers(
        largest: Matrix<Element>(unset: q.rows, heads),
        scale: Matrix<Element>(unset: q.rows, heads)))
    forEachBlock(of: q.rows) { head, queries in
      let keys = Block(rows: 0..<queries.upperBound, columns: columns(ofKeyHead: head))
      let own = Block(rows: queries, columns: columns(ofHead: head))
      var scores = Matrix<Element>(unset: queries.count, queries.upperBound)
      multiply(q.part(own), k.part(keys).transposed, into: &scores, scale: scale())
      softmaxCausally(
        &scores, firstQuery: queries.lowerBound, head: head, normalizers: &result.normalizers)
      multiply(scores.operand, v.part(keys), into: &result.output, block: own)
    }
    return result
  }

  /// Gradients by the three inputs of `forward`.
  public struct Gradients<Element: Scalar>: Sendable {
    /// By the rotated queries, [T, heads · headSize].
    public var q: Matrix<Element>
    /// By the rotated keys, [T, keyValueHeads · headSize].
    public var k: Matrix<Element>
    /// By the values, [T, keyValueHeads · headSize].
    public var v: Matrix<Element>
  }

  /// The gradients of `forward`, from recomputed scores.
  ///
  /// With P the attention weights and dO the upstream gradient of a head: dV = Pᵀ·dO, dP = dO·Vᵀ,
  /// dS = P ∘ (dP − rowsum(dO ∘ O)), dQ = dS·K/√d, dK = dSᵀ·Q/√d (Dao, arXiv 2307.08691).
  ///
  /// - Parameters:
  ///   - dOutput: The gradient by the output, [T, heads · headSize].
  ///   - forward: What `forward` returned for the same q, k and v.
  ///   - q: Rotated queries, [T, heads · headSize].
  ///   - k: Rotated keys, [T, keyValueHeads · headSize].
  ///   - v: Values, [T, keyValueHeads · headSize].
  /// - Returns: The gradients by q, k and v.
  public func backward<Element: BLASScalar>(
    dOutput: Matrix<Element>, forward: Result<Element>, q: Matrix<Element>, k: Matrix<Element>,
    v: Matrix<Element>
  ) -> Gradients<Element> {
    var gradients = Gradients(
      q: Matrix<Element>(unset: q.rows, q.columns), k: Matrix<Element>(zeros: k.rows, k.columns),
      v: Matrix<Element>(zeros: v.rows, v.columns))
    forEachBlock(of: q.rows) { head, queries in
      let keys = Block(rows: 0..<queries.upperBound, columns: columns(ofKeyHead: head))
      let own = Block(rows: queries, columns: columns(ofHead: head))
      var weights = Matrix<Element>(unset: queries.count, queries.upperBound)
      var dScores = weights
      multiply(q.part(own), k.part(keys).transposed, into: &weights, scale: scale())
      exponentiateCausally(
        &weights, firstQuery: queries.lowerBound, head: head, normalizers: forward.normalizers)
      multiply(dOutput.part(own), v.part(keys).transposed, into: &dScores)
      multiply(
        weights.transposed, dOutput.part(own), into: &gradients.v, block: keys, keeping: 1)
      centre(&dScores, weights: weights, dOutput: dOutput, output: forward.output, block: own)
      multiply(dScores.operand, k.part(keys), into: &gradients.q, block: own, scale: scale())
      multiply(
        dScores.transposed, q.part(own), into: &gradients.k, block: keys, scale: scale(), keeping: 1
      )
    }
    return gradients
  }

  private func scale<Element: BLASScalar>() -> Element { 1 / Element(headSize).squareRoot() }

  private func columns(ofHead head: Int) -> Range<Int> { head * headSize..<(head + 1) * headSize }

  private func columns(ofKeyHead head: Int) -> Range<Int> {
    columns(ofHead: head / (heads / keyValueHeads))
  }

  private func forEachBlock(of rows: Int, _ body: (_ head: Int, _ queries: Range<Int>) -> Void) {
    for head in 0..<heads {
      for start in stride(from: 0, to: rows, by: blockSize) {
        body(head, start..<min(start + blockSize, rows))
      }
    }
  }
}

// MARK: - Rows of scores

/// Turns scores into weights: row r keeps its first `firstQuery` + r + 1 keys, the rest becomes 0.
@specialized(where Element == Float)
@specialized(where Element == Double)
private func softmaxCausally<Element: BLASScalar>(
  _ scores: inout Matrix<Element>, firstQuery: Int, head: Int,
  normalizers: inout CausalAttention.Normalizers<Element>
) {
  let columns = scores.columns
  for row in 0..<scores.rows {
    let start = row * columns
    let visible = firstQuery + row + 1
    var span = scores.values.mutableSpan
    let seen = start..<start + visible
    let largest = maximum(span.span.extracting(seen))
    for i in seen { unsafe span[unchecked: i] = Element.exponential(span[unchecked: i] - largest) }
    let total = sum(span.span.extracting(seen))
    let factor = Element(1 / total)
    for i in seen { unsafe span[unchecked: i] *= factor }
    for i in start + visible..<start + columns { unsafe span[unchecked: i] = 0 }
    normalizers.largest[firstQuery + row, head] = largest
    normalizers.scale[firstQuery + row, head] = factor
  }
}

/// Turns scores into the weights that `softmaxCausally` gave, from its normalizers.
@specialized(where Element == Float)
@specialized(where Element == Double)
private func exponentiateCausally<Element: BLASScalar>(
  _ scores: inout Matrix<Element>, firstQuery: Int, head: Int,
  normalizers: CausalAttention.Normalizers<Element>
) {
  let columns = scores.columns
  for row in 0..<scores.rows {
    let start = row * columns
    let visible = firstQuery + row + 1
    let largest = normalizers.largest[firstQuery + row, head]
    let scale = normalizers.scale[firstQuery + row, head]
    var span = scores.values.mutableSpan
    for i in start..<start + visible {
      unsafe span[unchecked: i] = Element.exponential(span[unchecked: i] - largest) * scale
    }
    for i in start + visible..<start + columns { unsafe span[unchecked: i] = 0 }
  }
}

/// dS ← P ∘ (dP − rowsum(dO ∘ O)).
@specialized(where Element == Float)
@specialized(where Element == Double)
private func centre<Element: BLASScalar>(
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
