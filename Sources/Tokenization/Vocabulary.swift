/// Tokens and their ids, both ways, compared by their bytes.
///
/// To `String`, canonically equivalent spellings are one; to a vocabulary they are two tokens.
struct Vocabulary: Sendable {
  /// The UTF-8 of all tokens, one after another.
  private var arena: [UInt8] = []
  /// Where the token of each id stands in the arena; -1 for an id without a token.
  private var starts: [Int32] = []
  private var ends: [Int32] = []
  /// An open-addressing hash table: the hash of a token in the high half, its id in the low half.
  /// Its size is a power of two.
  private var slots: [UInt64]
  private static let free = UInt64.max
  /// The number of tokens.
  private(set) var count = 0

  /// Why a token was not taken in.
  enum Refusal: Error, Equatable {
    /// The token stands in the vocabulary already, with this id.
    case tokenTaken(Int32)
    /// The id belongs to another token already.
    case idTaken
  }

  /// Creates an empty vocabulary with room for `capacity` tokens.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = [UInt64](repeating: Self.free, count: size)
    arena.reserveCapacity(capacity * 8)
  }

  /// One more than the highest id.
  var idLimit: Int { starts.count }

  /// The highest id that a vocabulary of `count` tokens may use, so that a lying file cannot make
  /// the tables huge.
  static func highestID(forCount count: Int) -> Int { 2 * count + 65_535 }

  /// Adds a token.
  ///
  /// - Parameters:
  ///   - token: Its UTF-8.
  ///   - id: At least 0, and no more than a few times the number of tokens.
  /// - Throws: `Refusal` where one of the two stands in the vocabulary already.
  mutating func insert(_ token: Span<UInt8>, id: Int32) throws(Refusal) {
    precondition(id >= 0, "The id \(id) of a token is negative")
    if let other = self.id(of: token) { throw .tokenTaken(other) }
    let index = Int(id)
    if index < starts.count, starts[index] >= 0 { throw .idTaken }
    while starts.count <= index {
      starts.append(-1)
      ends.append(-1)
    }
    starts[index] = Int32(arena.count)
    for position in token.indices { arena.append(token[position]) }
    ends[index] = Int32(arena.count)
    count += 1
    if count * 2 > slots.count { grow() } else { place(id) }
  }

  /// The id of a token, or `nil`.
  func id(of token: Span<UInt8>) -> Int32? {
    let hash = Self.hash(token)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != Self.free {
      // Most lookups fail; the hash tells so without a look at the token.
      if slots[slot] >> 32 == UInt64(hash) {
        let id = Int32(truncatingIfNeeded: slots[slot])
        if matches(token, id) { return id }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The UTF-8 of the token `id`, or `nil` for an id without a token.
  func token(_ id: Int32) -> ArraySlice<UInt8>? {
    guard id >= 0, id < starts.count, starts[Int(id)] >= 0 else { return nil }
    return arena[Int(starts[Int(id)])..<Int(ends[Int(id)])]
  }

  private func matches(_ token: Span<UInt8>, _ id: Int32) -> Bool {
    let start = Int(starts[Int(id)])
    guard Int(ends[Int(id)]) - start == token.count else { return false }
    for position in token.indices where arena[start + position] != token[position] { return false }
    return true
  }

  private mutating func place(_ id: Int32) {
    let hash = Self.hash(arena.span.extracting(Int(starts[Int(id)])..<Int(ends[Int(id)])))
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != Self.free { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt64(hash) << 32 | UInt64(id)
  }

  private mutating func grow() {
    let size = slots.count * 2
    slots = [UInt64](repeating: Self.free, count: size)
    for id in starts.indices where starts[id] >= 0 { place(Int32(id)) }
  }

  /// FNV-1a, its high bits folded into the low ones that choose the slot.
  private static func hash(_ token: Span<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for position in token.indices {
      hash = (hash ^ UInt64(token[position])) &* 0x0000_0100_0000_01B3
    }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 29)
  }
}
