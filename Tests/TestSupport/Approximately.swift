public import Tensors

/// The largest |a − b| / (absolute + |b|·relative) over two equally long lists: at most 1 where they agree.
public func disagreement<Element: Scalar>(
  _ a: [Element], _ b: [Element], absolute: Double, relative: Double
) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0.0) { worst, pair in
    let (x, y) = (Double(pair.0), Double(pair.1))
    let ratio = abs(x - y) / (absolute + abs(y) * relative)
    return ratio.isNaN ? .infinity : max(worst, ratio)
  }
}

/// The gradient of `f` at `x` by central differences.
///
/// - Parameters:
///   - x: The point.
///   - step: The half-width of the difference; 1e-5 leaves an error near 1e-10 for smooth functions of
///     order 1 in double precision.
///   - f: The function.
/// - Returns: One derivative a coordinate.
public func centralDifferences(
  at x: [Double], step: Double = 1e-5, _ f: ([Double]) -> Double
) -> [Double] {
  x.indices.map { i in
    var (up, down) = (x, x)
    up[i] += step
    down[i] -= step
    return (f(up) - f(down)) / (2 * step)
  }
}
