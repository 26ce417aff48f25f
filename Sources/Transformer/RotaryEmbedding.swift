import Foundation
public import Tensors

/// Rotary position embedding in Hugging Face order: dimension i turns with dimension i + d/2
/// (Su et al., arXiv 2104.09864).
public struct RotaryEmbedding<Element: Scalar>: Sendable {
  /// The width of one head, d.
  public let headSize: Int
  /// cos(t·θ^(−2i/d)), [positions, d/2].
  let cosines: Matrix<Element>
  /// sin(t·θ^(−2i/d)), [positions, d/2].
  let sines: Matrix<Element>

  /// Creates the tables for positions 0 to `positions` − 1.
  public init(headSize: Int, theta: Double, positions: Int) {
    self.headSize = headSize
    let half = headSize / 2
    var cosines = Matrix<Element>(unset: positions, half)
    var sines = cosines
    for i in 0..<half {
      let frequency = pow(theta, -2 * Double(i) / Double(headSize))
      for position in 0..<positions {
        cosines[position, i] = Element(cos(Double(position) * frequency))
        sines[position, i] = Element(sin(Double(position) * frequency))
      }
    }
    self.cosines = cosines
    self.sines = sines
  }

  /// Turns each head of each row by its position.
  ///
  /// - Parameters:
  ///   - x: [T, heads · d]; row t is position t. Overwritten.
  ///   - reversed: Turns the other way, which is also the gradient of turning.
  public func rotate(_ x: inout Matrix<Element>, reversed: Bool = false) {
    precondition(x.rows <= cosines.rows, "\(x.rows) positions, tables for \(cosines.rows)")
    rotateRows(
      &x.values, columns: x.columns, cosines: cosines.values, sines: sines.values,
      half: headSize / 2, sign: reversed ? -1 : 1)
  }
}

@specialized(where Element == Float)
@specialized(where Element == Double)
private func rotateRows<Element: Scalar>(
  _ values: inout [Element], columns: Int, cosines: [Element], sines: [Element], half: Int,
  sign: Element
) {
  var x = values.mutableSpan
  let (cosines, sines) = (cosines.span, sines.span)
  for row in 0..<x.count / columns {
    for head in 0..<columns / (2 * half) {
      let start = row * columns + head * 2 * half
      let table = row * half
      for i in 0..<half {
        let (c, s) = unsafe (
          cosines[unchecked: table &+ i], sign * sines[unchecked: table &+ i]
        )
        let (a, b) = unsafe (x[unchecked: start &+ i], x[unchecked: start &+ half &+ i])
        unsafe x[unchecked: start &+ i] = a * c - b * s
        unsafe x[unchecked: start &+ half &+ i] = b * c + a * s
      }
    }
  }
}
