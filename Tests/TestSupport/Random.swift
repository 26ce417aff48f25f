public import Tensors

/// A generator whose numbers depend on its seed alone (SplitMix64), for test data.
public struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  /// Creates a generator.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A matrix of numbers from −1 to 1.
  public mutating func matrix<Element: Scalar>(
    _ rows: Int, _ columns: Int, of type: Element.Type = Element.self
  ) -> Matrix<Element> {
    let values = (0..<rows * columns).map { _ in Element(Double.random(in: -1...1, using: &self)) }
    return Matrix(rows: rows, columns: columns, values: values)
  }
}
