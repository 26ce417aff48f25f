/// What became of a number, or of a cell, from one version of an experiment to another.
public enum ComparisonVerdict: String, Sendable, CaseIterable, Codable {
  /// What could be computed before cannot any more.
  case failing
  /// Clearly beyond the tolerance, in the direction that is worse.
  case regressed
  /// Clearly beyond the tolerance; neither direction is better.
  case changed
  /// Not of the same data, method or question: nothing follows from the numbers.
  case notComparable = "not comparable"
  /// There before, and not any more.
  case removed
  /// The interval leaves open whether it changed.
  case inconclusive
  /// Clearly beyond the tolerance, in the direction that is better.
  case improved
  /// What could not be computed before can be now.
  case fixed
  /// Not there before.
  case added
  /// Clearly different, by no more than the tolerance.
  case withinTolerance = "within tolerance"
  /// The same, or certainly within the tolerance.
  case equivalent

  /// How much it asks for attention: 0 for the most.
  public var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
