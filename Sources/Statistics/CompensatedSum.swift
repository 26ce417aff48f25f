/// A running sum whose rounding error does not grow with the number of terms.
///
/// Neumaier's variant of Kahan's method: the error of each addition is kept and added at the end. An
/// infinite or NaN term makes the sum infinite or NaN as plain addition does.
public struct CompensatedSum: Sendable, Hashable {
  private var total = 0.0
  private var correction = 0.0

  /// Creates a sum of no terms: zero.
  public init() {}

  /// Adds `term`.
  public mutating func add(_ term: Double) {
    let next = total + term
    correction += abs(total) >= abs(term) ? (total - next) + term : (term - next) + total
    total = next
  }

  /// The sum of the terms so far.
  public var value: Double { total.isFinite ? total + correction : total }
}

/// The sum of `terms`, compensated as in `CompensatedSum`; zero for none.
public func compensatedSum(_ terms: some Sequence<Double>) -> Double {
  var sum = CompensatedSum()
  for term in terms { sum.add(term) }
  return sum.value
}

/// The compensated sum of the products of two columns.
func dot(_ first: [Double], _ second: [Double]) -> Double {
  compensatedSum(zip(first, second).lazy.map { $0 * $1 })
}
