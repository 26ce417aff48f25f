/// A mean over examples and seeds with the uncertainty of both: what it would be for other examples of
/// the kind and other seeds.
///
/// Of seed s and example e the model is y = μ + aₛ + bₑ + εₛₑ with independent random effects. The
/// variance of the mean over S seeds and E examples, σ²ₐ/S + σ²_b/E + σ²_ε/(SE), is estimated from mean
/// squares as (MS_examples + max(0, MS_seeds − MS_rest)) / (SE), and the degrees of freedom by
/// Satterthwaite (Biometrics Bulletin 2, 1946).
///
/// Limits, by simulation at 95 % with 60 examples (`CrossedCoverageTests`): for three and five seeds
/// intervals hold the truth in 0.90 to 0.99 of tables, whether seeds do not matter or as much as examples;
/// least with three seeds that matter most, for then the degrees of freedom are themselves a guess. With
/// two such seeds it is about 0.89; with one seed it does not cover seeds at all (`coversSeeds`). Of
/// accuracies near 0 or 1 it may reach beyond them, and where all answers are alike it has no width: use
/// Wilson's interval there.
public struct CrossedMean: Sendable, Hashable {
  /// The mean.
  public let value: Double
  /// The standard error of the mean.
  public let standardError: Double
  /// The degrees of freedom of its t statistic.
  public let degrees: Double
  /// The part of the variance that is due to examples, and to chance in single answers.
  public let exampleVariance: Double
  /// The part of the variance that is due to seeds; 0 where seeds do not differ by more than chance.
  public let seedVariance: Double
  /// Whether there are seeds enough to see how they differ: two or more.
  public let coversSeeds: Bool

  /// The mean of a table; `nil` for fewer than two examples.
  public init?(_ table: CrossedTable) {
    self.init(
      value: table.mean, examples: table.exampleMeans, seeds: [table.seedPart].compactMap { $0 },
      coversSeeds: table.seeds > 1)
  }

  /// Which seeds of two tables are one and the same.
  public enum Pairing: Sendable, Hashable {
    /// Row by row the same seed, such as the same warmup: what they have in common cancels.
    case seedsAndExamples
    /// Seeds were drawn for each table by itself; only the examples are the same.
    case examples
  }

  /// The mean of one table less that of another, of the same examples in the same order; `nil` for fewer
  /// than two examples.
  ///
  /// - Parameters:
  ///   - first: The one.
  ///   - second: What is subtracted.
  ///   - pairing: Whether their seeds are the same too; then both have as many.
  public init?(of first: CrossedTable, minus second: CrossedTable, pairing: Pairing) {
    precondition(
      first.examples == second.examples, "\(first.examples) and \(second.examples) examples")
    if pairing == .seedsAndExamples {
      self.init(first.minus(second))
      return
    }
    let differences = zip(first.exampleMeans, second.exampleMeans).map { $0 - $1 }
    self.init(
      value: mean(of: differences), examples: differences,
      seeds: [first.seedPart, second.seedPart].compactMap { $0 },
      coversSeeds: first.seeds > 1 && second.seeds > 1)
  }

  private init?(
    value: Double?, examples: [Double], seeds: [SeedPart], coversSeeds: Bool
  ) {
    guard let value, let spread = variance(of: examples) else { return nil }
    let count = Double(examples.count)
    exampleVariance = spread / count
    seedVariance = seeds.reduce(0) { $0 + $1.variance }
    let total = exampleVariance + seedVariance
    let squares =
      exampleVariance * exampleVariance / (count - 1) + seeds.reduce(0) { $0 + $1.share }
    // Where nothing varies, any degrees will do.
    let least = ([count - 1] + seeds.filter { $0.variance > 0 }.map(\.least)).min() ?? 1
    degrees = squares > 0 ? max(least, total * total / squares) : count - 1
    (self.value, self.coversSeeds) = (value, coversSeeds)
    standardError = total.squareRoot()
  }

  /// The interval of the mean by Student's t.
  ///
  /// - Parameter level: Between 0 and 1.
  /// - Returns: The interval, of no width where nothing varies.
  public func interval(level: Double = 0.95) -> Interval {
    let half = StudentT(degrees: degrees).bound(level: level) * standardError
    return Interval(lower: value - half, upper: value + half, level: level)
  }

  /// The two-sided p-value of the mean being 0; 1 where all is 0, 0 where it does not vary.
  public var pValue: Double {
    if standardError == 0 { return value == 0 ? 1 : 0 }
    return StudentT(degrees: degrees).twoSided(value / standardError)
  }
}

/// What the seeds of one table add to the variance of its mean.
struct SeedPart {
  /// (MS_seeds − MS_rest) / (SE), at least 0.
  let variance: Double
  /// Σ of each mean square's squared part over its degrees of freedom.
  let share: Double
  /// The fewest degrees of freedom among them.
  let least: Double
}

extension CrossedTable {
  /// `nil` with one seed, of which nothing is known.
  fileprivate var seedPart: SeedPart? {
    guard let squares = seedSquares else { return nil }
    let (s, e) = (Double(seeds), Double(examples))
    let (between, rest) = (squares.seeds / (s * e), squares.rest / (s * e))
    guard between > rest else { return SeedPart(variance: 0, share: 0, least: s - 1) }
    return SeedPart(
      variance: between - rest,
      share: between * between / (s - 1) + rest * rest / ((s - 1) * (e - 1)), least: s - 1)
  }
}
