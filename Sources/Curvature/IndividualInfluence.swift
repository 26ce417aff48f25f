public import DataMixing
public import LinearAlgebra
public import Tensors
public import Transformer

/// How influences of single examples are computed.
public struct InfluenceSettings: Sendable, Equatable {
  /// What the curvature is taken from.
  public var recipe = CurvatureRecipe()
  /// What gradients of queries are multiplied by.
  public var inverse = CurvatureInverse.ekfac
  /// What is added to eigenvalues.
  public var damping = Damping.relative(0.1)
  /// How many singular vectors stand for a query's gradient; `nil` for all of it.
  public var rank: Int?
  /// How many examples are in work at once, at least 1; no bit depends on it.
  public var threads = 1

  /// Creates settings: EK-FAC of the maps of all MLPs.
  public init() {}
}

/// The influence of training examples on queries.
public struct IndividualInfluence: Sendable, Equatable {
  /// g_qᵀ·H⁻¹·g_e, [queries, training examples]: positive where more of the example lowers the query's
  /// loss.
  public let pairwise: Matrix<Double>

  /// The influence of each training example on the sum of the queries' losses, [training examples].
  public var summed: [Double] {
    (0..<pairwise.columns).map { column in
      (0..<pairwise.rows).reduce(0) { $0 + pairwise[$1, column] }
    }
  }

  /// Training examples from the most to the least helpful to one query; ties go to the first.
  public func ranking(of query: Int) -> [Int] { descending { pairwise[query, $0] } }

  /// Training examples from the most to the least helpful to all queries together.
  public var ranking: [Int] {
    let sums = summed
    return descending { sums[$0] }
  }

  private func descending(_ value: (Int) -> Double) -> [Int] {
    (0..<pairwise.columns).sorted { (-value($0), $0) < (-value($1), $1) }
  }
}

/// The influence of each training example on each query.
///
/// A command reads a model and two files of examples, cuts them into `TrainingExample`s as training does,
/// calls `NumericEnvironment.useOneThreadPerProduct()` and then this; it writes one JSON object for each
/// query with the examples of `ranking(of:)` and their values, or one line with `summed`. What it wants to
/// keep between runs is the curvature: made by `curvature(of:model:settings:)` under an identity of model, data
/// and recipe, it serves any queries and training examples, and may be taken from a share of the data.
/// Rows of `pairwise` are what `DomainInfluences` takes for domains.
///
/// - Parameters:
///   - training: The examples whose influence is asked for.
///   - queries: What it is asked on.
///   - model: The model, trained on data like `training`.
///   - curvature: Of this model, by the recipe of `settings`.
///   - settings: How.
/// - Returns: The influences.
/// - Throws: `Problem` where a value is not finite, or the damped curvature is singular.
public func individualInfluence<Element: BLASScalar>(
  of training: [TrainingExample], on queries: [TrainingExample], model: Decoder<Element>,
  curvature: Curvature<Element>, settings: InfluenceSettings
) throws -> IndividualInfluence {
  let collector = CurvatureCollector(
    model: model, recipe: settings.recipe, threads: settings.threads)
  let turned = try InfluenceQueries(
    try collector.gradients(of: queries), curvature: curvature, inverse: settings.inverse,
    damping: settings.damping, rank: settings.rank, threads: settings.threads)
  return IndividualInfluence(pairwise: try collector.scores(of: training, on: turned))
}

/// The curvature of a model on examples: both passes and the decompositions between them.
///
/// - Parameters:
///   - examples: The data; those without a scored token are passed over.
///   - model: The model.
///   - settings: How; `.identity` and `.kfac` need no second pass.
/// - Returns: The curvature.
/// - Throws: `Problem` where no example has a scored token or a value is not finite.
public func curvature<Element: BLASScalar>(
  of examples: [TrainingExample], model: Decoder<Element>, settings: InfluenceSettings
) throws -> Curvature<Element> {
  let collector = CurvatureCollector(
    model: model, recipe: settings.recipe, threads: settings.threads)
  let axes = try KroneckerAxes(
    try collector.covariances(of: examples), threads: settings.threads)
  switch settings.inverse {
  case .identity, .kfac: return Curvature(axes: axes, moments: nil)
  case .ekfac:
    return Curvature(axes: axes, moments: try collector.moments(of: examples, along: axes))
  case .published:
    let empty = MomentSums<Element>(collector.sites, rotation: .published, batch: 8)
    return Curvature(
      axes: axes, moments: try collector.moments(of: examples, along: axes, from: empty))
  }
}
