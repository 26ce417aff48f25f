/// Numbers as people read them: a true minus sign, thin spaces between thousands, powers of ten instead of
/// letters.
public enum NumberText {
  static let minus = "\u{2212}"

  /// `value` with `digits` significant digits (at least 1), without trailing zeros.
  ///
  /// Plain between 0.0001 and 10 million, else like 1.5×10⁻⁸. Traps if `value` is not finite.
  public static func significant(_ value: Double, digits: Int = 3) -> String {
    let rounded = DecimalDigits(value).rounded(toDigits: digits)
    guard let magnitude = rounded.magnitude else { return "0" }
    if magnitude < -4 || magnitude > 6 { return scientific(rounded, magnitude) }
    return rounded.plain(fraction: max(0, rounded.digits.count - rounded.exponent))
  }

  /// `value` with `fraction` digits after the decimal point, zeros included.
  ///
  /// From 10 million on like 1.5×10⁸. Traps if `value` is not finite.
  public static func fixed(_ value: Double, fraction: Int) -> String {
    let exact = DecimalDigits(value)
    if let magnitude = exact.magnitude, magnitude > 6 { return significant(value) }
    return exact.rounded(toFraction: fraction).plain(fraction: fraction)
  }

  /// `mantissa` × 10^`power`, the way an axis writes it: 10⁻⁶, 2×10⁻⁶, −3.5×10⁸.
  private static func scientific(_ number: DecimalDigits, _ power: Int) -> String {
    var mantissa = number
    mantissa.exponent = 1
    let text = mantissa.plain(fraction: mantissa.digits.count - 1)
    let ten = "10" + superscript(power)
    switch text {
    case "1": return ten
    case minus + "1": return minus + ten
    default: return "\(text)×\(ten)"
    }
  }

  /// `text` of a power of ten whatever its size: 10⁰ and 10³ too.
  static func powerOfTen(_ power: Int) -> String { "10" + superscript(power) }

  private static func superscript(_ value: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return (value < 0 ? "⁻" : "")
      + String(String(value.magnitude).compactMap(\.wholeNumberValue).map { digits[$0] })
  }
}
