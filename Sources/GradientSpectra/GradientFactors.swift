public import LinearAlgebra
public import Tensors

/// A weight's gradient as its factors: G = Δᵀ·X.
public struct GradientFactors<Element: BLASScalar>: Sendable {
  /// X, [T, inputs].
  public let input: Matrix<Element>
  /// Δ, [T, outputs].
  public let outputGradient: Matrix<Element>

  /// Creates factors of as many rows.
  public init(input: Matrix<Element>, outputGradient: Matrix<Element>) {
    precondition(
      input.rows == outputGradient.rows, "\(input.rows) inputs, \(outputGradient.rows) gradients")
    self.input = input
    self.outputGradient = outputGradient
  }

  /// G, [outputs, inputs].
  public var product: Matrix<Element> {
    LinearAlgebra.product(outputGradient.transposed, input.operand)
  }

  /// The rows of Δ that are not all zero: their number bounds the rank of G.
  ///
  /// The last token predicts nothing, so its row is zero everywhere; in the last block only the rows
  /// that predict a response token are left in the queries and the output.
  public var activeRows: [Int] {
    let values = outputGradient.values
    return (0..<outputGradient.rows).filter { row in
      values[outputGradient.range(ofRow: row)].contains { $0 != 0 }
    }
  }
}

/// The triangular factors of inputs, kept as long as the same rows of the same input are asked for.
///
/// Queries, keys and values have one input; the cache is for one such group.
struct SharedInputFactor<Element: BLASScalar> {
  private var rows: [Int] = []
  private var factor: Matrix<Element>?

  /// L with X[rows] = L·Q.
  mutating func lower(of input: Matrix<Element>, rows: [Int]) -> Matrix<Element> {
    if let factor, self.rows == rows { return factor }
    let computed = lowerFactor(
      of: rows.count == input.rows ? input : input.selecting(rows: rows))
    self.rows = rows
    factor = computed
    return computed
  }
}

/// The singular values of a gradient.
///
/// - Parameters:
///   - factors: Δ and X.
///   - dense: Their product, where it is known already.
///   - route: How; `nil` for the cheapest.
///   - shared: The factor that projections of one input share.
///   - sharing: The number of projections that share it.
/// - Returns: The spectrum, or `nil` if the values are not finite or an iteration did not converge.
func spectrum<Element: BLASScalar>(
  of factors: GradientFactors<Element>, dense: Matrix<Element>?, route: SpectrumRoute?,
  shared: inout SharedInputFactor<Element>, sharing: Int
) -> Spectrum? {
  let (m, n) = (factors.outputGradient.columns, factors.input.columns)
  let rows = factors.activeRows
  let rank = min(rows.count, m, n)
  guard rank > 0 else { return Spectrum(values: [], size: min(m, n)) }
  let chosen =
    route
    ?? .cheapest(tokens: rows.count, outputs: m, inputs: n, sharing: sharing)
  let values: [Double]?
  switch chosen {
  case .factored where rows.count <= n:
    let lower = shared.lower(of: factors.input, rows: rows)
    let active =
      rows.count == factors.outputGradient.rows
      ? factors.outputGradient : factors.outputGradient.selecting(rows: rows)
    values = rootsOfGram(product(active.transposed, lower.operand))
  case .factored, .gram:
    values = rootsOfGram(dense ?? factors.product)
  case .bidiagonal:
    values = singularValues(of: dense ?? factors.product)?.map(Double.init)
  }
  guard let values, values.allSatisfy(\.isFinite) else { return nil }
  return Spectrum(values: Array(values.prefix(rank)), size: min(m, n))
}

/// The singular values as roots of the eigenvalues of the smaller Gram matrix, descending.
///
/// In double precision a root loses half of 16 digits: errors stay below 1e-7·σ₁. In single precision a
/// full-rank floor of noise would appear.
private func rootsOfGram<Element: BLASScalar>(_ matrix: Matrix<Element>) -> [Double]? {
  let wide = (matrix as? Matrix<Double>) ?? (matrix as? Matrix<Float>).map(widened)
  guard let wide else { preconditionFailure("a scalar that is neither Float nor Double") }
  return symmetricEigenvalues(of: smallerGram(of: wide))?.reversed().map { max($0, 0).squareRoot() }
}
