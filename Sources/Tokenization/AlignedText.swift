/// Valid UTF-8, and for each byte the bytes of the given text that it came from.
struct AlignedText {
  private(set) var bytes: [UInt8] = []
  /// The range that the character around each byte came from; empty arrays while it is its own.
  private var starts: [Int] = []
  private var ends: [Int] = []

  /// An empty text that records where each piece comes from.
  init(reservingCapacity capacity: Int) {
    bytes.reserveCapacity(capacity)
    starts.reserveCapacity(capacity)
    ends.reserveCapacity(capacity)
  }

  /// The given bytes, each place that is not UTF-8 replaced by U+FFFD.
  ///
  /// - Parameters:
  ///   - given: Any bytes.
  ///   - replacements: Set to the number of such places.
  init(repairing given: [UInt8], replacements: inout Int) {
    replacements = 0
    var position = 0
    var repaired: AlignedText?
    while position < given.count {
      let step = UTF8Decoding.step(given, at: position)
      let range = position..<position + step.length
      if !step.isValid {
        replacements += 1
        if repaired == nil { repaired = AlignedText(copying: given, upTo: position) }
      }
      repaired?.append(step.isValid ? given[range] : [0xEF, 0xBF, 0xBD], from: range)
      position = range.upperBound
    }
    if let repaired { self = repaired } else { bytes = given }
  }

  private init(copying given: [UInt8], upTo end: Int) {
    self.init(reservingCapacity: given.count + 16)
    var position = 0
    while position < end {
      let range = position..<position + UTF8Decoding.length(given[position])
      append(given[range], from: range)
      position = range.upperBound
    }
  }

  /// Appends characters that all came from `origin` of the given text.
  mutating func append(_ characters: ArraySlice<UInt8>, from origin: Range<Int>) {
    precondition(
      starts.count == bytes.count, "\(starts.count) origins for \(bytes.count) bytes")
    bytes.append(contentsOf: characters)
    for _ in characters {
      starts.append(origin.lowerBound)
      ends.append(origin.upperBound)
    }
  }

  /// Appends the characters at `range` of `other`, each from where it came.
  mutating func append(_ range: Range<Int>, of other: AlignedText) {
    bytes += other.bytes[range]
    guard other.starts.isEmpty else {
      starts += other.starts[range]
      ends += other.ends[range]
      return
    }
    var position = range.lowerBound
    while position < range.upperBound {
      let next = position + UTF8Decoding.length(other.bytes[position])
      for _ in position..<next {
        starts.append(position)
        ends.append(next)
      }
      position = next
    }
  }

  /// Appends `characters`, which came from nothing, before what follows at `position` of `other`.
  mutating func insert(_ characters: [UInt8], before position: Int, of other: AlignedText) {
    let place = other.origin(of: position..<position + 1).lowerBound
    append(characters[...], from: place..<place)
  }

  /// The bytes of the given text that the characters touched by `range` came from.
  ///
  /// An empty range, which must follow a character, came from the place where that one ends.
  func origin(of range: Range<Int>) -> Range<Int> {
    if range.isEmpty {
      let end = origin(of: range.lowerBound - 1..<range.lowerBound).upperBound
      return end..<end
    }
    if !starts.isEmpty { return starts[range.lowerBound]..<ends[range.upperBound - 1] }
    var lower = range.lowerBound
    while UTF8Decoding.isContinuation(bytes[lower]) { lower -= 1 }
    var upper = range.upperBound
    while upper < bytes.count, UTF8Decoding.isContinuation(bytes[upper]) { upper += 1 }
    return lower..<upper
  }
}
