/// What an interval is made from: a statistic of the sample, of each resample, and of the sample
/// without each example in turn. NaN where the statistic is undefined.
struct Replicates {
  /// The statistic of the sample itself.
  var observed: Double
  /// The statistic of each resample.
  var resampled: [Double]
  /// For each sample, the statistic without each of its examples.
  var jackknife: [[Double]]
  /// How many examples each sample has.
  var counts: [Int]

  /// The estimate, or the reason why there is none.
  func estimate(level: Double, method: IntervalMethod) -> Estimate {
    guard observed.isFinite else {
      return Estimate(value: nil, counts: counts, caveat: .undefined)
    }
    let sorted = resampled.filter(\.isFinite).sorted()
    let undefined = resampled.count - sorted.count
    guard undefined * 20 <= resampled.count, let low = sorted.first, let high = sorted.last else {
      return Estimate(value: observed, counts: counts, caveat: .undefinedResamples(undefined))
    }
    if high - low <= 1e-13 * max(abs(low), abs(high)) { return constant(level: level) }
    let shifted = method == .bca ? shiftedProbabilities(sorted, level: level) : nil
    let (lower, upper) = shifted ?? ((1 - level) / 2, (1 + level) / 2)
    let fallback: Caveat? = method == .bca && shifted == nil ? .percentileInstead : nil
    return Estimate(
      value: observed,
      interval: Interval(
        lower: quantile(lower, ofSorted: sorted), upper: quantile(upper, ofSorted: sorted),
        level: level),
      standardError: standardDeviation(of: sorted) ?? 0, counts: counts,
      method: shifted == nil ? .percentile : .bca,
      caveat: undefined > 0 ? .undefinedResamples(undefined) : fallback, influence: influence)
  }

  private func constant(level: Double) -> Estimate {
    Estimate(
      value: observed, interval: Interval(lower: observed, upper: observed, level: level),
      standardError: 0, counts: counts, method: .percentile, caveat: .constant,
      influence: influence)
  }

  /// (n − 1)·(mean of θ₋ᵢ − θ₋ᵢ) for each example i of each sample (Efron and Tibshirani 1993, chapter
  /// 11); empty where a statistic without an example is undefined.
  private var influence: [[Double]] {
    let influences = jackknife.map { values -> [Double]? in
      mean(of: values).map { centre in
        values.map { Double(values.count - 1) * (centre - $0) }
      }
    }
    let known = influences.compactMap { $0 }
    return known.count == jackknife.count && known.allSatisfy { !$0.isEmpty } ? known : []
  }

  /// The probabilities at which BCa takes its quantiles; `nil` where they are undefined.
  private func shiftedProbabilities(_ sorted: [Double], level: Double) -> (Double, Double)? {
    let bias = normalQuantile(share(below: observed, of: sorted))
    guard bias.isFinite, let acceleration else { return nil }
    func shifted(_ probability: Double) -> Double? {
      let sum = bias + normalQuantile(probability)
      let divisor = 1 - acceleration * sum
      return divisor > 0 ? normalProbability(below: bias + sum / divisor) : nil
    }
    guard let lower = shifted((1 - level) / 2), let upper = shifted((1 + level) / 2) else {
      return nil
    }
    return (lower, upper)
  }

  /// The share of `sorted` below `value`, ties counted half; equal up to rounding is a tie.
  private func share(below value: Double, of sorted: [Double]) -> Double {
    let slack = 1e-12 * max(abs(value), abs(sorted[0]), abs(sorted[sorted.count - 1]))
    let twice = sorted.reduce(0) { twice, replicate in
      twice + (replicate < value - slack ? 2 : replicate <= value + slack ? 1 : 0)
    }
    return Double(twice) / Double(2 * sorted.count)
  }

  /// A sixth of the skewness of the jackknife; zero where the jackknife is constant, `nil` where it is
  /// undefined.
  private var acceleration: Double? {
    var cubes = CompensatedSum()
    var squares = CompensatedSum()
    for values in jackknife {
      guard let centre = mean(of: values) else { return nil }
      let count = Double(values.count)
      for value in values {
        let influence = (count - 1) * (centre - value) / count
        squares.add(influence * influence)
        cubes.add(influence * influence * influence)
      }
    }
    let scale = squares.value * squares.value.squareRoot()
    return scale > 0 ? cubes.value / (6 * scale) : 0
  }
}
