public import Artifacts
import Curvature
import DataMixing
import LinearAlgebra
import Tensors
import Transformer

/// How near the inverses of a curvature come to that of the exact Gauss–Newton matrix of a real model: what
/// `gradbook bench inverse` does.
///
/// The mean gradient of a query file is multiplied by (H + λ)⁻¹, by conjugate gradients on products with H
/// of all chosen maps together, and by each approximation with the same λ; their directions are compared.
/// EK-FAC may precondition the iteration, which changes how soon it ends, not where: only what has
/// converged is a judge.
public struct CurvatureJudgement: Sendable {
  /// What gradients are multiplied by.
  public typealias Inverse = ExperimentSpec.MixtureMeasure.Inverse

  /// What is judged, and how.
  public struct Request: Sendable {
    /// A path, a name in the catalog or a Hugging Face repository.
    public var model: String
    /// The file of what the curvature is taken from.
    public var rows: String
    /// The file of what the gradient is the mean of.
    public var query: String
    /// How many rows of each file are used, the first ones.
    public var count = 8
    /// The number of tokens after which an example is cut.
    public var maxLength = 128
    /// The layers whose MLPs take part, at least one.
    public var layers: [Int]
    /// λ as a share of the mean eigenvalue of H.
    public var damping = 0.1
    /// The labels of the approximations are drawn under it.
    public var seed = 0
    /// ‖(H + λ)·x − g‖ / ‖g‖ at which the iteration ends.
    public var tolerance = 1e-3
    /// The most products with H.
    public var limit = 200
    /// Whether EK-FAC preconditions the iteration: fewer products, each of which costs more.
    public var isPreconditioned = true

    /// Creates a request.
    public init(model: String, rows: String, query: String, layers: [Int]) {
      (self.model, self.rows, self.query, self.layers) = (model, rows, query, layers)
    }
  }

  /// Cosines of one approximation with the solution by conjugate gradients.
  public struct Row: Sendable {
    /// Which approximation.
    public let inverse: Inverse
    /// Of each map, in the order of ``CurvatureJudgement/maps``.
    public let cosines: [Double]
    /// Of all maps together.
    public let overall: Double
  }

  /// The names of the maps.
  public let maps: [String]
  /// The approximations.
  public let rows: [Row]
  /// How many products with H were made.
  public let products: Int
  /// Whether the residual reached the tolerance.
  public let converged: Bool
  /// ‖(H + λ)·x − g‖ / ‖g‖ at the end.
  public let residual: Double
  /// λ.
  public let damping: Double

  /// Judges.
  ///
  /// - Parameters:
  ///   - request: What, and how.
  ///   - library: Where models are found.
  ///   - store: Where digests are.
  ///   - threads: How many examples are in work at once.
  /// - Throws: `Problem` if something cannot be opened, is not finite or singular, or a layer is not there.
  public init(
    _ request: Request, library: ModelLibrary, store: Store, threads: Int
  ) throws {
    let opened = try OpenedFiles(
      [request.rows, request.query], model: request.model, maxLength: request.maxLength,
      usesChatTemplate: false, library: library, store: store, memory: .resident)
    func texts(_ path: String) throws -> [TrainingExample] {
      Array(try opened.scorable(path).prefix(request.count))
    }
    let (texts, queries) = (try texts(request.rows), try texts(request.query))
    let model = try opened.loaded.model()
    let blocks = try ExperimentSpec.MixtureMeasure.Layers.indices(request.layers)
      .blocks(of: model.design)
    let collector = CurvatureCollector(
      model: model,
      recipe: CurvatureRecipe(layers: blocks, labels: .sampled(seed: UInt64(request.seed))),
      threads: threads)
    let axes = try KroneckerAxes(try collector.covariances(of: texts), threads: threads)
    let curvature = Curvature(
      axes: axes, moments: try collector.moments(of: texts, along: axes))
    let turned = MomentSums<Float>(collector.sites, rotation: .published, batch: 8)
    let published = Curvature(
      axes: axes, moments: try collector.moments(of: texts, along: axes, from: turned))
    let sites = collector.sites
    let damping = curvature.amount(of: .relative(request.damping))
    let gradient = try collector.meanGradient(of: queries)
    let matrix = try GaussNewton(collector, examples: texts, threads: threads)
    let dampings = sites.sites.map { _ in damping }
    func preconditioned(_ rest: [Matrix<Double>]) throws -> [Matrix<Double>] {
      try curvature.preconditioned(rest, damping: dampings)
    }
    let (solution, run) = try matrix.solution(
      gradient.map(widened), damping: dampings, tolerance: request.tolerance, limit: request.limit,
      preconditioner: request.isPreconditioned ? preconditioned : nil)
    rows = try Inverse.allCases.compactMap { inverse in
      guard let kind = inverse.inverse else { return nil }
      let pairs = try sites.sites.indices.map { site in
        let found = try (inverse == .published ? published : curvature).preconditioned(
          [gradient[site]], site, kind, damping: inverse.added(.absolute(damping)))
        return (found[0].values.map(Double.init), solution[site].values)
      }
      return Row(
        inverse: inverse, cosines: pairs.map { cosine($0, $1) },
        overall: cosine(pairs.flatMap(\.0), pairs.flatMap(\.1)))
    }
    maps = sites.sites.map(\.name)
    (products, residual, self.damping) = (run.iterations, run.residual, damping)
    converged = run.ending == .converged
  }
}

private func cosine(_ a: [Double], _ b: [Double]) -> Double {
  innerProduct(a, b) / (innerProduct(a, a) * innerProduct(b, b)).squareRoot()
}
