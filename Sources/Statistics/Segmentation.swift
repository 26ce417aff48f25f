import RealModule

/// A history cut into pieces of constant level.
///
/// Potts segmentation with absolute deviations: among all ways to cut n values into k pieces, the one with the
/// least S(k) = Σ w·|y − level|, a level being the weighted median of its piece. Then the number of pieces that
/// makes n·ln S(k) + 6·(k − 1) least: each step must pay for itself. Absolute deviations, after Friedrich,
/// Kempe, Liebscher and Winkler (2008), bear an outlier that squares would make two steps of; choosing the
/// price of a step from the data's own scatter follows the step detection of airspeed velocity, which searches
/// a penalty where this counts pieces. The 6 lets one in twenty series without a step show one, whatever
/// their length and noise (`Documentation/change-points.md` has the figures).
///
/// Values that repeat to the digit are the rule where a program is deterministic, and say more than scatter
/// can: a history of constant pieces that repeats more often than it steps is taken at its word.
public struct Segmentation: Sendable, Hashable {
  /// A piece of a history.
  public struct Segment: Sendable, Hashable {
    /// Which values.
    public let range: Range<Int>
    /// Their weighted median.
    public let level: Double
  }

  /// What a step costs, in nats.
  static let penalty = 6.0
  /// Scatter needs so many values before a step can stand out of it.
  static let leastCount = 5
  private static let mostSegments = 8

  /// The pieces in order; together they hold every value. None for no values.
  public let segments: [Segment]

  /// Where a new level begins: the first index of each piece but the first.
  public var changes: [Int] { segments.dropFirst().map(\.range.lowerBound) }

  /// Finds the steps of a history.
  ///
  /// - Parameters:
  ///   - values: Finite, in the order of time.
  ///   - weights: How much each value counts, more than 0, such as 1 over its error; `nil` if all count alike.
  ///   - resolution: Values closer than this, at least 0, are the same: what another machine's rounding may
  ///     change.
  public init(_ values: [Double], weights: [Double]? = nil, resolution: Double = 0) {
    let weights = weights ?? [Double](repeating: 1, count: values.count)
    requireSameCount(values.count, weights.count)
    precondition(
      allFinite(values) && allFinite(weights), "A history has finite values and weights.")
    precondition(weights.allSatisfy { $0 > 0 }, "The weights of a history are more than 0.")
    precondition(resolution >= 0, "A resolution is at least 0; found \(resolution).")
    guard !values.isEmpty else {
      segments = []
      return
    }
    let costs = DeviationCosts(values, weights)
    let cuts = Self.bestCuts(costs, upTo: Self.mostTried(values.count))
    let floor = resolution * weights.reduce(0, +)
    let chosen = Self.choose(cuts.map(\.cost), count: values.count, floor: floor)
    segments = Self.segments(cuts[chosen - 1].starts, values, weights)
  }

  private static func segments(
    _ starts: [Int], _ values: [Double], _ weights: [Double]
  ) -> [Segment] {
    zip(starts, starts.dropFirst() + [values.count]).map { start, end in
      let pairs = (start..<end).map { (values[$0], weights[$0]) }
      return Segment(range: start..<end, level: DeviationCosts.median(pairs.sorted { $0 < $1 }))
    }
  }
}

// MARK: - How many pieces

extension Segmentation {
  /// As many pieces as a choice could fall on.
  private static func mostTried(_ count: Int) -> Int {
    min(max(repeating(count), scattered(count)), max(mostSegments, 1))
  }

  /// Pieces of constant values: as many values repeat one before them as step away from it.
  private static func repeating(_ count: Int) -> Int { (count + 1) / 2 }

  /// Three values for each piece, if there is scatter.
  private static func scattered(_ count: Int) -> Int {
    count < leastCount ? 1 : max(2, count / 3)
  }

  /// The number of pieces, for the least deviation with 1, 2, … of them.
  private static func choose(_ costs: [Double], count: Int, floor: Double) -> Int {
    // Sums of equal values are 0 up to rounding.
    let nothing = max(floor, (costs.first ?? 0) * 1e-12)
    let exact = (costs.firstIndex { $0 <= nothing } ?? costs.count) + 1
    if exact <= min(repeating(count), costs.count) { return exact }
    let scores = costs.prefix(scattered(count)).enumerated().map { steps, cost in
      Double(count) * Double.log(max(cost, nothing)) + penalty * Double(steps)
    }
    let best = scores.indices.min { scores[$0] < scores[$1] } ?? 0
    return best + 1
  }
}

// MARK: - Where they begin

extension Segmentation {
  struct Cut {
    var cost: Double
    /// The first index of each piece.
    var starts: [Int]
  }

  /// The best way to cut all values into 1, 2, … `most` pieces, by dynamic programming over ends.
  static func bestCuts(_ costs: DeviationCosts, upTo most: Int) -> [Cut] {
    let count = costs.count
    // best[end]: the first `end` values in so many pieces; origin[k][end]: where the last of them begins.
    var best = (0...count).map { $0 == 0 ? Double.infinity : costs[0, $0] }
    var origins = [[Int](repeating: 0, count: count + 1)]
    var cuts = [Cut(cost: best[count], starts: [0])]
    for pieces in stride(from: 2, through: min(most, count), by: 1) {
      var next = [Double](repeating: .infinity, count: count + 1)
      var origin = [Int](repeating: 0, count: count + 1)
      for end in pieces...count {
        for start in (pieces - 1)..<end where best[start] + costs[start, end] < next[end] {
          (next[end], origin[end]) = (best[start] + costs[start, end], start)
        }
      }
      (best, origins) = (next, origins + [origin])
      cuts.append(Cut(cost: best[count], starts: starts(origins, count)))
    }
    return cuts
  }

  private static func starts(_ origins: [[Int]], _ count: Int) -> [Int] {
    var (starts, end) = ([Int](), count)
    for origin in origins.reversed() {
      end = origin[end]
      starts.append(end)
    }
    return starts.reversed()
  }
}
