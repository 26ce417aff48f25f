import Statistics

/// What models of one arm of an experiment make of test examples, one model for each seed.
struct ArmResults {
  /// [seeds][examples]; `nil` where an example is not judged. Empty where a seed was not evaluated.
  var values: [[Double?]]
  /// The examples.
  var keys: [PairingKey]
  /// The test that each example is of. A mean weighs tests alike, however many examples they have.
  var tests: [Int]
  /// Whether values are of answers, right or wrong.
  let isOfAnswers: Bool

  /// - Parameters:
  ///   - values: [seeds][examples].
  ///   - keys: The examples, of one test.
  init(_ values: [[Double?]], _ keys: [PairingKey]) {
    (self.values, self.keys, tests) = (values, keys, keys.map { _ in 0 })
    isOfAnswers = values.joined().allSatisfy { $0 == nil || $0 == 0 || $0 == 1 }
  }

  /// Several tests as one; without values where one of them has none.
  init(joining parts: [ArmResults]) {
    keys = parts.flatMap(\.keys)
    tests = parts.enumerated().flatMap { index, part in part.keys.map { _ in index } }
    isOfAnswers = parts.allSatisfy(\.isOfAnswers)
    let seeds = parts.map(\.values.count).min() ?? 0
    let isWhole = parts.allSatisfy { $0.values.count == seeds }
    values = isWhole ? (0..<seeds).map { seed in parts.flatMap { $0.values[seed] } } : []
  }

  /// The mean of several arms, example by example.
  init(averaging arms: [ArmResults]) {
    let first = arms.first ?? ArmResults([], [])
    (keys, tests) = (first.keys, first.tests)
    isOfAnswers = arms.allSatisfy(\.isOfAnswers)
    let isWhole = arms.allSatisfy { $0.values.count == first.values.count }
    values =
      isWhole
      ? first.values.indices.map { seed in
        first.keys.indices.map { example in
          let known = arms.compactMap { $0.values[seed][example] }
          return known.count == arms.count ? known.reduce(0, +) / Double(known.count) : nil
        }
      } : []
  }
}

/// Two arms, on the examples that all seeds of both have.
struct PairedArms {
  /// First minus second, [seeds][examples], each weighed so that tests count alike.
  let differences: [[Double]]
  /// The same with the mean of each test put in the place of all tests' mean: what examples of the same
  /// test differ by, and nothing of what tests differ by. Resampling it, its mean varies as that of examples
  /// drawn within each test; so does its value for each seed.
  let withinTests: [[Double]]
  let keys: [PairingKey]
  /// The mean of each arm.
  let means: (Double, Double)

  /// As many examples as all tests would have if each had as few as the smallest: what a mean that weighs
  /// tests alike can rely on.
  let evenCount: Int

  /// Whether all differences are the same.
  var areAlike: Bool { Set(differences.joined()).count == 1 }

  init?(_ first: ArmResults, _ second: ArmResults) {
    let (a, b, keys) = (first.values, second.values, first.keys)
    guard !a.isEmpty, a.count == b.count, (a + b).allSatisfy({ $0.count == keys.count }) else {
      return nil
    }
    let whole = keys.indices.filter { index in (a + b).allSatisfy { $0[index] != nil } }
    guard !whole.isEmpty else { return nil }
    var counts: [Int: Int] = [:]
    for index in whole { counts[first.tests[index], default: 0] += 1 }
    // A test of which nothing is left would make the mean one of other tests.
    guard counts.count == Set(first.tests).count else { return nil }
    let weights = whole.map {
      Double(whole.count) / Double(counts.count * counts[first.tests[$0], default: 1])
    }
    func table(_ arm: [[Double?]]) -> [[Double]] {
      arm.map { row in zip(whole, weights).map { (row[$0] ?? 0) * $1 } }
    }
    func mean(_ table: [[Double]]) -> Double {
      table.joined().reduce(0, +) / Double(table.count * whole.count)
    }
    let (x, y) = (table(a), table(b))
    let differences = zip(x, y).map { zip($0, $1).map { $0 - $1 } }
    self.differences = differences
    let strata = Dictionary(grouping: whole.indices) { first.tests[whole[$0]] }.values
    withinTests = differences.map { row in
      var centred = row
      let mean = row.reduce(0, +) / Double(row.count)
      for places in strata {
        let own = places.reduce(0) { $0 + row[$1] } / Double(places.count)
        for place in places { centred[place] += mean - own }
      }
      return centred
    }
    self.keys = whole.map { keys[$0] }
    means = (mean(x), mean(y))
    evenCount = counts.count * (counts.values.min() ?? 0)
  }
}

extension CellBuilder {
  /// The difference of two arms on the same examples, by the same seeds.
  ///
  /// - Parameters:
  ///   - first: What is compared.
  ///   - second: What it is compared with.
  ///   - label: The name for people.
  ///   - identity: What the first is of.
  ///   - reference: What the second is of.
  ///   - judging: The verdict of a difference.
  /// - Returns: The difference; unmeasured where an arm has no values.
  func armDifference(
    _ first: ArmResults, _ second: ArmResults, label: String, identity: Identity,
    reference: String, judging: (EstimateFinding) -> String
  ) -> DifferenceFinding {
    guard let arms = PairedArms(first, second) else {
      return .unmeasured(label, identity, reference: reference)
    }
    var estimate = crossed(arms.withinTests, arms.keys)
    if first.isOfAnswers, second.isOfAnswers, arms.areAlike {
      // Nothing varied, which does not say how little other answers would.
      let interval =
        estimate.value == 0
        ? Proportion.differenceOfNone(arms.evenCount, level: spec.statistics.confidence) : nil
      (estimate.lower, estimate.upper) = (interval?.lower, interval?.upper)
    }
    let test = test(arms)
    return DifferenceFinding(
      label: label, identity: identity, reference: reference, difference: estimate,
      value: arms.means.0, referenceValue: arms.means.1, isPaired: true, pValue: test.p,
      minimumPValue: test.least, verdict: judging(estimate), problem: nil)
  }

  /// The mean of an arm over its examples and seeds.
  func armMean(_ arm: ArmResults) -> EstimateFinding {
    let zeros = ArmResults(arm.values.map { $0.map { _ in 0 } }, arm.keys)
    guard let arms = PairedArms(arm, zeros) else {
      return EstimateFinding(value: nil, lower: nil, upper: nil, n: 0)
    }
    var estimate = crossed(arms.withinTests, arms.keys)
    if arm.isOfAnswers, let value = estimate.value {
      let mean = CrossedMean(CrossedTable(arms.withinTests))
      let interval = Proportion.interval(
        ofShare: min(max(value, 0), 1), standardError: mean?.standardError ?? 0,
        degrees: mean?.degrees ?? 1, examples: arms.evenCount,
        level: spec.statistics.confidence)
      (estimate.lower, estimate.upper) = (interval.lower, interval.upper)
    }
    return estimate
  }

  /// Whether differences [seeds][examples] are 0 in the mean, what tests differ by left out as it is of the
  /// interval: by signs of examples with one seed, else by
  /// Student's t over both.
  private func test(_ arms: PairedArms) -> (p: Double?, least: Double?) {
    guard arms.differences.count > 1 else {
      let test = PermutationTest.signFlip(
        columnMeans(arms.withinTests), seed: Seed(String(spec.statistics.seed), "permutations"))
      return (test.pValue, test.minimumPValue)
    }
    return (CrossedMean(CrossedTable(arms.withinTests))?.pValue, nil)
  }

  /// The mean of a table [seeds][examples]: resampled over examples with one seed, else over examples
  /// crossed with seeds.
  ///
  /// How single examples move a mean over seeds says nothing of the seeds, and is then left out.
  private func crossed(_ table: [[Double]], _ keys: [PairingKey]) -> EstimateFinding {
    let means = columnMeans(table)
    if table.count > 1, let mean = CrossedMean(CrossedTable(table)) {
      let interval = mean.interval(level: spec.statistics.confidence)
      return EstimateFinding(
        value: mean.value, lower: interval.lower, upper: interval.upper, n: keys.count)
    }
    return estimation.estimates(of: keys) { picks in
      [picks.reduce(0) { $0 + means[$1] } / Double(max(picks.count, 1))]
    }[0]
  }

  private func columnMeans(_ table: [[Double]]) -> [Double] {
    guard let first = table.first else { return [] }
    return first.indices.map { column in
      table.reduce(0) { $0 + $1[column] } / Double(table.count)
    }
  }

  /// How intervals over test examples are made, with so many seeds.
  func armIntervals(seeds: Int) -> String {
    seeds == 1
      ? intervalWords
      : "\(confidence) intervals over examples and seeds (crossed random effects, Student's t)"
  }

  /// How those of means are made: of shares of right answers in another way.
  func armMeanIntervals(_ quantity: QuantityFacts, seeds: Int) -> String {
    quantity.metric == "testAccuracy"
      ? "\(confidence) intervals (Clopper and Pearson's, of as many independent answers as vary as much)"
      : armIntervals(seeds: seeds)
  }

  /// The same in a few words for legends and columns; `nil` where they are bootstrap intervals.
  func armIntervalName(seeds: Int) -> String? {
    seeds == 1 ? nil : "\(confidence) interval over examples and seeds"
  }

  /// Over how many seeds means are taken; empty for one.
  func armSeeds(_ seeds: Int) -> String { seeds == 1 ? "" : " and \(seeds) seeds" }
}
