/// A finite number as decimal digits: ±0.d₁d₂d₃… × 10^`exponent`, d₁ not 0; no digits for zero.
///
/// Taken from the shortest text that reads back as the same double, so that rounding and comparing powers of
/// ten needs no logarithm.
struct DecimalDigits: Hashable {
  var isNegative: Bool
  var digits: [UInt8]
  var exponent: Int

  /// The digits of `value`, which must be finite.
  init(_ value: Double) {
    precondition(value.isFinite, "digits need a finite number, found \(value)")
    isNegative = value < 0
    digits = []
    exponent = 0
    var point: Int?
    var power = 0
    let parts = value.magnitude.description.split(separator: "e")
    for byte in parts[0].utf8 {
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte - 48) }
    }
    if parts.count == 2 { power = Int(parts[1]) ?? 0 }
    exponent = (point ?? digits.count) + power
    normalize()
  }

  /// The power of ten of the first digit: 2 for 123, −1 for 0.5; `nil` for zero.
  var magnitude: Int? { digits.isEmpty ? nil : exponent - 1 }

  /// Rounded to `count` digits, ties away from zero.
  func rounded(toDigits count: Int) -> DecimalDigits {
    guard count < digits.count else { return self }
    var copy = self
    let up = count >= 0 && digits[max(count, 0)] >= 5
    copy.digits = Array(digits.prefix(max(count, 0)))
    if up { copy.increment(at: count) }
    copy.normalize()
    return copy
  }

  /// Rounded to `count` digits after the decimal point.
  func rounded(toFraction count: Int) -> DecimalDigits {
    rounded(toDigits: exponent + count)
  }

  private mutating func increment(at count: Int) {
    var index = count - 1
    while index >= 0, digits[index] == 9 {
      digits[index] = 0
      index -= 1
    }
    if index >= 0 {
      digits[index] += 1
    } else {
      digits.insert(1, at: 0)
      exponent += 1
    }
  }

  private mutating func normalize() {
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    exponent -= zeros
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { (isNegative, exponent) = (false, 0) }
  }
}

extension DecimalDigits {
  /// The digit at power of ten `power`.
  private func digit(at power: Int) -> UInt8 {
    let index = exponent - 1 - power
    return digits.indices.contains(index) ? digits[index] : 0
  }

  /// Plain decimals with `fraction` digits after the point, which must hold all of them.
  func plain(fraction: Int) -> String {
    let whole = stride(from: max(exponent - 1, 0), through: 0, by: -1).map { digit(at: $0) }
    var text = Self.grouped(whole)
    if fraction > 0 {
      text += "." + (1...fraction).map { String(digit(at: -$0)) }.joined()
    }
    return (isNegative ? NumberText.minus : "") + text
  }

  /// Four digits stay together; from five, groups of three parted by a narrow space that does not break.
  private static func grouped(_ digits: [UInt8]) -> String {
    guard digits.count > 4 else { return digits.map { String($0) }.joined() }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
      text += String(digit)
    }
    return text
  }
}
