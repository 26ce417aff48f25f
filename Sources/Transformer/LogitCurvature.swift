public import LinearAlgebra
public import Tensors

/// The curvature of the summed cross-entropy of scored tokens by the normalized last hidden states, as far
/// as it comes from the softmax: B = Wᵀ·S·(diag p − p·pᵀ)·S·W for each scored row, with W the vocabulary
/// projection, S the slopes of the cap on logits and p their softmax.
///
/// Holds B of each scored row, [hidden, hidden]. Computing it costs as much as hidden / 2 products by way of
/// the vocabulary; after that a product needs the vocabulary no more.
public struct LogitCurvature<Element: BLASScalar>: Sendable {
  private let rows: [Int]
  /// B of each of `rows`.
  private let curvatures: [Matrix<Element>]

  /// Takes the curvature at a forward pass.
  ///
  /// - Parameters:
  ///   - decoder: The model.
  ///   - trace: The pass.
  ///   - scored: The rows whose next token is scored.
  public init(_ decoder: Decoder<Element>, _ trace: Decoder<Element>.Trace, scored: [Range<Int>]) {
    rows = scored.flatMap { Array($0) }
    let head = decoder.weights.head()
    var logits = LinearAlgebra.product(trace.hidden.selecting(rows: rows).operand, head.transposed)
    var slopes = Matrix<Element>(
      rows: logits.rows, columns: logits.columns,
      values: Array(repeating: 1, count: logits.values.count))
    if let limit = decoder.design.logitCap.map({ Element($0) }) {
      cap(&logits.values, at: limit)
      multiplyByCapSlope(&slopes.values, capped: logits.values, limit: limit)
    }
    for row in rows.indices { turnIntoSoftmax(&logits.values, logits.range(ofRow: row)) }
    curvatures = weightedCovariances(of: head, slopes: slopes, weights: logits)
  }

  /// B·u.
  ///
  /// - Parameter u: A change of the normalized hidden states, [T, hidden].
  /// - Returns: [T, hidden]; zeros in rows that are not scored.
  public func product(_ u: Matrix<Element>) -> Matrix<Element> {
    var result = Matrix<Element>(zeros: u.rows, u.columns)
    for (row, curvature) in zip(rows, curvatures) {
      result.replace(
        rows: [row],
        with: LinearAlgebra.product(u.selecting(rows: [row]).operand, curvature.operand))
    }
    return result
  }
}

/// For each row r of the weights the covariance of the rows of W, each times its slope: Σᵥ pᵣᵥ·y·yᵀ with
/// y = sᵣᵥ·wᵥ − Σᵤ pᵣᵤ·sᵣᵤ·wᵤ, so that nothing cancels where one token has nearly all of p.
///
/// - Parameters:
///   - matrix: W, [n, d].
///   - slopes: s, [rows, n].
///   - weights: p, [rows, n]; each row sums up to 1.
/// - Returns: [d, d] for each row.
private func weightedCovariances<Element: BLASScalar>(
  of matrix: Matrix<Element>, slopes: Matrix<Element>, weights: Matrix<Element>
) -> [Matrix<Element>] {
  let d = matrix.columns
  let weighted = Matrix(
    rows: weights.rows, columns: weights.columns, values: zip(weights.values, slopes.values).map(*))
  let means = product(weighted.operand, matrix.operand)
  var sums = (0..<weights.rows).map { _ in Matrix<Element>(zeros: d, d) }
  // A part of W at a time stays in the cache for all rows.
  let size = 1024
  for first in stride(from: 0, to: matrix.rows, by: size) {
    let part = first..<min(first + size, matrix.rows)
    for row in sums.indices {
      var centred = matrix.selecting(rows: Array(part))
      for (place, token) in part.enumerated() {
        centre(
          &centred.values, centred.range(ofRow: place), slope: slopes[row, token],
          means.values, means.range(ofRow: row), weight: weights[row, token])
      }
      addGram(of: centred, to: &sums[row])
    }
  }
  return sums.map { symmetric(upper: $0) }
}

/// w ← √p·(s·w − mean), in one row.
@specialized(where Element == Float)
@specialized(where Element == Double)
private func centre<Element: Scalar>(
  _ w: inout [Element], _ row: Range<Int>, slope: Element, _ mean: [Element],
  _ meanRow: Range<Int>, weight: Element
) {
  let root = weight.squareRoot()
  for (i, j) in zip(row, meanRow) { w[i] = root * (slope * w[i] - mean[j]) }
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
