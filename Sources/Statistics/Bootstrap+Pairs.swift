import RealModule

extension Bootstrap {
  /// The mean of `first` less the mean of `second`, values at one position belonging to one example.
  public func difference(of first: [Double], minus second: [Double]) -> Estimate {
    requireSameCount(first.count, second.count)
    return mean(of: zip(first, second).map { $0 - $1 })
  }

  /// The mean of `first` over the mean of `second`, values at one position belonging to one example.
  ///
  /// Undefined where the mean of `second` is zero. The interval is meaningful where the means of
  /// `second` keep one sign over the resamples.
  public func ratio(of first: [Double], to second: [Double]) -> Estimate {
    quotient(first, second) { $0 / $1 }
  }

  /// The natural logarithm of the mean of `first` over the mean of `second`, values at one position
  /// belonging to one example.
  ///
  /// Undefined where a mean is zero or negative.
  public func logRatio(of first: [Double], to second: [Double]) -> Estimate {
    quotient(first, second) { $0 > 0 && $1 > 0 ? Double.log($0) - Double.log($1) : .nan }
  }

  private func quotient(
    _ first: [Double], _ second: [Double], _ combine: (Double, Double) -> Double
  ) -> Estimate {
    requireSameCount(indices.count, first.count)
    requireSameCount(indices.count, second.count)
    if let early = early(first + second, statistic: { combine($0[0], $0[1]) }) { return early }
    guard let above = Means(first, indices), let below = Means(second, indices) else {
      return without(nil, .undefined)
    }
    return replicates(
      observed: combine(above.observed, below.observed),
      resampled: zip(above.resampled, below.resampled).map(combine),
      jackknife: zip(above.jackknife, below.jackknife).map(combine))
  }
}
