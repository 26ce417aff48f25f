/// What each pair of neighbouring tokens merges into, and how soon.
struct MergeTable: Sendable {
  /// A merge as one number, so that the smallest is the one that comes first: rank in the high half,
  /// id of the merged token in the low half.
  typealias Merge = UInt64
  /// The value for a pair that does not merge; larger than every merge.
  static let none = Merge.max

  /// An open-addressing hash table: keys at even positions, merges at odd ones.
  private var entries: [UInt64]
  private let mask: Int
  private let shift: Int

  /// Creates an empty table with room for `capacity` merges.
  init(capacity: Int) {
    var bits = 4
    while 1 << bits < capacity * 2 { bits += 1 }
    entries = [UInt64](repeating: .max, count: 2 << bits)
    mask = (1 << bits) - 1
    shift = 64 - bits
  }

  /// Adds a merge; the last one given for a pair holds.
  mutating func insert(_ left: Int32, _ right: Int32, rank: Int32, merged: Int32) {
    let key = Self.key(left, right)
    let slot = slot(of: key)
    entries[2 * slot] = key
    entries[2 * slot + 1] = UInt64(rank) << 32 | UInt64(merged)
  }

  /// The merge of two neighbours, or `none`.
  subscript(left: Int32, right: Int32) -> Merge {
    entries[2 * slot(of: Self.key(left, right)) + 1]
  }

  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// The slot that holds `key`, or the free one where it belongs.
  private func slot(of key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
    while entries[2 * slot] != key, entries[2 * slot] != .max { slot = (slot + 1) & mask }
    return slot
  }
}

extension MergeTable.Merge {
  /// The id of the merged token.
  var merged: Int32 { Int32(truncatingIfNeeded: self) }
  /// The place in the order of merges, from 0.
  var rank: UInt64 { self >> 32 }
}
