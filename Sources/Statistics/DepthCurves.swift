/// The relative depth of each of `layers` layers: layer l of L stands at l / (L − 1), from 0 for the
/// first to 1 for the last, so that models of different layer counts share one axis. A single layer
/// stands at 0.
///
/// - Parameter layers: How many layers there are, 0 or more.
/// - Returns: One depth for each layer.
public func relativeDepths(layers: Int) -> [Double] {
  precondition(layers >= 0, "A model has 0 or more layers; found \(layers).")
  return (0..<layers).map { Double($0) / Double(max(layers - 1, 1)) }
}

/// A curve over layers, read at equal steps of relative depth from 0 to 1 and linear between layers.
///
/// Reading a curve at as many points as it has layers gives the curve itself. A value that is not
/// finite spoils only the points between its neighbours.
///
/// - Parameters:
///   - values: One for each layer, first layer first. A single layer is a level curve.
///   - points: How many values to read, at least 2.
/// - Returns: `points` values; none where there are no layers.
public func resample(_ values: [Double], points: Int) -> [Double] {
  precondition(points >= 2, "A curve is read at 2 points or more; found \(points).")
  guard let last = values.indices.last else { return [] }
  return (0..<points).map { point in
    // In whole numbers, so that a point on a layer is that layer's value, bit for bit.
    let (layer, rest) = (point * last).quotientAndRemainder(dividingBy: points - 1)
    // A level stretch stays level, or correlations would be those of rounding errors.
    guard rest > 0, values[layer] != values[layer + 1] else { return values[layer] }
    let share = Double(rest) / Double(points - 1)
    return values[layer] * (1 - share) + values[layer + 1] * share
  }
}

/// A curve over its mean: its shape without its scale. The result has the mean 1.
///
/// Gradients of models of different widths, losses and number formats differ by orders of magnitude
/// throughout, which says nothing of how they spread over the layers.
///
/// - Parameter values: A curve, at equal steps of depth.
/// - Returns: `nil` where the mean is 0 or undefined, or a quotient leaves the range of a double.
public func overItsMean(_ values: [Double]) -> [Double]? {
  guard let level = mean(of: values), level != 0 else { return nil }
  let shape = values.map { $0 / level }
  return allFinite(shape) ? shape : nil
}
