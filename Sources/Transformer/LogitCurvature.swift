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
  private var probabilities: Matrix<Element>
  /// The diagonals of S; `nil` without a cap.
  private var slopes: Matrix<Element>?

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
    probabilities = LinearAlgebra.product(hidden.operand, head.transposed)
    if let limit = decoder.design.logitCap {
      cap(&probabilities.values, at: Element(limit))
      var ones = Matrix(
        rows: rows.count, columns: head.rows,
        values: [Element](repeating: 1, count: rows.count * head.rows))
      multiplyByCapSlope(&ones.values, capped: probabilities.values, limit: Element(limit))
      slopes = ones
    }
    for row in rows.indices {
      turnIntoSoftmax(&probabilities.values, probabilities.range(ofRow: row))
    }
  }

  /// B·u.
  ///
  /// - Parameter u: A change of the normalized hidden states, [T, hidden].
  /// - Returns: [T, hidden]; zeros in rows that are not scored.
  public func product(_ u: Matrix<Element>) -> Matrix<Element> {
    var change = LinearAlgebra.product(u.selecting(rows: rows).operand, head.transposed)
    if let slopes { multiply(&change.values, by: slopes.values) }
    for row in rows.indices {
      centre(&change.values, probabilities.values, change.range(ofRow: row))
    }
    if let slopes { multiply(&change.values, by: slopes.values) }
    let turned = LinearAlgebra.product(change.operand, head.operand)
    var result = Matrix<Element>(zeros: u.rows, u.columns)
    for (place, row) in rows.enumerated() {
      result.values.replaceSubrange(
        result.range(ofRow: row), with: turned.values[turned.range(ofRow: place)])
    }
    return result
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

@specialized(where Element == Float)
@specialized(where Element == Double)
private func multiply<Element: Scalar>(_ a: inout [Element], by b: [Element]) {
  for i in a.indices { a[i] *= b[i] }
}
