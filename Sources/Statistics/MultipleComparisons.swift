/// p-values adjusted by Benjamini and Hochberg (1995): rejecting those at most α keeps the expected
/// share of false rejections at most α, for independent or positively dependent tests.
///
/// - Parameter pValues: Each from 0 to 1. Tests without a p-value are left out by the caller.
/// - Returns: An adjusted p-value for each, in the order given.
public func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
  let order = ascending(pValues)
  let count = Double(pValues.count)
  var adjusted = pValues
  var least = 1.0
  for (position, index) in order.enumerated().reversed() {
    least = min(least, pValues[index] * count / Double(position + 1))
    adjusted[index] = least
  }
  return adjusted
}

/// p-values adjusted by Holm (1979): rejecting those at most α keeps the probability of any false
/// rejection at most α, whatever the dependence.
///
/// - Parameter pValues: Each from 0 to 1. Tests without a p-value are left out by the caller.
/// - Returns: An adjusted p-value for each, in the order given.
public func holm(_ pValues: [Double]) -> [Double] {
  var adjusted = pValues
  var greatest = 0.0
  for (position, index) in ascending(pValues).enumerated() {
    greatest = min(max(greatest, pValues[index] * Double(pValues.count - position)), 1)
    adjusted[index] = greatest
  }
  return adjusted
}

private func ascending(_ pValues: [Double]) -> [Int] {
  for pValue in pValues {
    precondition((0...1).contains(pValue), "A p-value is from 0 to 1; found \(pValue).")
  }
  return pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
}
