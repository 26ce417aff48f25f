/// One way to cut a text: what to look for, and where what is found goes.
struct SplitStep: Sendable {
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
    let matches = try separator.matches(in: bytes, range)
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
