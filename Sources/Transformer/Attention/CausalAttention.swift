import LinearAlgebra
import Tensors

/// Causal grouped-query attention (Vaswani et al., arXiv 1706.03762; Ainslie et al., arXiv 2305.13245).
///
/// Scores exist only for one head and `blockSize` queries at a time; keys that no query of a block sees
/// are never touched.
struct CausalAttention: Sendable {
  /// Heads, scale, window and cap.
  let design: AttentionDesign
  /// The queries of one block of scores.
  let blockSize: Int

  /// Creates attention of a design.
  ///
  /// The fewer queries a block has, the fewer keys it touches in vain after the first of them; the more,
  /// the faster its products. 64 is the best for heads up to 128 wide, 128 beyond: measured for 256 to
  /// 1024 positions, where it saves up to 16 % over the other.
  init(_ design: AttentionDesign, blockSize: Int? = nil) {
    precondition(design.window.map { $0 > 0 } ?? true, "a window of no position")
    self.design = design
    self.blockSize = blockSize ?? (design.headSize <= 128 ? 64 : 128)
  }

  /// What `forward` returns.
  struct Result<Element: Scalar>: Sendable {
    /// The mixed values, [T, heads · headSize].
    var output: Matrix<Element>
    /// What turns scores back into the same weights, bit for bit: a weight is e^(score − largest) · scale.
    ///
    /// One number, the logarithm of the sum, would do in exact arithmetic; rounded, it makes weights that
    /// do not quite add up to 1.
    var normalizers: Normalizers<Element>
  }

  /// The largest score of each query and the reciprocal of its sum of exponentials.
  struct Normalizers<Element: Scalar>: Sendable {
    /// The largest score, [T, heads].
    var largest: Matrix<Element>
    /// 1 / Σ e^(score − largest), [T, heads].
    var scale: Matrix<Element>
  }

  /// softmax(cap(scale · Q·Kᵀ))·V for each head and text, each query over the keys that it sees.
  ///
  /// - Parameters:
  ///   - q: Rotated queries, [T, heads · headSize].
  ///   - k: Rotated keys, [T, keyValueHeads · headSize].
  ///   - v: Values, [T, keyValueHeads · headSize].
  ///   - segments: The rows of each text.
  /// - Returns: The mixed values, and what the backward pass needs of the scores.
  func forward<Element: BLASScalar>(
    q: Matrix<Element>, k: Matrix<Element>, v: Matrix<Element>, segments: [Range<Int>]
  ) -> Result<Element> {
    var result = unsetResult(queries: q.rows) as Result<Element>
    forEachBlock(of: segments) { mix(q: q, k: k, v: v, block: $0, into: &result) }
    return result
  }

  /// A result that is yet to be written.
  func unsetResult<Element: Scalar>(queries: Int) -> Result<Element> {
    Result(
      output: Matrix(unset: queries, design.querySize),
      normalizers: Normalizers(
        largest: Matrix(unset: queries, design.heads), scale: Matrix(unset: queries, design.heads)))
  }

  /// What the queries of one text see of keys and values that stand in matrices of their own.
  ///
  /// - Parameters:
  ///   - q: Rotated queries, [T, heads · headSize].
  ///   - rows: The queries of the text.
  ///   - cache: Keys and values of the text, to its last query's.
  ///   - result: Its rows `rows` are written.
  func forward<Element: BLASScalar>(
    q: Matrix<Element>, rows: Range<Int>, cache: KeyValueRows<Element>,
    into result: inout Result<Element>
  ) {
    let shift = cache.count - rows.upperBound
    for head in 0..<design.heads {
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: blockSize) {
        let block = ScoreBlock(
          head: head, queries: start..<min(start + blockSize, rows.upperBound), firstKey: 0,
          shift: shift, window: design.window)
        mix(q: q, k: cache.keys, v: cache.values, block: block, into: &result)
      }
    }
  }

  private func mix<Element: BLASScalar>(
    q: Matrix<Element>, k: Matrix<Element>, v: Matrix<Element>, block: ScoreBlock,
    into result: inout Result<Element>
  ) {
    var scores = Matrix<Element>(unset: block.queries.count, block.keys.count)
    score(&scores, q: q, k: k, block: block)
    softmax(&scores, block: block, normalizers: &result.normalizers)
    multiply(
      scores.operand, v.part(keyPart(block)), into: &result.output, block: queryPart(block))
  }

  /// Gradients by the three inputs of `forward`.
  struct Gradients<Element: Scalar>: Sendable {
    /// By the rotated queries, [T, heads · headSize].
    var q: Matrix<Element>
    /// By the rotated keys, [T, keyValueHeads · headSize].
    var k: Matrix<Element>
    /// By the values, [T, keyValueHeads · headSize].
    var v: Matrix<Element>
  }

  /// The gradients of `forward`, from recomputed scores.
  ///
  /// With P the attention weights and dO the upstream gradient of a head: dV = Pᵀ·dO, dP = dO·Vᵀ,
  /// dS = P ∘ (dP − rowsum(dO ∘ O)), dQ = scale · dS·K, dK = scale · dSᵀ·Q (Dao, arXiv 2307.08691); a cap
  /// c·tanh(s/c) multiplies dS by 1 − tanh²(s/c).
  ///
  /// - Parameters:
  ///   - dOutput: The gradient by the output, [T, heads · headSize].
  ///   - forward: What `forward` returned for the same q, k, v and segments.
  ///   - q: Rotated queries, [T, heads · headSize].
  ///   - k: Rotated keys, [T, keyValueHeads · headSize].
  ///   - v: Values, [T, keyValueHeads · headSize].
  ///   - segments: The rows of each text.
  /// - Returns: The gradients by q, k and v.
  func backward<Element: BLASScalar>(
    dOutput: Matrix<Element>, forward: Result<Element>, q: Matrix<Element>, k: Matrix<Element>,
    v: Matrix<Element>, segments: [Range<Int>]
  ) -> Gradients<Element> {
    var gradients = Gradients(
      q: Matrix<Element>(unset: q.rows, q.columns), k: Matrix<Element>(zeros: k.rows, k.columns),
      v: Matrix<Element>(zeros: v.rows, v.columns))
    let factor = Element(design.scale)
    forEachBlock(of: segments) { block in
      let (keys, own) = (keyPart(block), queryPart(block))
      var weights = Matrix<Element>(unset: block.queries.count, block.keys.count)
      var dScores = weights
      score(&weights, q: q, k: k, block: block)
      let capped = design.scoreCap == nil ? nil : weights
      exponentiate(&weights, block: block, normalizers: forward.normalizers)
      multiply(dOutput.part(own), v.part(keys).transposed, into: &dScores)
      multiply(
        weights.transposed, dOutput.part(own), into: &gradients.v, block: keys, keeping: 1)
      centre(&dScores, weights: weights, dOutput: dOutput, output: forward.output, block: own)
      if let capped, let limit = design.scoreCap {
        multiplyByCapSlope(&dScores.values, capped: capped.values, limit: Element(limit))
      }
      multiply(dScores.operand, k.part(keys), into: &gradients.q, block: own, scale: factor)
      multiply(
        dScores.transposed, q.part(own), into: &gradients.k, block: keys, scale: factor, keeping: 1)
    }
    return gradients
  }

  /// scale · Q·Kᵀ of one block, capped.
  private func score<Element: BLASScalar>(
    _ scores: inout Matrix<Element>, q: Matrix<Element>, k: Matrix<Element>, block: ScoreBlock
  ) {
    multiply(
      q.part(queryPart(block)), k.part(keyPart(block)).transposed, into: &scores,
      scale: Element(design.scale))
    if let limit = design.scoreCap { capScores(&scores, limit: Element(limit), block: block) }
  }

  private func queryPart(_ block: ScoreBlock) -> Block {
    Block(rows: block.queries, columns: columns(ofHead: block.head))
  }

  private func keyPart(_ block: ScoreBlock) -> Block {
    let keyHead = block.head / (design.heads / design.keyValueHeads)
    return Block(rows: block.keys, columns: columns(ofHead: keyHead))
  }

  private func columns(ofHead head: Int) -> Range<Int> {
    head * design.headSize..<(head + 1) * design.headSize
  }

  private func forEachBlock(of segments: [Range<Int>], _ body: (ScoreBlock) -> Void) {
    for head in 0..<design.heads {
      for segment in segments {
        for start in stride(from: segment.lowerBound, to: segment.upperBound, by: blockSize) {
          let queries = start..<min(start + blockSize, segment.upperBound)
          body(ScoreBlock(head: head, queries: queries, segment: segment, window: design.window))
        }
      }
    }
  }
}
