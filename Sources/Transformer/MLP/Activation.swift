import Tensors

/// Nonlinearities, each in two forms: its value, and its value with its slope, f and f′.
///
/// Inlined into loops, which become vector code for `Float`.
enum Activation {
  /// x·σ(x) with σ(x) = 1/(1 + e^−x).
  @inline(__always)
  static func silu<Element: Scalar>(_ x: Element) -> Element {
    x / (1 + Element.exponential(-x))
  }

  /// f = x·σ, f′ = σ + f·(1 − σ).
  @inline(__always)
  static func siluWithSlope<Element: Scalar>(_ x: Element) -> (Element, Element) {
    let sigmoid = 1 / (1 + Element.exponential(-x))
    let value = x * sigmoid
    return (value, sigmoid + value * (1 - sigmoid))
  }

  /// x·Φ(x), Φ the distribution function of the standard normal (Hendrycks and Gimpel, arXiv 1606.08415).
  @inline(__always)
  static func gelu<Element: Scalar>(_ x: Element) -> Element {
    x * normalDistribution(x).distribution
  }

  /// f = x·Φ, f′ = Φ + x·φ.
  @inline(__always)
  static func geluWithSlope<Element: Scalar>(_ x: Element) -> (Element, Element) {
    let (distribution, bell) = normalDistribution(x)
    return (x * distribution, distribution + x * (bell * 0.398_942_280_401_432_7))
  }

  /// x·½(1 + tanh u) with u = √(2/π)·(x + 0.044715·x³), which is x·σ(2u).
  @inline(__always)
  static func geluTanh<Element: Scalar>(_ x: Element) -> Element {
    x / (1 + Element.exponential(-2 * tanhArgument(x)))
  }

  /// f = x·σ(2u), f′ = σ + f·(1 − σ)·2u′.
  @inline(__always)
  static func geluTanhWithSlope<Element: Scalar>(_ x: Element) -> (Element, Element) {
    let sigmoid = 1 / (1 + Element.exponential(-2 * tanhArgument(x)))
    let value = x * sigmoid
    let slope: Element = 0.797_884_560_802_865_4 * (1 + 0.134_145 * (x * x))
    return (value, sigmoid + value * (1 - sigmoid) * (2 * slope))
  }

  @inline(__always)
  private static func tanhArgument<Element: Scalar>(_ x: Element) -> Element {
    0.797_884_560_802_865_4 * (x + 0.044_715 * (x * x * x))
  }
}
