public import DataMixing
import Diagnostics
public import LinearAlgebra
public import Tensors

/// Preconditioned gradients of what influence is measured on, made once and compared with many examples.
public struct InfluenceQueries<Element: BLASScalar>: Sendable {
  /// All queries' gradients by one map.
  enum Site: Sendable {
    /// Each [outputs, inputs].
    case dense([Matrix<Element>])
    /// Each P ≈ U·V: all U side by side, [outputs, queries·rank], and all V below one another,
    /// [queries·rank, inputs].
    case lowRank(u: Matrix<Element>, v: Matrix<Element>)
  }

  /// The maps.
  public let sites: CurvatureSites
  /// How many queries.
  public let count: Int
  /// How many singular vectors stand for a gradient; `nil` for all of it.
  public let rank: Int?
  let values: [Site]

  /// Preconditions gradients.
  ///
  /// - Parameters:
  ///   - gradients: Of each query, a matrix [outputs, inputs] for each site. Those of a site are dropped when
  ///     they are multiplied, if the caller keeps no copy.
  ///   - curvature: What they are multiplied by the inverse of.
  ///   - inverse: Which inverse.
  ///   - damping: What is added to eigenvalues.
  ///   - rank: How many singular vectors of a preconditioned gradient to keep: the best approximation of
  ///     this rank (Eckart & Young 1936). `nil` keeps all.
  ///   - threads: How many maps are in work at once.
  /// - Throws: `Problem` where the damped curvature of a map is singular.
  public init(
    _ gradients: consuming [[Matrix<Element>]], curvature: Curvature<Element>,
    inverse: CurvatureInverse = .ekfac, damping: Damping = .relative(0.1), rank: Int? = nil,
    threads: Int
  ) throws {
    let (count, sites) = (gradients.count, curvature.axes.sites)
    precondition(gradients.allSatisfy { $0.count == sites.sites.count }, "other maps")
    let slots = sites.sites.indices.map { site in Slot(gradients.map { $0[site] }) }
    gradients = []
    try self.init(sites, count: count, rank: rank, threads: threads) { index in
      try curvature.preconditioned(slots[index].take(), index, inverse, damping: damping)
    }
  }

  /// Takes gradients that are preconditioned already, as by `GaussNewton.solution`.
  ///
  /// - Parameters:
  ///   - gradients: Of each query, a matrix [outputs, inputs] for each site.
  ///   - sites: The maps.
  ///   - rank: How many singular vectors of a gradient to keep; `nil` keeps all.
  ///   - threads: How many maps are in work at once.
  /// - Throws: `Problem` where a gradient is not finite.
  public init(
    preconditioned gradients: [[Matrix<Element>]], sites: CurvatureSites, rank: Int? = nil,
    threads: Int
  ) throws {
    precondition(gradients.allSatisfy { $0.count == sites.sites.count }, "other maps")
    try self.init(sites, count: gradients.count, rank: rank, threads: threads) { index in
      gradients.map { $0[index] }
    }
  }

  private init(
    _ sites: CurvatureSites, count: Int, rank: Int?, threads: Int,
    gradients: @Sendable (Int) throws -> [Matrix<Element>]
  ) throws {
    precondition(rank ?? 1 >= 1, "a rank of \(rank ?? 0)")
    (self.sites, self.count, self.rank) = (sites, count, rank)
    values = try concurrently(sites.sites.count, threads: threads) { index in
      let turned = try gradients(index)
      let shape = sites.shapes[index]
      guard let rank, rank < min(shape.outputs, shape.inputs) else { return .dense(turned) }
      return try stacked(
        turned.map { try lowRank($0, rank, name: sites.sites[index].name) },
        outputs: shape.outputs, inputs: shape.inputs)
    }
  }
}

/// U [outputs, rank] and V [rank, inputs] with U·V the best approximation of P of this rank: V from the
/// eigenvectors of Pᵀ·P in double precision, or U from those of P·Pᵀ, whichever is smaller. Squaring P
/// costs small singular values their digits, and only the largest are kept.
func lowRank<Element: BLASScalar>(
  _ matrix: Matrix<Element>, _ rank: Int, name: String
) throws -> (u: Matrix<Element>, v: Matrix<Element>) {
  guard let eigen = SymmetricEigen(symmetric(upper: smallerGram(of: doubles(matrix)))) else {
    throw Problem.noEigenvectors(of: name)
  }
  let size = eigen.values.count
  let top = Matrix<Element>(
    rows: rank, columns: size,
    values: (0..<rank).flatMap { k in
      eigen.vectors.values[eigen.vectors.range(ofRow: size - 1 - k)].map { Element($0) }
    })
  if matrix.columns <= matrix.rows {
    return (product(matrix.operand, top.transposed), top)
  }
  var u = Matrix<Element>(unset: size, rank)
  for row in 0..<size { for k in 0..<rank { u[row, k] = top[k, row] } }
  return (u, product(top.operand, matrix.operand))
}

private func stacked<Element: BLASScalar>(
  _ parts: [(u: Matrix<Element>, v: Matrix<Element>)], outputs: Int, inputs: Int
) -> InfluenceQueries<Element>.Site {
  let ranks = parts.reduce(0) { $0 + $1.v.rows }
  var u: [Element] = []
  u.reserveCapacity(outputs * ranks)
  for row in 0..<outputs { for part in parts { u += part.u.values[part.u.range(ofRow: row)] } }
  return .lowRank(
    u: Matrix(rows: outputs, columns: ranks, values: u),
    v: Matrix(rows: ranks, columns: inputs, values: parts.flatMap(\.v.values)))
}
