/// The least Σ w·|y − level| of every run of values.
///
/// Runs grow by one value at a time, kept in order, so that n values take on the order of n³ additions: a
/// hundredth of a second for a history of 200.
struct DeviationCosts {
  let count: Int
  private let costs: [Double]

  init(_ values: [Double], _ weights: [Double]) {
    let count = values.count
    var costs = [Double](repeating: 0, count: count * (count + 1))
    for start in 0..<count {
      var run: [(Double, Double)] = []
      for end in start + 1...count {
        let pair = (values[end - 1], weights[end - 1])
        run.insert(pair, at: run.firstIndex { $0.0 > pair.0 } ?? run.count)
        let level = Self.median(run)
        costs[start * (count + 1) + end] = run.reduce(0) {
          $0 + $1.1 * ($1.0 - level).magnitude
        }
      }
    }
    (self.count, self.costs) = (count, costs)
  }

  /// Of the values from `start` up to `end`, which is beyond them.
  subscript(_ start: Int, _ end: Int) -> Double { costs[start * (count + 1) + end] }

  /// The value that has half of the weight on either side; the middle of two if both have.
  ///
  /// - Parameter pairs: Values with their weights, in ascending order; at least one.
  /// - Returns: The median.
  static func median(_ pairs: [(Double, Double)]) -> Double {
    let whole = pairs.reduce(0) { $0 + $1.1 }
    var below = 0.0
    for (index, pair) in pairs.enumerated() {
      below += pair.1
      if 2 * below > whole || index == pairs.count - 1 { return pair.0 }
      if 2 * below == whole { return pair.0 / 2 + pairs[index + 1].0 / 2 }
    }
    preconditionFailure("a median is of at least one value")
  }
}
