/// Layers of a model in thirds of the literature: early, middle and last.
public struct LayerSegments: Sendable, Equatable {
  /// The first quarter of the layers.
  public let early: Range<Int>
  /// What lies between.
  public let middle: Range<Int>
  /// The last quarter.
  public let last: Range<Int>

  /// The segments of a model of `layers` layers.
  ///
  /// For 26, 28, 32 and 42 layers these are the bounds of the published code (arXiv 2410.23743). It
  /// gives none for other depths; there the first and the last segment hold round(0.27·L) layers each,
  /// and at least one: the rule that comes nearest to its four.
  public init(layers: Int) {
    precondition(layers > 0, "\(layers) layers")
    let published = [26: (7, 20), 28: (7, 21), 32: (10, 20), 42: (12, 30)]
    let side = max(1, min(layers / 2, Int((0.27 * Double(layers)).rounded())))
    let (first, second) = published[layers] ?? (side, max(side, layers - side))
    early = 0..<min(first, layers)
    middle = min(first, layers)..<second
    last = second..<layers
  }
}

/// The mean absolute difference of neighbours: (1/(L−1))·Σ|c_{i+1} − c_i| (arXiv 2410.23743).
///
/// - Parameters:
///   - curve: One value a layer.
///   - range: The layers to take; differences across its ends are not counted.
/// - Returns: `nil` for fewer than two layers.
public func meanAbsoluteDifference(_ curve: [Double], in range: Range<Int>? = nil) -> Double? {
  let part = Array(curve[range ?? 0..<curve.count])
  guard part.count > 1 else { return nil }
  let total = zip(part, part.dropFirst()).reduce(0) { $0 + abs($1.1 - $1.0) }
  return total / Double(part.count - 1)
}

/// |a_i − b_i| / |a_i| of two curves, layer by layer (arXiv 2410.23743).
///
/// - Parameters:
///   - curve: b.
///   - reference: a; a zero in it counts as 1e-10, as in the published code.
/// - Returns: One value a layer.
public func relativeDifference(_ curve: [Double], from reference: [Double]) -> [Double] {
  precondition(curve.count == reference.count, "\(curve.count) layers against \(reference.count)")
  return zip(reference, curve).map { a, b in abs(a - b) / (a == 0 ? 1e-10 : abs(a)) }
}
