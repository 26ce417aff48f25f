import Testing

@testable import Statistics

@Suite struct ProportionTests {
  /// P(X ≥ k) of n draws, summed term by term.
  private func atLeast(_ k: Int, of n: Int, _ p: Double) -> Double {
    (k...n).reduce(0) { sum, i in
      let ways = (0..<i).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
      let power = (0..<i).reduce(1.0) { product, _ in product * p }
      return sum + ways * (0..<(n - i)).reduce(power) { product, _ in product * (1 - p) }
    }
  }

  @Test(arguments: [(1, 24), (3, 20), (10, 20), (23, 24)])
  func `Of independent answers it is Clopper and Pearson's`(right: Int, count: Int) throws {
    let share = Double(right) / Double(count)
    // The standard error that independent answers have.
    let error = (share * (1 - share) / Double(count)).squareRoot()
    let interval = Proportion.interval(
      ofShare: share, standardError: error, degrees: Double(count - 1), examples: count)
    #expect(abs(atLeast(right, of: count, interval.lower) - 0.025) < 1e-9)
    #expect(abs(1 - atLeast(right + 1, of: count, interval.upper) - 0.025) < 1e-9)
  }

  @Test func `None and all have a width, and one more right answer moves both ends up`() {
    func interval(_ share: Double, error: Double) -> Interval {
      Proportion.interval(ofShare: share, standardError: error, degrees: 5, examples: 24)
    }
    let none = interval(0, error: 0)
    // (1 − p)²⁴ = 0.025.
    #expect(none.lower == 0 && abs(none.upper - 0.142474) < 1e-6)
    let all = interval(1, error: 0)
    #expect(all.upper == 1 && abs(all.lower - (1 - none.upper)) < 1e-12)
    // One of three seeds answers one of 24 rightly.
    let few = interval(1.0 / 72, error: 1.0 / 72)
    #expect(few.lower > 0 && few.upper > none.upper && few.upper < 1)
  }

  @Test func `Answers that vary more count for fewer, and never for more than there are examples`()
  {
    func width(error: Double, degrees: Double = 19) -> Double {
      Proportion.interval(
        ofShare: 0.5, standardError: error, degrees: degrees, examples: 20
      ).width
    }
    let independent = width(error: (0.25 / 20).squareRoot())
    #expect(width(error: 0.2) > independent)
    #expect(width(error: 0.2, degrees: 2) > width(error: 0.2))
    #expect(width(error: 0.001) == independent)
    #expect(width(error: 10) <= 1)
  }

  @Test func `Pairs that never differed leave room for those that would`() {
    let interval = Proportion.differenceOfNone(24)
    #expect(interval.lower == -interval.upper && abs(interval.upper - 0.142474) < 1e-6)
  }
}
