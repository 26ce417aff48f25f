import Diagnostics
import Foundation

/// The weights of DoReMi (Xie et al. 2023, arXiv 2305.10429): exponentiated gradient ascent on each
/// domain's excess loss over a reference model, smoothed towards the uniform mix.
///
///     α' = α ⊙ exp(η·λ),   α ← (1 − c)·α'/Σα' + c/k;   the result is the mean of α over steps
public struct DoReMi: Sendable, Equatable {
  /// η.
  public let rate: Double
  /// c, from 0 to 1.
  public let smoothing: Double
  /// α after the last step; uniform at first.
  public var weights: [Double] { history.weights }
  /// How many steps were taken.
  public var steps: Int { history.steps }
  private var history: MixHistory
  private var scores: [Double]

  /// Begins with uniform weights; η = 1 and c = 1e-3 in the paper.
  public init(domains: Int, rate: Double = 1, smoothing: Double = 1e-3) {
    precondition(domains >= 1 && (0...1).contains(smoothing) && rate.isFinite, "\(domains) domains")
    (self.rate, self.smoothing) = (rate, smoothing)
    history = MixHistory(domains: domains)
    scores = Array(repeating: 0, count: domains)
  }

  /// λ of one domain: the mean over tokens of how far the proxy's loss is above the reference model's,
  /// each token at least 0.
  ///
  /// - Parameters:
  ///   - proxy: The loss of each token under the model that is trained.
  ///   - reference: The loss of each token under the reference model.
  /// - Returns: At least 0; `nil` without tokens.
  public static func excess(proxy: [Double], reference: [Double]) -> Double? {
    precondition(proxy.count == reference.count, "\(proxy.count) and \(reference.count) tokens")
    guard !proxy.isEmpty else { return nil }
    // A comparison rather than max(): NaN must come through.
    let clipped = zip(proxy, reference).map { $0 - $1 < 0 ? 0 : $0 - $1 }
    return clipped.reduce(0, +) / Double(clipped.count)
  }

  /// Goes on after steps that were taken before, with the weights that each of them gave.
  public mutating func resume(after steps: [[Double]]) {
    for weights in steps { history.add(weights) }
  }

  /// Takes a step.
  ///
  /// - Parameter excess: λ of each domain; `nil` for one that is not in the batch, which keeps its last λ
  ///   (0 at first).
  /// - Throws: `Problem` where a λ is not finite; the weights are then as before.
  public mutating func update(excess: [Double?]) throws {
    precondition(excess.count == weights.count, "\(excess.count) scores, \(weights.count) domains")
    let next = zip(excess, scores).map { $0 ?? $1 }
    guard next.allSatisfy(\.isFinite) else { throw Problem.valuesNotFinite("Excess losses") }
    scores = next
    history.add(exponentiated(weights, by: next.map { rate * $0 }, smoothing: smoothing))
  }

  /// The mean of α over steps; uniform before the first.
  public var mix: Mix { history.mean }
}

/// w ⊙ exp(s) scaled to 1, then (1 − c)·w + c/k.
///
/// - Parameters:
///   - weights: [k], at least 0, not all 0.
///   - scores: [k], finite.
///   - smoothing: c.
/// - Returns: [k], adding up to 1.
func exponentiated(_ weights: [Double], by scores: [Double], smoothing: Double) -> [Double] {
  // In logarithms less their largest, nothing overflows and the sum is at least 1.
  let logarithms = zip(weights, scores).map { log($0) + $1 }
  let largest = logarithms.max() ?? 0
  let scaled = logarithms.map { exp($0 - largest) }
  let sum = scaled.reduce(0, +)
  let floor = smoothing / Double(weights.count)
  return scaled.map { (1 - smoothing) * ($0 / sum) + floor }
}
