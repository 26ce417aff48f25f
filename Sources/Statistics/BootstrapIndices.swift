/// Which examples stand in each resample: drawn once, used for every layer and metric, so that the
/// layers of one example are resampled together and results can be compared.
public struct BootstrapIndices: Sendable, Hashable {
  /// How many examples there are, and how many each resample draws with replacement.
  public let count: Int
  /// How many resamples there are.
  public let resamples: Int
  /// The seed that the indices follow from.
  public let seed: Seed
  /// Resample after resample, `count` indices each.
  let storage: [UInt32]

  /// Draws the indices: `SeededGenerator(seed).integer(below: count)`, resample after resample.
  ///
  /// - Parameters:
  ///   - count: How many examples, from 0 to 2^32 − 1. With none, every resample is empty.
  ///   - resamples: How many resamples, at least 1; 2000 and more for intervals at 0.95.
  ///   - seed: Made of the data and the identity of what is estimated, never of the time.
  public init(count: Int, resamples: Int, seed: Seed) {
    precondition(
      (0...Int(UInt32.max)).contains(count), "A count is from 0 to 2^32 − 1; found \(count).")
    precondition(resamples >= 1, "A bootstrap has at least 1 resample; found \(resamples).")
    (self.count, self.resamples, self.seed) = (count, resamples, seed)
    var generator = SeededGenerator(seed)
    var storage: [UInt32] = []
    storage.reserveCapacity(count * resamples)
    for _ in 0..<count * resamples {
      storage.append(UInt32(truncatingIfNeeded: generator.integer(below: count)))
    }
    self.storage = storage
  }

  /// The indices of a resample: `count` of them, each from 0 to `count` − 1.
  public subscript(resample: Int) -> [Int] {
    precondition(
      (0..<resamples).contains(resample),
      "There are resamples 0 to \(resamples - 1); found \(resample).")
    return storage[resample * count..<(resample + 1) * count].map(Int.init)
  }

  /// The sum of `values` over each resample.
  func sums(of values: [Double]) -> [Double] {
    requireSameCount(count, values.count)
    let picks = storage.span
    let column = values.span
    var sums: [Double] = []
    sums.reserveCapacity(resamples)
    for resample in 0..<resamples {
      var sum = 0.0
      for position in resample * count..<(resample + 1) * count {
        sum += column[Int(picks[position])]
      }
      sums.append(sum)
    }
    return sums
  }
}

/// The positions 0 to `count` − 1 but for `left`.
func positions(_ count: Int, without left: Int) -> [Int] {
  (0..<count).filter { $0 != left }
}
