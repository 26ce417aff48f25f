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

  /// The end of an interval: as by `fixed(_:fraction:)`, but with one significant digit where zeros alone would
  /// hide on which side of zero it is.
  ///
  /// Traps if `value` is not finite.
  public static func end(_ value: Double, fraction: Int) -> String {
    let isHidden = value != 0 && DecimalDigits(value).rounded(toFraction: fraction).digits.isEmpty
    return isHidden ? significant(value, digits: 1) : fixed(value, fraction: fraction)
  }

  /// `value` as a count with three significant digits and a letter: 512, 4.1K, 0.5M, 270M, 1.54B, 2T.
  ///
  /// Thousands have a letter up to 99.9K; from a tenth of a million on, millions do. What is not above 0 and
  /// below 10¹⁵ is written as by `significant`.
  public static func count(_ value: Double) -> String {
    let rounded = DecimalDigits(value).rounded(toDigits: 3)
    guard let magnitude = rounded.magnitude, magnitude >= 3, magnitude < 15, !rounded.isNegative
    else { return significant(value) }
    let (letter, power) =
      switch magnitude {
      case 3, 4: ("K", 3)
      case 5...8: ("M", 6)
      case 9...11: ("B", 9)
      default: ("T", 12)
      }
    var scaled = rounded
    scaled.exponent -= power
    return scaled.plain(fraction: max(0, scaled.digits.count - scaled.exponent)) + letter
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
