import DataMixing
import Diagnostics
public import LinearAlgebra
public import Tensors

/// The eigenvectors of one covariance.
public struct CovarianceAxes<Element: BLASScalar>: Sendable, Equatable {
  /// The eigenvalues of the mean over tokens, [n], ascending, none negative.
  public let values: [Double]
  /// An eigenvector in each row, [n, n]; computed in double precision.
  public let vectors: Matrix<Element>
}

/// The axes along which the Gauss–Newton matrix of each map is taken apart: eigenvectors of both factors.
public struct KroneckerAxes<Element: BLASScalar>: Sendable, Equatable {
  /// The maps.
  public let sites: CurvatureSites
  /// Of E[x·xᵀ] of each different input.
  public let inputs: [CovarianceAxes<Element>]
  /// Of E[δ·δᵀ] of each site.
  public let gradients: [CovarianceAxes<Element>]
  /// Tokens of an example on average.
  public let tokensPerExample: Double

  init(
    sites: CurvatureSites, inputs: [CovarianceAxes<Element>],
    gradients: [CovarianceAxes<Element>], tokensPerExample: Double
  ) {
    (self.sites, self.inputs, self.gradients) = (sites, inputs, gradients)
    self.tokensPerExample = tokensPerExample
  }

  /// Decomposes covariances in double precision, several at once.
  ///
  /// - Parameters:
  ///   - sums: Of at least one token. Each matrix is dropped when it is decomposed, if the caller keeps
  ///     no copy.
  ///   - threads: How many at once, at least 1.
  /// - Throws: `Problem` where there is no token, or a matrix has no eigenvectors.
  public init(_ sums: consuming CovarianceSums<Element>, threads: Int) throws {
    guard sums.tokens > 0 else { throw Problem.noScoredExample(sums.done) }
    sites = sums.sites
    tokensPerExample = sums.tokensPerExample
    let names =
      sites.inputWidths.indices.map(sites.inputName) + sites.sites.map { "\($0.name).gradient" }
    let (count, scale) = (sums.inputs.count, 1 / Double(sums.tokens))
    let sizes = (sums.inputs + sums.gradients).map(\.rows)
    let slots = (sums.inputs + sums.gradients).map { Slot($0) }
    (sums.inputs, sums.gradients) = ([], [])
    // The largest first, so that threads end at about the same time.
    let order = slots.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    let found = try concurrently(order.count, threads: threads) { place in
      try decomposed(slots[order[place]].take(), scale: scale, names[order[place]])
    }
    var axes = [CovarianceAxes<Element>?](repeating: nil, count: found.count)
    for (place, value) in zip(order, found) { axes[place] = value }
    let complete = axes.compactMap { $0 }
    inputs = Array(complete[..<count])
    gradients = Array(complete[count...])
  }
}

/// Eigenvalues that rounding made negative become 0.
private func decomposed<Element: BLASScalar>(
  _ sum: Matrix<Element>, scale: Double, _ name: String
) throws -> CovarianceAxes<Element> {
  var mean = doubles(sum)
  for i in mean.values.indices { mean.values[i] *= scale }
  guard let eigen = SymmetricEigen(mean) else { throw Problem.noEigenvectors(of: name) }
  return CovarianceAxes(
    values: eigen.values.map { max($0, 0) },
    vectors: Matrix(
      rows: sum.rows, columns: sum.columns, values: eigen.vectors.values.map { Element($0) }))
}
