/// The arithmetic mean, by a compensated sum.
///
/// `nil` for no values, for a value that is not finite, and where the sum leaves the range of a double.
/// Never outside the smallest and largest value, so the mean of equal values is that value.
public func mean(of values: [Double]) -> Double? {
  guard let low = values.min(), let high = values.max(), allFinite(values) else { return nil }
  let sum = compensatedSum(values)
  return sum.isFinite ? min(max(sum / Double(values.count), low), high) : nil
}

/// The sample variance, with n − 1 below; two passes, compensated sums.
///
/// `nil` for fewer than two values, and where `mean(of:)` is `nil` or the result is not finite.
public func variance(of values: [Double]) -> Double? {
  guard values.count >= 2, let mean = mean(of: values) else { return nil }
  let squares = compensatedSum(values.lazy.map { ($0 - mean) * ($0 - mean) })
  return finite(squares / Double(values.count - 1))
}

/// The sample standard deviation, the root of `variance(of:)`; `nil` where that is.
public func standardDeviation(of values: [Double]) -> Double? {
  variance(of: values)?.squareRoot()
}

/// The standard error of the mean, s / √n; `nil` where `standardDeviation(of:)` is.
public func standardError(of values: [Double]) -> Double? {
  standardDeviation(of: values).map { $0 / Double(values.count).squareRoot() }
}

func allFinite(_ values: [Double]) -> Bool { values.allSatisfy(\.isFinite) }

func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
