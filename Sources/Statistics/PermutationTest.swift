/// The result of a permutation test on a difference of means.
///
/// All arrangements are counted where there are no more of them than asked for (`isExact`), and p is
/// the share at least as extreme as the observed one. Otherwise as many arrangements as asked for are
/// drawn, and p = (1 + extreme) / (1 + drawn), which is never zero. A statistic within rounding (1e-12
/// of the sum of magnitudes) of the observed one counts as extreme.
public struct PermutationTest: Sendable, Hashable {
  /// What is looked for.
  public enum Alternative: String, Sendable, Hashable, CaseIterable {
    /// The difference is not zero: extreme is at least the observed magnitude.
    case twoSided
    /// The difference is above zero.
    case greater
    /// The difference is below zero.
    case less
  }

  /// The observed difference of means; `nil` where the caveat says why.
  public let difference: Double?
  /// The p-value, above 0 and at most 1; `nil` where the caveat says why.
  public let pValue: Double?
  /// The smallest p-value that samples of these sizes can give; a claim below it cannot be tested.
  public let minimumPValue: Double
  /// How many arrangements were counted, the observed one among them.
  public let arrangements: Int
  /// Whether these are all arrangements.
  public let isExact: Bool
  /// Why there is no p-value: `.noExamples`, `.notFinite`, or `.undefined` where a sum leaves the range
  /// of a double.
  public let caveat: Caveat?

  init(
    difference: Double, extreme: Int, arrangements: Int, isExact: Bool, minimumPValue: Double
  ) {
    (self.difference, pValue) = (difference, Double(extreme) / Double(arrangements))
    (self.arrangements, self.isExact, caveat) = (arrangements, isExact, nil)
    self.minimumPValue = minimumPValue
  }

  init(without caveat: Caveat) {
    (difference, pValue, self.caveat) = (nil, nil, caveat)
    (arrangements, isExact, minimumPValue) = (1, true, 1)
  }
}

/// Decides whether an arrangement is at least as extreme as the observed one.
struct Extremeness {
  let alternative: PermutationTest.Alternative
  let observed: Double
  /// How far rounding may have moved a statistic.
  let slack: Double

  func callAsFunction(_ statistic: Double) -> Bool {
    switch alternative {
    case .twoSided: abs(statistic) >= abs(observed) - slack
    case .greater: statistic >= observed - slack
    case .less: statistic <= observed + slack
    }
  }
}

func requirePermutations(_ permutations: Int) {
  precondition(permutations >= 1, "A test draws at least 1 permutation; found \(permutations).")
}
