/// The quantile of `values` at `probability`: type 7 of Hyndman and Fan (1996), the default of R and
/// NumPy, linear between the order statistics.
///
/// - Parameters:
///   - probability: From 0 (the smallest value) to 1 (the largest).
///   - values: In any order.
/// - Returns: `nil` for no values and for a value that is not finite.
public func quantile(_ probability: Double, of values: [Double]) -> Double? {
  guard !values.isEmpty, allFinite(values) else { return nil }
  return quantile(probability, ofSorted: values.sorted())
}

/// The median, the quantile at 0.5; `nil` for no values and for a value that is not finite.
public func median(of values: [Double]) -> Double? { quantile(0.5, of: values) }

/// The quantile of at least one finite value in ascending order.
func quantile(_ probability: Double, ofSorted values: [Double]) -> Double {
  precondition(
    (0...1).contains(probability), "A probability is from 0 to 1; found \(probability).")
  let position = probability * Double(values.count - 1)
  let below = Int(position)
  let fraction = position - Double(below)
  guard fraction > 0 else { return values[below] }
  // The two products, rather than low + fraction · (high − low), cannot overflow.
  return values[below] * (1 - fraction) + values[below + 1] * fraction
}
