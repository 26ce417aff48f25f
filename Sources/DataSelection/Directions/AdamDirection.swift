/// The direction in which Adam would move its weights on the gradient of one example, given its state.
///
/// With m′ = β₁m + (1 − β₁)g and v′ = β₂v + (1 − β₂)g²: m̂/(√v̂ + ε), where m̂ = m′/(1 − β₁ᵗ) and
/// v̂ = v′/(1 − β₂ᵗ), t counting the step that would be taken (arXiv 2402.04333, section 3.1). Learning
/// rate, sign of the step and decoupled weight decay are left out.
public struct AdamDirection: Sendable, Hashable {
  /// Where ε stands.
  public enum EpsilonPlacement: String, Sendable, Hashable {
    /// √v̂ + ε.
    case outsideRoot
    /// √(v̂ + ε).
    case insideRoot
  }

  /// β₁, from 0 to below 1.
  public var firstDecay: Double
  /// β₂, from 0 to below 1.
  public var secondDecay: Double
  /// ε, at least 0.
  public var epsilon: Double
  /// Where ε stands.
  public var epsilonPlacement: EpsilonPlacement
  /// Whether m′ and v′ are divided by 1 − βᵗ.
  public var correctsBias: Bool

  /// The direction of a step of PyTorch's `Adam` and `AdamW`, unless told otherwise.
  public init(
    firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Double = 1e-8,
    epsilonPlacement: EpsilonPlacement = .outsideRoot, correctsBias: Bool = true
  ) {
    precondition(
      (0..<1).contains(firstDecay) && (0..<1).contains(secondDecay) && epsilon >= 0,
      "Adam with β \(firstDecay), \(secondDecay) and ε \(epsilon)")
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
    self.epsilonPlacement = epsilonPlacement
    self.correctsBias = correctsBias
  }

  /// As the code of princeton-nlp/LESS at 8abf962: ε inside the root, no bias correction. Its ε then
  /// bounds the denominator by 1e-4 from below, above most √v of a large model.
  public static let published = AdamDirection(epsilonPlacement: .insideRoot, correctsBias: false)

  /// Turns a gradient into the direction.
  ///
  /// - Parameters:
  ///   - gradient: g, [n]; overwritten.
  ///   - first: m, [n].
  ///   - second: v, [n], at least 0.
  ///   - step: The steps that made m and v, at least 0; the direction is that of the next.
  public func turn(_ gradient: inout [Float], first: [Float], second: [Float], step: Int) {
    precondition(
      first.count == gradient.count && second.count == gradient.count && step >= 0,
      "\(gradient.count) values with moments of \(first.count) and \(second.count), step \(step)")
    let factors = factors(step: step)
    let (first, second) = (first.span, second.span)
    var values = gradient.mutableSpan
    for i in 0..<values.count {
      let g = unsafe values[unchecked: i]
      let m = unsafe factors.keptFirst * first[unchecked: i] + factors.newFirst * g
      let v = unsafe factors.keptSecond * second[unchecked: i] + factors.newSecond * (g * g)
      // Without both ε and any gradient so far the direction is 0/0: no step.
      let denominator = (v + factors.inside).squareRoot() + factors.outside
      unsafe values[unchecked: i] = denominator == 0 ? 0 : m / denominator
    }
  }

  /// The part of coordinates whose denominator ε is at least half of, when a gradient adds nothing.
  ///
  /// Where it is large, the direction is closer to that of momentum alone than to Adam's. As published,
  /// it is large for most models (`published`).
  ///
  /// - Parameters:
  ///   - second: v, [n], at least 0.
  ///   - step: The steps that made it.
  /// - Returns: From 0 to 1; 0 for no coordinate.
  public func epsilonShare(second: [Float], step: Int) -> Double {
    guard !second.isEmpty else { return 0 }
    let factors = factors(step: step)
    let dominated = second.count { v in
      let kept = factors.keptSecond * v
      return epsilonPlacement == .insideRoot
        ? factors.inside >= kept : factors.outside >= kept.squareRoot()
    }
    return Double(dominated) / Double(second.count)
  }

  /// Bias corrections go into the factors; a ε inside the root is not corrected.
  private func factors(step: Int) -> Factors {
    let first = correctsBias ? 1 - power(firstDecay, step + 1) : 1
    let second = correctsBias ? 1 - power(secondDecay, step + 1) : 1
    let isInside = epsilonPlacement == .insideRoot
    return Factors(
      keptFirst: Float(firstDecay / first), newFirst: Float((1 - firstDecay) / first),
      keptSecond: Float(secondDecay / second), newSecond: Float((1 - secondDecay) / second),
      inside: isInside ? Float(epsilon) : 0, outside: isInside ? 0 : Float(epsilon))
  }

  /// βⁿ by squaring.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }

  private struct Factors {
    let keptFirst, newFirst, keptSecond, newSecond, inside, outside: Float
  }
}
