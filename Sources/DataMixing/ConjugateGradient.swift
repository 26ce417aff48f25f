import Tensors

/// The solution of (H + λ)·x = b by conjugate gradients (Hestenes & Stiefel 1952): the judge of cheaper
/// inverses, since it needs only products with H.
public struct ConjugateGradient: Sendable, Equatable {
  /// Why the iteration ended.
  public enum Ending: Sendable, Equatable {
    /// The residual is below the tolerance.
    case converged
    /// The limit of iterations was reached first.
    case limit
    /// pᵀ·(H + λ)·p ≤ 0 for a direction p: the matrix is not positive definite.
    case notPositive
    /// A product was not finite.
    case notFinite
  }

  /// x, [n]: the last iterate whose values are finite.
  public let solution: [Double]
  /// How many products with H were made, without the one of the final residual.
  public let iterations: Int
  /// ‖b − (H + λ)·x‖ / ‖b‖, computed anew from `solution`: 0 where b is zero, infinite where it is not
  /// finite.
  public let residual: Double
  /// Why it ended.
  public let ending: Ending

  /// Solves the system from x = 0.
  ///
  /// - Parameters:
  ///   - b: [n].
  ///   - damping: λ, at least 0.
  ///   - tolerance: The ‖b − (H + λ)·x‖ / ‖b‖ to reach.
  ///   - limit: The most iterations; at least 0.
  ///   - preconditioner: An approximation of (H + λ)⁻¹, symmetric and positive definite, with which fewer
  ///     iterations are needed; `nil` for none. The tolerance is that of the residual as it is.
  ///   - product: H·v for v [n]; H symmetric and positive semidefinite.
  public init(
    _ b: [Double], damping: Double, tolerance: Double = 1e-10, limit: Int = 1000,
    preconditioner: (([Double]) -> [Double])? = nil, product: ([Double]) -> [Double]
  ) {
    let size = innerProduct(b, b)
    var (x, iterations) = ([Double](repeating: 0, count: b.count), 0)
    var (rest, left) = (b, size)
    var direction = preconditioner?(b) ?? b
    var along = innerProduct(b, direction)
    var ending = size.isFinite && along.isFinite ? Ending.limit : .notFinite
    func damped(_ v: [Double]) -> [Double] { zip(product(v), v).map { $0 + damping * $1 } }
    while ending == .limit {
      if left <= tolerance * tolerance * size {
        ending = .converged
        break
      }
      guard iterations < limit else { break }
      let curved = damped(direction)
      iterations += 1
      let curvature = innerProduct(direction, curved)
      guard curvature > 0, curvature.isFinite else {
        ending = curvature.isFinite ? .notPositive : .notFinite
        break
      }
      let step = along / curvature
      for i in x.indices {
        x[i] += step * direction[i]
        rest[i] -= step * curved[i]
      }
      left = innerProduct(rest, rest)
      let turned = preconditioner?(rest) ?? rest
      let next = innerProduct(rest, turned)
      for i in direction.indices { direction[i] = turned[i] + next / along * direction[i] }
      along = next
    }
    let error = zip(b, damped(x)).map { $0 - $1 }
    let share = size == 0 ? 0 : innerProduct(error, error) / size
    residual = share.isFinite ? share.squareRoot() : .infinity
    (self.solution, self.iterations, self.ending) = (x, iterations, ending)
  }
}
