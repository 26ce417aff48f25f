import Foundation
import Tensors

/// The distribution function Φ(x) of the standard normal, and the bell e^(−x²/2) that its density is made of.
///
/// `Double`: by the C library's complementary error function. `Float`: Φ(−|x|) is the bell times a
/// polynomial in 1/(1 + 0.33·|x|), which interpolates at Chebyshev points, with a relative error of 5e-8
/// down to −6; one exponential serves both results, and a loop over many values becomes vector code.
@inline(__always)
func normalDistribution<Element: Scalar>(_ x: Element) -> (distribution: Element, bell: Element) {
  let bell = Element.exponential(-x * x / 2)
  if Element.self == Double.self {
    return (Element(erfc(-Double(x) / 2.0.squareRoot()) / 2), bell)
  }
  let tail = bell * scaledTail(1 / (1 + 0.33 * abs(x)))
  return (x < 0 ? tail : 1 - tail, bell)
}

/// Φ(−x)·e^(x²/2) for x = (1/t − 1)/0.33.
@inline(__always)
private func scaledTail<Element: Scalar>(_ t: Element) -> Element {
  var p: Element = 0.049_922_19
  p = p * t - 0.241_971_02
  p = p * t + 0.375_201_1
  p = p * t - 0.138_481_51
  p = p * t + 0.213_283_36
  p = p * t + 0.107_098_39
  p = p * t + 0.135_163_66
  p = p * t - 0.000_216_157_76
  return p
}
