import RealModule

/// The probability that a standard normal variable is at most `x`.
func normalProbability(below x: Double) -> Double { 0.5 * Double.erfc(-x * 0.5.squareRoot()) }

/// The inverse of `normalProbability(below:)`: infinite at 0 and 1.
///
/// Formula 26.2.23 of Abramowitz and Stegun (error under 4.5e-4), then two Halley steps, each of which
/// triples the digits that are right. Computed on the lower tail, where `erfc` keeps its digits.
func normalQuantile(_ probability: Double) -> Double {
  guard probability > 0 else { return -.infinity }
  guard probability < 1 else { return .infinity }
  guard probability <= 0.5 else { return -normalQuantile(1 - probability) }
  let t = (-2 * Double.log(probability)).squareRoot()
  let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
  let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  var x = numerator / denominator - t
  for _ in 0..<2 {
    let excess = normalProbability(below: x) - probability
    let step = excess * (2 * Double.pi).squareRoot() * Double.exp(x * x / 2)
    x -= step / (1 + x * step / 2)
  }
  return x
}
