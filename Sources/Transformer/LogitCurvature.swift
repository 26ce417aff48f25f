public import LinearAlgebra
public import Tensors

/// The curvature of the summed cross-entropy of scored tokens by the normalized last hidden states, as far
/// as it comes from the softmax: B = Wᵀ·S·(diag p − p·pᵀ)·S·W for each scored row, with W the vocabulary
/// projection, S the slopes of the cap on logits and p their softmax.
///
/// Holds p of each scored row, [rows, vocabulary]: for a few short texts.
public struct LogitCurvature<Element: BLASScalar>: Sendable {
  private let rows: [Int]
  private let head: Matrix<Element>
  /// p.
  private let probabilities: Matrix<Element>
  /// The capped logits, which give S, and the cap; `nil` without one.
  private let capped: (logits: [Element], limit: Element)?

  /// Takes the curvature at a forward pass.
  ///
  /// - Parameters:
  ///   - decoder: The model.
  ///   - trace: The pass.
  ///   - scored: The rows whose next token is scored.
  public init(_ decoder: Decoder<Element>, _ trace: Decoder<Element>.Trace, scored: [Range<Int>]) {
    rows = scored.flatMap { Array($0) }
    head = decoder.weights.head()
    let hidden = trace.hidden.selecting(rows: rows)
    var logits = LinearAlgebra.product(hidden.operand, head.transposed)
    let limit = decoder.design.logitCap.map { Element($0) }
    if let limit { cap(&logits.values, at: limit) }
    capped = limit.map { (logits.values, $0) }
    for row in rows.indices { turnIntoSoftmax(&logits.values, logits.range(ofRow: row)) }
    probabilities = logits
  }

  /// B·u.
  ///
  /// - Parameter u: A change of the normalized hidden states, [T, hidden].
  /// - Returns: [T, hidden]; zeros in rows that are not scored.
  public func product(_ u: Matrix<Element>) -> Matrix<Element> {
    var change = LinearAlgebra.product(u.selecting(rows: rows).operand, head.transposed)
    multiplyBySlopes(&change)
    for row in rows.indices {
      centre(&change.values, probabilities.values, change.range(ofRow: row))
    }
    multiplyBySlopes(&change)
    var result = Matrix<Element>(zeros: u.rows, u.columns)
    result.replace(rows: rows, with: LinearAlgebra.product(change.operand, head.operand))
    return result
  }

  private func multiplyBySlopes(_ change: inout Matrix<Element>) {
    guard let capped else { return }
    multiplyByCapSlope(&change.values, capped: capped.logits, limit: capped.limit)
  }
}

/// x ← softmax(x), in one row.
@specialized(where Element == Float)
@specialized(where Element == Double)
private func turnIntoSoftmax<Element: Scalar>(_ values: inout [Element], _ row: Range<Int>) {
  let largest = maximum(values.span.extracting(row))
  for i in row { values[i] = Element.exponential(values[i] - largest) }
  let total = Element(sum(values.span.extracting(row)))
  for i in row { values[i] /= total }
}

/// u ← p ∘ (u − pᵀ·u), in one row.
@specialized(where Element == Float)
@specialized(where Element == Double)
private func centre<Element: Scalar>(_ u: inout [Element], _ p: [Element], _ row: Range<Int>) {
  let mean = Element(innerProduct(u.span.extracting(row), p.span.extracting(row)))
  for i in row { u[i] = p[i] * (u[i] - mean) }
}
