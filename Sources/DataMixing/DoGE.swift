import Diagnostics
public import Tensors

/// The weights of DoGE (Fan et al. 2024, arXiv 2310.15393): mirror descent on how well each domain's
/// gradient is aligned with the gradients of the target domains.
///
///     s_j = η·Σ_i ⟨g_j, g_i⟩ / (mean‖g‖ + 1e-6), between η·lowest and η·highest
///     w ← softmax(log w + s/μ),   w ← (1 − ε)·w + ε/k;   the result is the mean of w over steps
///
/// The division by the mean norm and the bounds are those of the authors' code.
public struct DoGE: Sendable, Equatable {
  /// μ, the weight of staying near the last mix.
  public let temperature: Double
  /// ε, from 0 to 1.
  public let smoothing: Double
  /// The least and the largest alignment that count.
  public let bounds: ClosedRange<Double>
  /// w after the last step; uniform at first.
  public var weights: [Double] { history.weights }
  /// How many steps were taken.
  public var steps: Int { history.steps }
  private var history: MixHistory

  /// Begins with uniform weights; the defaults are those of the authors' code.
  public init(
    domains: Int, temperature: Double = 0.05, smoothing: Double = 0,
    bounds: ClosedRange<Double> = 0...5
  ) {
    precondition(
      domains >= 1 && temperature > 0 && (0...1).contains(smoothing),
      "\(domains) domains, temperature \(temperature), smoothing \(smoothing)")
    (self.temperature, self.smoothing, self.bounds) = (temperature, smoothing, bounds)
    history = MixHistory(domains: domains)
  }

  /// Goes on after steps that were taken before, with the weights that each of them gave.
  public mutating func resume(after steps: [[Double]]) {
    for weights in steps { history.add(weights) }
  }

  /// Takes a step.
  ///
  /// - Parameters:
  ///   - gradients: g_j of each domain, clipped as in training, [domains, parameters].
  ///   - targets: Gradients to be aligned with, [targets, parameters]; `gradients` itself where all
  ///     domains are wanted.
  ///   - rate: η, the learning rate of the step, at least 0.
  /// - Throws: `Problem` where an alignment is not finite; the weights are then as before.
  public mutating func update(
    gradients: Matrix<Double>, targets: Matrix<Double>, rate: Double
  ) throws {
    precondition(
      gradients.rows == weights.count && gradients.columns == targets.columns && rate >= 0,
      "[\(gradients.rows), \(gradients.columns)] gradients of \(weights.count) domains")
    let pull = (0..<targets.columns).map { column in
      (0..<targets.rows).reduce(0) { $0 + targets[$1, column] }
    }
    let rows = (0..<gradients.rows).map { Array(gradients.values[gradients.range(ofRow: $0)]) }
    let norm = rows.reduce(0) { $0 + innerProduct($1, $1).squareRoot() } / Double(rows.count)
    let scores = rows.map { rate * innerProduct($0, pull) / (norm + 1e-6) }
    guard scores.allSatisfy(\.isFinite) else { throw Problem.valuesNotFinite("Alignments") }
    let bounded = scores.map { min(max($0, rate * bounds.lowerBound), rate * bounds.upperBound) }
    history.add(
      exponentiated(weights, by: bounded.map { $0 / temperature }, smoothing: smoothing))
  }

  /// The mean of w over steps; uniform before the first.
  public var mix: Mix { history.mean }
}
