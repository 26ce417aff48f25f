/// The weights of a proxy's domains, step by step: what DoReMi and DoGE end with is their mean.
struct MixHistory: Sendable, Equatable {
  /// After the last step; uniform at first.
  private(set) var weights: [Double]
  /// How many steps were taken.
  private(set) var steps = 0
  private var sums: [Double]

  init(domains: Int) {
    weights = Mix.uniform(domains).weights
    sums = Array(repeating: 0, count: domains)
  }

  /// Adds the weights of a step.
  mutating func add(_ weights: [Double]) {
    precondition(weights.count == sums.count, "\(weights.count) weights, \(sums.count) domains")
    self.weights = weights
    for domain in sums.indices { sums[domain] += weights[domain] }
    steps += 1
  }

  /// The mean over steps; uniform before the first.
  var mean: Mix { Mix(unchecked: steps == 0 ? weights : sums.map { $0 / Double(steps) }) }
}
