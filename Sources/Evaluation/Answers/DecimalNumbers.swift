/// Numbers as people write them in a text, in one normal form each.
///
/// A number is digits with at most one decimal point; commas between groups of three digits, a dollar sign
/// and a percent sign do not count. A minus sign belongs to it where no digit, letter or closing bracket
/// stands before, as in `-5`, `-$5` and `= -5`, but not in `16-5`. Normal form: no plus sign, no leading
/// zeros, no zeros at the end of a fraction, no `-0`: `$1,050.` and `1050.00` are both `1050`.
enum DecimalNumbers {
  /// All numbers of a text, in order.
  static func all(in text: some StringProtocol) -> [String] {
    let bytes = Array(text.utf8)
    var numbers: [String] = []
    var place = 0
    while place < bytes.count {
      guard let (number, end) = number(at: place, of: bytes) else {
        place += 1
        continue
      }
      numbers.append(number)
      place = end
    }
    return numbers
  }

  /// The normal form of a text that is one number and nothing else but white space around it.
  static func whole(_ text: some StringProtocol) -> String? {
    let bytes = Array(text.utf8.drop(while: isSpace))
    let end = (bytes.lastIndex { !isSpace($0) } ?? -1) + 1
    guard let start = bytes.firstIndex(where: isDigit), start <= end else { return nil }
    let sign = bytes[..<start].filter { $0 != dollar && $0 != point }
    guard sign.isEmpty || sign == [minus] || sign == [plus] else { return nil }
    let first = start > 0 && bytes[start - 1] == point ? start - 1 : start
    guard let (number, after) = number(at: first, of: bytes), after == end else { return nil }
    return sign == [minus] && !number.hasPrefix("-") && number != "0" ? "-" + number : number
  }

  /// The number whose digits begin at a place, and where it ends.
  private static func number(at place: Int, of bytes: [UInt8]) -> (String, end: Int)? {
    let startsWithPoint =
      bytes[place] == point && place + 1 < bytes.count && isDigit(bytes[place + 1])
      && !(place > 0 && isDigit(bytes[place - 1]))
    guard isDigit(bytes[place]) || startsWithPoint else { return nil }
    var (whole, fraction): ([UInt8], [UInt8]) = ([], [])
    var end = place
    while end < bytes.count {
      if isDigit(bytes[end]) {
        whole.append(bytes[end])
        end += 1
      } else if bytes[end] == comma, isGroup(at: end + 1, of: bytes) {
        end += 1
      } else {
        break
      }
    }
    if end + 1 < bytes.count, bytes[end] == point, isDigit(bytes[end + 1]) {
      end += 1
      while end < bytes.count, isDigit(bytes[end]) {
        fraction.append(bytes[end])
        end += 1
      }
    }
    return (normal(whole, fraction, isNegative: isNegative(place, bytes)), end)
  }

  private static func normal(_ whole: [UInt8], _ fraction: [UInt8], isNegative: Bool) -> String {
    let digits = whole.drop { $0 == zero }
    let end = (fraction.lastIndex { $0 != zero } ?? -1) + 1
    let rest = fraction[..<end]
    let value =
      String(decoding: digits.isEmpty ? [zero] : digits, as: UTF8.self)
      + (rest.isEmpty ? "" : "." + String(decoding: rest, as: UTF8.self))
    return isNegative && value != "0" ? "-" + value : value
  }

  /// Whether exactly three digits stand here, as after a comma in `80,000`.
  private static func isGroup(at place: Int, of bytes: [UInt8]) -> Bool {
    place + 3 <= bytes.count && bytes[place..<place + 3].allSatisfy(isDigit)
      && !(place + 3 < bytes.count && isDigit(bytes[place + 3]))
  }

  private static func isNegative(_ place: Int, _ bytes: [UInt8]) -> Bool {
    var before = place - 1
    if before >= 0, bytes[before] == dollar { before -= 1 }
    guard before >= 0, bytes[before] == minus else { return false }
    guard before > 0 else { return true }
    let previous = bytes[before - 1]
    let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(previous | 0x20)
    return !isDigit(previous) && !isLetter && previous != UInt8(ascii: ")") && previous < 0x80
  }

  private static let point = UInt8(ascii: ".")
  private static let comma = UInt8(ascii: ",")
  private static let minus = UInt8(ascii: "-")
  private static let plus = UInt8(ascii: "+")
  private static let dollar = UInt8(ascii: "$")
  private static let zero = UInt8(ascii: "0")

  private static func isDigit(_ byte: UInt8) -> Bool { (zero...zero + 9).contains(byte) }
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
