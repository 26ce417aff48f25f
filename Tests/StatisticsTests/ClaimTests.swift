import Statistics
import Testing

@Suite struct ClaimTests {
  private func interval(_ lower: Double, _ upper: Double) -> Interval {
    Interval(lower: lower, upper: upper, level: 0.95)
  }

  @Test(arguments: [
    (0.1, 0.4, Verdict.supported), (-0.4, -0.1, .refuted), (-0.1, 0.4, .inconclusive),
    (0, 0.4, .inconclusive), (-0.4, 0, .refuted), (0, 0, .equivalent),
  ])
  func `Greater without a tolerance`(lower: Double, upper: Double, expected: Verdict) {
    #expect(Claim(.greater).verdict(interval(lower, upper)) == expected)
    #expect(Claim(.less).verdict(interval(-upper, -lower)) == expected)
    #expect(Claim(.greater, than: 1).verdict(interval(lower + 1, upper + 1)) == expected)
  }

  @Test(arguments: [
    (0.6, 0.9, Verdict.supported), (0.3, 0.9, .inconclusive), (0.1, 0.4, .equivalent),
    (-0.4, 0.4, .equivalent), (-0.5, 0.5, .equivalent), (-0.6, 0.4, .refuted),
    (-0.9, -0.6, .refuted), (-0.6, 0.6, .inconclusive),
  ])
  func `Greater by more than a tolerance of a half`(
    lower: Double, upper: Double, expected: Verdict
  ) {
    #expect(Claim(.greater, tolerance: 0.5).verdict(interval(lower, upper)) == expected)
    #expect(Claim(.less, tolerance: 0.5).verdict(interval(-upper, -lower)) == expected)
  }

  @Test(arguments: [
    (-0.5, 0.5, Verdict.supported), (0.1, 0.2, .supported), (0.1, 0.6, .inconclusive),
    (-0.6, 0.6, .inconclusive), (0.6, 0.9, .refuted), (-0.9, -0.6, .refuted),
  ])
  func `Equal within a tolerance of a half`(lower: Double, upper: Double, expected: Verdict) {
    #expect(Claim(.equal, tolerance: 0.5).verdict(interval(lower, upper)) == expected)
    let moved = Claim(.equal, than: 2, tolerance: 0.5)
    #expect(moved.verdict(interval(lower + 2, upper + 2)) == expected)
  }

  @Test(arguments: Claim.Direction.allCases)
  func `No interval is inconclusive`(direction: Claim.Direction) {
    #expect(Claim(direction, tolerance: 1).verdict(nil) == .inconclusive)
  }

  @Test func `An interval contains its ends`() {
    let interval = interval(-1, 2)
    #expect(interval.contains(-1) && interval.contains(2) && !interval.contains(2.1))
    #expect(interval.width == 3)
  }

  @Test func `Ends out of order trap with both numbers`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Interval(lower: 2, upper: 1, level: 0.95)
    }
    #expect(said("The ends of an interval are finite and in order; found 2.0 and 1.0.", result))
  }
}
