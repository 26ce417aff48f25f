import Curvature
import DataMixing
import LinearAlgebra
import Tensors
import Transformer

extension GaussNewton {
  /// The matrix of a collector's model, whose weights are in memory, by its maps.
  ///
  /// - Throws: `Problem` where a hidden state is not finite.
  init(
    _ collector: CurvatureCollector<Float>, examples: [TrainingExample], threads: Int
  ) throws {
    guard let resident = collector.model.weights as? ResidentWeights<Float> else {
      preconditionFailure("weights that were merged or opened as resident are in memory")
    }
    try self.init(
      ResidentWeights<Double>(resident.design) { resident[$0].map(Double.init) },
      sites: collector.sites, examples: examples, threads: threads)
  }
}

extension Curvature<Float> {
  /// What is added to the whole matrix: its mean eigenvalue is the mean square of gradients in any axes.
  func amount(of damping: Damping) -> Double {
    damping.amount(for: axes.sites.sites.indices.flatMap { eigenvalues($0, .ekfac).values })
  }

  /// Gradients of all maps multiplied by the inverse through EK-FAC, in double precision outside: what
  /// preconditions conjugate gradients.
  ///
  /// - Parameters:
  ///   - gradient: [outputs, inputs] for each site.
  ///   - damping: λ of each site.
  /// - Returns: [outputs, inputs] for each site.
  /// - Throws: `Problem` where the damped curvature of a map is singular.
  func preconditioned(
    _ gradient: [Matrix<Double>], damping: [Double]
  ) throws -> [Matrix<Double>] {
    try gradient.enumerated().map { site, gradient in
      let found = try preconditioned(
        [gradient.narrow], site, .ekfac, damping: .absolute(damping[site]))
      return widened(found[0])
    }
  }
}

extension Matrix<Double> {
  /// The values as floats.
  var narrow: Matrix<Float> {
    Matrix<Float>(rows: rows, columns: columns, values: values.map { Float($0) })
  }
}
