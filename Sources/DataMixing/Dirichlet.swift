import Foundation
import Statistics

extension SeededGenerator {
  /// A point of a Dirichlet distribution: gamma variables over their sum.
  ///
  /// Gamma variables are drawn as logarithms, so that small concentrations, whose variables are mostly
  /// below the least positive number, still give a point.
  mutating func dirichlet(_ concentrations: [Double]) -> [Double] {
    var logarithms: [Double] = []
    for shape in concentrations { logarithms.append(logGamma(shape)) }
    let largest = logarithms.max() ?? 0
    let scaled = logarithms.map { exp($0 - largest) }
    let sum = scaled.reduce(0, +)
    return scaled.map { $0 / sum }
  }

  /// The logarithm of a gamma variable of this shape and scale 1, by Marsaglia & Tsang (2000); below
  /// shape 1 by G(a) = G(a + 1)·U^(1/a).
  private mutating func logGamma(_ shape: Double) -> Double {
    if shape < 1 {
      let uniform = positiveUnit()
      return logGamma(shape + 1) + log(uniform) / shape
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if log(positiveUnit()) < 0.5 * x * x + d - d * v + d * log(v) { return log(d * v) }
    }
  }

  /// A standard normal variable, by Box & Muller; the second of the pair is dropped.
  private mutating func normal() -> Double {
    let radius = (-2 * log(positiveUnit())).squareRoot()
    return radius * cos(2 * Double.pi * unit())
  }

  /// Above 0 and at most 1.
  private mutating func positiveUnit() -> Double { 1 - unit() }
}
