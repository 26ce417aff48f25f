import Charts
package import Experiments

/// Numbers of one quantity, all with as many decimals as their intervals deserve.
package struct NumberStyle {
  private let decimals: Int?

  /// Two digits of half the narrowest interval, at most 4 decimals and six digits in all.
  package init(_ estimates: [EstimateFinding]) {
    let values = estimates.flatMap { [$0.value, $0.lower, $0.upper] }.compactMap { $0?.magnitude }
    let largest = values.max() ?? 0
    guard largest == 0 || (largest >= 1e-3 && largest < 1e7) else {
      decimals = nil
      return
    }
    let halves = estimates.compactMap { estimate in
      estimate.lower.flatMap { lower in estimate.upper.map { $0 / 2 - lower / 2 } }
    }
    let narrowest = halves.filter { $0 > 0 }.min() ?? largest / 10
    let wanted = narrowest > 0 ? 1 - NumberStyle.power(of: narrowest) : 0
    let room = 5 - max(0, largest > 0 ? NumberStyle.power(of: largest) : 0)
    decimals = max(0, min(wanted, 4, room))
  }

  /// The power of ten of the first digit.
  private static func power(of value: Double) -> Int {
    var power = 0
    var rest = value
    while rest >= 10 { (rest, power) = (rest / 10, power + 1) }
    while rest < 1, power > -12 { (rest, power) = (rest * 10, power - 1) }
    return power
  }

  /// The number; `nil` where there is none.
  package func text(_ value: Double?) -> String? {
    value.map { value in
      decimals.map { NumberText.fixed(value, fraction: $0) } ?? NumberText.significant(value)
    }
  }

  private func end(_ value: Double) -> String {
    decimals.map { NumberText.end(value, fraction: $0) } ?? NumberText.significant(value)
  }

  /// For example `[2.9, 3.5]`.
  package func interval(_ estimate: EstimateFinding) -> String? {
    guard let lower = estimate.lower, let upper = estimate.upper else { return nil }
    return "[\(end(lower)), \(end(upper))]"
  }
}

/// For example `p = 0.034`; never a value that no test can have.
package func pValueText(_ p: Double) -> String {
  p < 0.001 ? "p < 0.001" : "p = \(NumberText.significant(p, digits: 2))"
}

/// For example `1 example`, `2 examples`.
package func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(NumberText.significant(Double(count), digits: 15)) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// The level as `95 %`, held together by a space that does not break.
package func percentText(_ share: Double) -> String {
  NumberText.significant(share * 100, digits: 4) + "\u{A0}%"
}

/// For example `a`, `a and b`, `a, b and c`.
package func listed(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}

extension QuantityFacts {
  /// The name with its unit, such as `Nuclear norm (nat)`.
  package var titleWithUnit: String { unit.map { "\(label) (\($0))" } ?? label }
}

extension String {
  /// With a small first letter, unless the second is none: `Nuclear norm` changes, `MAD` and `σ₁` do not.
  var lowercasingFirst: String {
    guard let first, first.isUppercase, dropFirst().first?.isLowercase ?? false else { return self }
    return first.lowercased() + dropFirst()
  }
}
