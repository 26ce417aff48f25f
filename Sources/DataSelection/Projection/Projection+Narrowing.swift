public import Tensors

extension Projection {
  /// This projection to fewer dimensions, whose rows are had from this one's without the gradients.
  ///
  /// - Parameter dimension: At most d; for `countSketch` a divisor of d.
  /// - Returns: The projection; `nil` where its rows would need the gradients.
  public func narrowed(to dimension: Int) -> Projection? {
    guard (1...self.dimension).contains(dimension) else { return nil }
    switch kind {
    case .rademacher: return .rademacher(dimension, seed: seed)
    case .countSketch:
      return self.dimension % dimension == 0 ? .countSketch(dimension, seed: seed) : nil
    case .factored: return dimension == self.dimension ? self : nil
    }
  }

  /// The rows of `narrowed(to:)`, up to rounding those that it would give from the gradients.
  ///
  /// - Parameters:
  ///   - rows: Rows of this projection, [n, d].
  ///   - dimension: One for which `narrowed(to:)` is not `nil`; others trap.
  /// - Returns: [n, `dimension`].
  public func narrow(_ rows: Matrix<Float>, to dimension: Int) -> Matrix<Float> {
    precondition(rows.columns == self.dimension, "rows of \(rows.columns), not \(self.dimension)")
    precondition(narrowed(to: dimension) != nil, "\(identity) narrowed to \(dimension)")
    var result = Matrix<Float>(zeros: rows.rows, dimension)
    let isSketch = kind == .countSketch
    let scale = isSketch ? 1 : (Float(self.dimension) / Float(dimension)).squareRoot()
    let taken = isSketch ? self.dimension : dimension
    for row in 0..<rows.rows {
      for k in 0..<taken { result[row, k % dimension] += rows[row, k] * scale }
    }
    return result
  }
}
