/// The mean of a sample of at least two, of each resample, and without each example in turn.
struct Means {
  let observed: Double
  let resampled: [Double]
  let jackknife: [Double]

  /// `nil` where the mean leaves the range of a double.
  init?(_ values: [Double], _ indices: BootstrapIndices) {
    guard let centre = mean(of: values) else { return nil }
    // Sums of what is left after centring are small, so plain addition is exact enough.
    let rest = values.map { $0 - centre }
    let count = Double(values.count)
    observed = centre
    resampled = indices.sums(of: rest).map { centre + $0 / count }
    jackknife = rest.map { centre - $0 / (count - 1) }
  }
}
