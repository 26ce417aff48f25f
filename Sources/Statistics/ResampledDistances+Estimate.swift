extension ResampledDistances {
  /// Any statistic of distances, with its interval over examples.
  ///
  /// - Parameters:
  ///   - observed: The distances of all examples.
  ///   - statistic: Gives `nil` (or a value that is not finite) where it is undefined.
  /// - Returns: The estimate, or the reason why there is none.
  public func estimate(
    _ observed: DistanceMatrix, _ statistic: (DistanceMatrix) -> Double?
  ) -> Estimate {
    Replicates(
      observed: statistic(observed) ?? .nan,
      resampled: resampled.map { statistic($0) ?? .nan },
      jackknife: jackknife.map { $0.map { statistic($0) ?? .nan } }, counts: counts
    ).estimate(level: level, method: jackknife.isEmpty ? .percentile : .bca)
  }
}
