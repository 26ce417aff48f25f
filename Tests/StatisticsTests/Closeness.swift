/// Whether `found` is within `tolerance` of `expected`, relative to the larger of `expected` and 1e-300.
func isClose(_ found: Double?, _ expected: Double, within tolerance: Double = 1e-12) -> Bool {
  guard let found else { return false }
  return abs(found - expected) <= tolerance * max(abs(expected), 1e-300)
}

/// Whether the values are close one by one.
func areClose(_ found: [Double], _ expected: [Double], within tolerance: Double = 1e-12) -> Bool {
  found.count == expected.count
    && zip(found, expected).allSatisfy { isClose($0, $1, within: tolerance) }
}
