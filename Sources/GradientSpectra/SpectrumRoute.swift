/// A way to the singular values of G = Δᵀ·X, [m, n], from its factors of T rows.
///
/// All agree to 1e-5 of each metric; they differ in time.
public enum SpectrumRoute: String, Sendable, CaseIterable {
  /// Eigenvalues of the smaller of G·Gᵀ and Gᵀ·G, in double precision.
  case gram
  /// Eigenvalues of (Δᵀ·L)ᵀ·(Δᵀ·L), [T, T], in double precision, where X = L·Q with Q's rows
  /// orthonormal. Needs T ≤ n. Queries, keys and values share L.
  case factored
  /// Bidiagonalization of G, values only.
  case bidiagonal

  /// The cheapest route for a product of these sizes.
  ///
  /// - Parameters:
  ///   - tokens: T, the rows of Δ that are not zero.
  ///   - outputs: m.
  ///   - inputs: n.
  ///   - sharing: The number of spectra that share one L, at least 1.
  /// - Returns: A route that is possible for these sizes.
  public static func cheapest(
    tokens: Int, outputs: Int, inputs: Int, sharing: Int
  ) -> SpectrumRoute {
    guard tokens <= inputs else { return .gram }
    let factored = SpectrumCost.factored(
      tokens: tokens, outputs: outputs, inputs: inputs, sharing: sharing)
    return factored < SpectrumCost.gram(outputs: outputs, inputs: inputs) ? .factored : .gram
  }
}

/// Estimated seconds of each route on one core with AVX-512 kernels.
///
/// Only ratios matter. The rates were fitted to OpenBLAS 0.3.21 at sizes 64 to 576: products and
/// triangular products 100 Gflop/s in double, Householder factors 90, eigenvalues 24 ns·p² + 0.012 ns·p³,
/// where the square comes from the tridiagonal iteration, which waits for one division after another.
/// Bidiagonalization was never the fastest (14 ms against 12 at 576), so no cost is modelled for it.
enum SpectrumCost {
  static func gram(outputs m: Int, inputs n: Int) -> Double {
    let (p, q) = (Double(min(m, n)), Double(max(m, n)))
    return p * p * q * 1e-11 + eigenvalues(p)
  }

  static func factored(tokens: Int, outputs m: Int, inputs n: Int, sharing: Int) -> Double {
    let (t, m, n) = (Double(tokens), Double(m), Double(n))
    let factor = (2 * n * t * t - t * t * t * 2 / 3) / 90e9
    return factor / Double(sharing) + 2 * t * t * m * 1e-11 + eigenvalues(t)
  }

  static func eigenvalues(_ p: Double) -> Double { 24e-9 * p * p + 0.012e-9 * p * p * p }
}
