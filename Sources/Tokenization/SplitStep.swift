/// One way to cut a text: what to look for, and where what is found goes.
struct SplitStep: Sendable {
  /// What is looked for.
  enum Separator: Sendable {
    /// What an expression matches.
    case pattern(SharedPattern)
    /// These bytes, at least one.
    case literal([UInt8])
    /// Each character of the Unicode categories Nd, Nl and No.
    case digit
  }

  /// Where a match goes.
  enum Behavior: String, Sendable, CaseIterable {
    /// It is a piece of its own.
    case isolated = "Isolated"
    /// It is dropped.
    case removed = "Removed"
    /// It ends the piece before it.
    case mergedWithPrevious = "MergedWithPrevious"
    /// It begins the piece after it.
    case mergedWithNext = "MergedWithNext"
    /// Neighbouring matches are one piece.
    case contiguous = "Contiguous"
  }

  var separator: Separator
  var behavior: Behavior
  /// Whether what is *not* found is the match.
  var isInverted = false

  /// A stretch of the text, and whether it is a match.
  typealias Stretch = (range: Range<Int>, isMatch: Bool)

  /// Appends the pieces of `bytes[range]`, none of them empty, to `pieces`.
  func split(_ bytes: [UInt8], _ range: Range<Int>, into pieces: inout [Range<Int>]) throws {
    let matches = try matches(bytes, range)
    if behavior == .isolated {
      // The direction of the match does not matter here, and every hot path comes by.
      var end = range.lowerBound
      for match in matches {
        if end < match.lowerBound { pieces.append(end..<match.lowerBound) }
        if !match.isEmpty { pieces.append(match) }
        end = match.upperBound
      }
      if end < range.upperBound { pieces.append(end..<range.upperBound) }
    } else {
      let stretches = stretches(between: matches, in: range)
      pieces += merged(stretches).filter { !$0.isEmpty }
    }
  }

  private func matches(_ bytes: [UInt8], _ range: Range<Int>) throws -> [Range<Int>] {
    switch separator {
    case .pattern(let pattern): try pattern.value.matches(in: bytes, range)
    case .literal(let literal): occurrences(of: literal, in: bytes, range)
    case .digit: digits(bytes, range)
    }
  }

  private func occurrences(of literal: [UInt8], in bytes: [UInt8], _ range: Range<Int>)
    -> [Range<Int>]
  {
    var found: [Range<Int>] = []
    var start = range.lowerBound
    while start + literal.count <= range.upperBound {
      if bytes[start..<start + literal.count].elementsEqual(literal) {
        found.append(start..<start + literal.count)
        start += literal.count
      } else {
        start += 1
      }
    }
    return found
  }

  private func digits(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let next = start + UTF8Decoding.length(bytes[start])
      if isDigit(bytes, at: start) { found.append(start..<next) }
      start = next
    }
    return found
  }

  private func isDigit(_ bytes: [UInt8], at position: Int) -> Bool {
    if bytes[position] < 0x80 { return bytes[position] &- UInt8(ascii: "0") < 10 }
    switch UTF8Decoding.scalar(bytes, at: position).properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: return true
    default: return false
    }
  }

  /// The whole range as matches and what lies between them.
  private func stretches(between matches: [Range<Int>], in range: Range<Int>) -> [Stretch] {
    var result: [Stretch] = []
    var end = range.lowerBound
    for match in matches {
      if end < match.lowerBound { result.append((end..<match.lowerBound, isInverted)) }
      result.append((match, !isInverted))
      end = match.upperBound
    }
    if end < range.upperBound { result.append((end..<range.upperBound, isInverted)) }
    return result
  }

  private func merged(_ stretches: [Stretch]) -> [Range<Int>] {
    switch behavior {
    case .isolated: stretches.map(\.range)
    case .removed: stretches.filter { !$0.isMatch }.map(\.range)
    case .contiguous: joined(stretches) { $0 == $1 }
    case .mergedWithPrevious: joined(stretches) { !$0 && $1 }
    case .mergedWithNext:
      joined(stretches.reversed()) { !$0 && $1 }.reversed()
    }
  }

  /// Joins each stretch to the one before where `joins`, given whether the one before and it are
  /// matches, says so. Nothing but text that is no match stands before the first.
  private func joined(_ stretches: [Stretch], where joins: (Bool, Bool) -> Bool) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var lastIsMatch = false
    for stretch in stretches {
      if let last = result.last, joins(lastIsMatch, stretch.isMatch) {
        let lower = min(last.lowerBound, stretch.range.lowerBound)
        result[result.count - 1] = lower..<max(last.upperBound, stretch.range.upperBound)
      } else {
        result.append(stretch.range)
      }
      lastIsMatch = stretch.isMatch
    }
    return result
  }
}

/// A compiled expression that several steps and threads may hold.
final class SharedPattern: Sendable {
  let value: OnigurumaPattern

  /// - Throws: `Problem` for a malformed expression.
  init(_ pattern: String) throws { value = try OnigurumaPattern(pattern) }
}
