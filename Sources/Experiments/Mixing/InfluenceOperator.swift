import Curvature
import DataMixing
import Diagnostics
import LinearAlgebra
import Tensors
import Transformer

/// What gradients of reference examples are multiplied by.
protocol InfluenceOperator: Sendable {
  /// Which it is.
  var inverse: ExperimentSpec.MixtureMeasure.Inverse { get }

  /// Each gradient, [outputs, inputs] for each map, multiplied.
  ///
  /// - Throws: `Problem` where the curvature is singular or the iteration does not end.
  func preconditioned(_ gradients: [[Matrix<Float>]]) throws -> [[Matrix<Float>]]
}

/// Gradients as they are.
struct PlainOperator: InfluenceOperator {
  let inverse: ExperimentSpec.MixtureMeasure.Inverse
  let sites: CurvatureSites

  func preconditioned(_ gradients: [[Matrix<Float>]]) -> [[Matrix<Float>]] { gradients }
}

/// An inverse along Kronecker axes, of some of the maps.
struct KroneckerOperator: InfluenceOperator {
  let inverse: ExperimentSpec.MixtureMeasure.Inverse
  let curvature: Curvature<Float>
  let kind: CurvatureInverse
  let damping: Damping
  /// The maps that take part; the gradients of the others count as 0.
  let chosen: Set<Int>

  func preconditioned(_ gradients: [[Matrix<Float>]]) throws -> [[Matrix<Float>]] {
    var turned = gradients
    for site in curvature.axes.sites.sites.indices {
      guard chosen.contains(site) else {
        let shape = curvature.axes.sites.shapes[site]
        let zeros = Matrix<Float>(zeros: shape.outputs, shape.inputs)
        for query in turned.indices { turned[query][site] = zeros }
        continue
      }
      let found = try curvature.preconditioned(
        gradients.map { $0[site] }, site, kind, damping: damping)
      for query in turned.indices { turned[query][site] = found[query] }
    }
    return turned
  }
}

/// The inverse of the whole Gauss–Newton matrix of a small model, one gradient after another.
struct ConjugateGradientOperator: InfluenceOperator {
  var inverse: ExperimentSpec.MixtureMeasure.Inverse { .conjugateGradients }

  /// Beyond so many weights it would take hours.
  static let limit = 200_000

  private let matrix: GaussNewton
  /// What preconditions the iteration, which then ends sooner at the same solution.
  private let curvature: Curvature<Float>
  /// Of each map, as for the inverses along Kronecker axes.
  private let damping: [Double]

  /// - Throws: `Problem` where the maps have more than ``limit`` weights or a value is not finite.
  init(_ opened: OpenedSubject, damping: Damping, moments: Curvature<Float>) throws {
    let sites = opened.collector.sites
    try Self.check(sites)
    curvature = moments
    self.damping = sites.sites.indices.map {
      damping.amount(for: moments.eigenvalues($0, .ekfac).values)
    }
    matrix = try GaussNewton(opened.collector, examples: opened.texts, threads: 1)
  }

  /// - Throws: `Problem` where maps have more than ``limit`` weights.
  static func check(_ sites: CurvatureSites) throws {
    let weights = sites.shapes.reduce(0) { $0 + $1.outputs * $1.inputs }
    guard weights <= limit else { throw Problem.tooManyWeights(weights, limit: limit) }
  }

  func preconditioned(_ gradients: [[Matrix<Float>]]) throws -> [[Matrix<Float>]] {
    try gradients.map { gradient in
      let (solution, run) = try matrix.solution(
        gradient.map(widened), damping: damping, tolerance: 1e-4, limit: 2000,
        preconditioner: { try curvature.preconditioned($0, damping: damping) })
      guard run.ending == .converged else { throw Problem.notSolved(run) }
      return solution.map(\.narrow)
    }
  }
}

extension Problem {
  fileprivate static func tooManyWeights(_ count: Int, limit: Int) -> Problem {
    Problem(
      "Conjugate gradients are for small models: the chosen maps have \(count) weights.",
      expected: "at most \(limit)", found: "\(count)",
      remedy:
        "Choose fewer 'layers' or 'projections', or leave the curvature out.")
  }

  fileprivate static func notSolved(_ run: ConjugateGradient) -> Problem {
    Problem(
      "Conjugate gradients did not converge.", expected: "a residual of at most 0.0001",
      found: "\(run.residual) after \(run.iterations) products",
      remedy: "Raise 'damping'.")
  }
}
