/// What is claimed of a quantity, to be judged by its interval.
///
/// With δ the tolerance and r the reference, `greater` claims more than r + δ, `less` claims less than
/// r − δ, and `equal` claims r − δ to r + δ. The tolerance is the largest departure from the reference
/// that does not matter.
public struct Claim: Sendable, Hashable {
  /// The direction of a claim.
  public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// Above the reference by more than the tolerance.
    case greater
    /// Below the reference by more than the tolerance.
    case less
    /// Within the tolerance of the reference.
    case equal
  }

  /// What is claimed.
  public let direction: Direction
  /// What the quantity is compared with: 0 for differences and log ratios, 1 for ratios.
  public let reference: Double
  /// The largest departure from the reference that does not matter, at least 0, in the quantity's unit.
  public let tolerance: Double

  /// Creates a claim with a finite reference and a finite tolerance of at least 0.
  public init(_ direction: Direction, than reference: Double = 0, tolerance: Double = 0) {
    precondition(reference.isFinite, "A reference is finite; found \(reference).")
    precondition(
      tolerance >= 0 && tolerance.isFinite,
      "A tolerance is finite and at least 0; found \(tolerance).")
    (self.direction, self.reference, self.tolerance) = (direction, reference, tolerance)
  }

  /// Judges the claim by an interval; without one it is inconclusive.
  public func verdict(_ interval: Interval?) -> Verdict {
    guard let interval else { return .inconclusive }
    let (low, high) = (reference - tolerance, reference + tolerance)
    let isWithin = low <= interval.lower && interval.upper <= high
    switch direction {
    case .greater:
      if interval.lower > high { return .supported }
      return interval.upper > high ? .inconclusive : isWithin ? .equivalent : .refuted
    case .less:
      if interval.upper < low { return .supported }
      return interval.lower < low ? .inconclusive : isWithin ? .equivalent : .refuted
    case .equal:
      if isWithin { return .supported }
      return interval.upper < low || interval.lower > high ? .refuted : .inconclusive
    }
  }
}

/// What an interval says of a claim.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// The whole interval agrees with the claim.
  case supported
  /// No part of the interval agrees with the claim.
  case refuted
  /// A difference was claimed, but the whole interval is within the tolerance of the reference: no part
  /// agrees with the claim because there is no difference that matters.
  case equivalent
  /// A part of the interval agrees with the claim and a part does not, or there is no interval.
  case inconclusive
}
