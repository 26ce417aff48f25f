/// What is looked for in a text.
enum Separator: Sendable {
  /// What an expression matches.
  case pattern(SharedPattern)
  /// These bytes, at least one.
  case literal([UInt8])
  /// Each character of the Unicode categories Nd, Nl and No.
  case digit

  /// The matches in `bytes[range]`, from left to right, none over another.
  ///
  /// - Throws: `Problem` where an expression gives up.
  func matches(in bytes: [UInt8], _ range: Range<Int>) throws -> [Range<Int>] {
    switch self {
    case .pattern(let pattern): try pattern.value.matches(in: bytes, range)
    case .literal(let literal): Self.occurrences(of: literal, in: bytes, range)
    case .digit: Self.digits(bytes, range)
    }
  }

  private static func occurrences(of literal: [UInt8], in bytes: [UInt8], _ range: Range<Int>)
    -> [Range<Int>]
  {
    guard let first = literal.first else { return [] }
    var found: [Range<Int>] = []
    var start = range.lowerBound
    while start + literal.count <= range.upperBound {
      // Almost every place fails at its first byte.
      if bytes[start] == first,
        literal.count == 1 || bytes[start..<start + literal.count].elementsEqual(literal)
      {
        found.append(start..<start + literal.count)
        start += literal.count
      } else {
        start += 1
      }
    }
    return found
  }

  private static func digits(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let next = start + UTF8Decoding.length(bytes[start])
      if isDigit(bytes, at: start) { found.append(start..<next) }
      start = next
    }
    return found
  }

  private static func isDigit(_ bytes: [UInt8], at position: Int) -> Bool {
    if bytes[position] < 0x80 { return bytes[position] &- UInt8(ascii: "0") < 10 }
    switch UTF8Decoding.scalar(bytes, at: position).properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: return true
    default: return false
    }
  }
}

/// A compiled expression that several steps and threads may hold.
final class SharedPattern: Sendable {
  let value: OnigurumaPattern

  /// - Throws: `Problem` for a malformed expression.
  init(_ pattern: String) throws { value = try OnigurumaPattern(pattern) }
}
