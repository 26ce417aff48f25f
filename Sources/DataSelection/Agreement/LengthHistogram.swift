/// The lengths of a selection beside those of the pool, in the same bins.
public struct LengthHistogram: Sendable, Hashable {
  /// One bin: lengths from its lower bound up to below the next bin's.
  public struct Bin: Sendable, Hashable {
    /// The shortest length in it.
    public let lowerBound: Int
    /// The longest length in it.
    public let upperBound: Int
    /// Examples of the pool.
    public let pool: Int
    /// Examples of the selection.
    public let selected: Int
  }

  /// The bins, ascending: 0, then 1, 2 to 3, 4 to 7 and so on, up to the longest of the pool.
  public let bins: [Bin]
  /// The mean length of the pool.
  public let poolMean: Double
  /// The mean length of the selection.
  public let selectedMean: Double

  /// Counts lengths.
  ///
  /// - Parameters:
  ///   - lengths: The length of each example of the pool, at least 0, not empty.
  ///   - selection: Indices into it, not empty.
  public init(_ lengths: [Int], selection: [Int]) {
    precondition(!lengths.isEmpty && !selection.isEmpty, "lengths of nothing")
    precondition(lengths.allSatisfy { $0 >= 0 }, "a negative length")
    let chosen = selection.map { lengths[$0] }
    let last = Self.bin(of: lengths.max() ?? 0)
    var counts = [(pool: Int, selected: Int)](repeating: (0, 0), count: last + 1)
    for length in lengths { counts[Self.bin(of: length)].pool += 1 }
    for length in chosen { counts[Self.bin(of: length)].selected += 1 }
    bins = counts.enumerated().map { bin, count in
      Bin(
        lowerBound: bin == 0 ? 0 : 1 << (bin - 1), upperBound: bin == 0 ? 0 : (1 << bin) - 1,
        pool: count.pool, selected: count.selected)
    }
    poolMean = Double(lengths.reduce(0, +)) / Double(lengths.count)
    selectedMean = Double(chosen.reduce(0, +)) / Double(chosen.count)
  }

  /// 0 for 0, else the number of binary digits.
  private static func bin(of length: Int) -> Int { Int.bitWidth - length.leadingZeroBitCount }
}
