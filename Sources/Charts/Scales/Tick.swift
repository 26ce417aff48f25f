/// A labelled position on an axis.
struct Tick: Hashable {
  var value: Double
  var label: String
}

/// 1, 2 or 5 times a power of ten.
struct DecimalStep: Hashable {
  var mantissa: Int
  var exponent: Int

  /// `count` steps from zero, correctly rounded: no error adds up.
  func value(_ count: Int) -> Double { Double("\(count * mantissa)e\(exponent)") ?? 0 }

  var finer: DecimalStep {
    switch mantissa {
    case 5: DecimalStep(mantissa: 2, exponent: exponent)
    case 2: DecimalStep(mantissa: 1, exponent: exponent)
    default: DecimalStep(mantissa: 5, exponent: exponent - 1)
    }
  }

  /// The multiples of the step inside `domain`, as counts of steps; empty if too many to tell apart.
  func counts(in domain: ClosedRange<Double>) -> ClosedRange<Int>? {
    let size = value(1)
    let (low, high) = (domain.lowerBound / size, domain.upperBound / size)
    guard size > 0, max(low.magnitude, high.magnitude) < 1e14 else { return nil }
    // The quotients may be off by one last digit; the values themselves decide.
    var first = Int(low.rounded(.down)) - 1
    while value(first) < domain.lowerBound { first += 1 }
    var last = Int(high.rounded(.up)) + 1
    while value(last) > domain.upperBound { last -= 1 }
    return first <= last ? first...last : nil
  }
}
