import Diagnostics

/// Which examples are taken, given their scores.
public struct SelectionPolicy: Sendable, Hashable {
  /// How the sources share the selection.
  public enum Sources: Sendable, Hashable {
    /// One ranking across all sources, as published.
    case oneRanking
    /// Each source gives the part that it has of the data; what rounding leaves goes to the largest
    /// remainders, first named first.
    case proportional
    /// No source gives more than this part of the selection, rounded down; above 0, at most 1.
    case atMost(Double)
  }

  /// How many examples.
  public var size: SelectionSize
  /// How the sources share them.
  public var sources: Sources
  /// Whether an example that repeats another, whichever of them ranks higher, is passed over.
  public var dropsRepeats: Bool

  /// Creates a policy.
  public init(
    _ size: SelectionSize, sources: Sources = .oneRanking, dropsRepeats: Bool = false
  ) {
    self.size = size
    self.sources = sources
    self.dropsRepeats = dropsRepeats
  }

  /// Takes the highest scores.
  ///
  /// - Parameters:
  ///   - scores: [n]; those that are not finite are taken last.
  ///   - sources: The source of each example, [n]; one source if `nil`.
  ///   - firstEqual: For each example the first that it repeats, [n], as of `firstOccurrences(_:)`.
  /// - Returns: The indices, from the highest score; exactly as many as the size says.
  /// - Throws: `Problem` where nothing is selected, there is not enough, or no score is finite.
  public func select(
    by scores: [Double], sources: [String]? = nil, firstEqual: [Int]? = nil
  ) throws -> [Int] {
    guard scores.contains(where: \.isFinite) else {
      throw Problem.noFiniteScore(of: scores.count)
    }
    return try select(inOrder: ranking(of: scores), sources: sources, firstEqual: firstEqual)
  }

  /// Takes the first of an order.
  ///
  /// - Parameters:
  ///   - order: A permutation of 0 to n − 1.
  ///   - sources: The source of each example, [n]; one source if `nil`.
  ///   - firstEqual: For each example the first that it repeats, [n].
  /// - Returns: The indices in their order.
  /// - Throws: `Problem` where nothing is selected or there is not enough.
  public func select(
    inOrder order: [Int], sources: [String]? = nil, firstEqual: [Int]? = nil
  ) throws -> [Int] {
    precondition(
      sources?.count ?? order.count == order.count
        && firstEqual?.count ?? order.count == order.count,
      "sources or repetitions of another number than \(order.count)")
    let count = try size.count(of: order.count)
    let sources = sources ?? Array(repeating: "", count: order.count)
    var room = quotas(sources, count: count)
    var taken: Set<Int> = []
    var chosen: [Int] = []
    for index in order where chosen.count < count && room[sources[index], default: 0] > 0 {
      if dropsRepeats, !taken.insert(firstEqual?[index] ?? index).inserted { continue }
      room[sources[index], default: 0] -= 1
      chosen.append(index)
    }
    guard chosen.count == count else {
      throw Problem.selectsTooMany(count, of: chosen.count, "examples under this policy")
    }
    return chosen
  }

  /// How many examples each source may still give.
  private func quotas(_ sources: [String], count: Int) -> [String: Int] {
    var names: [String] = []
    var sizes: [String: Int] = [:]
    for source in sources {
      if sizes[source] == nil { names.append(source) }
      sizes[source, default: 0] += 1
    }
    switch self.sources {
    case .oneRanking: return sizes
    case .atMost(let share):
      precondition(share > 0 && share <= 1, "a share of \(share)")
      return sizes.mapValues { min($0, Int((share * Double(count) + 1e-9).rounded(.down))) }
    case .proportional: return shared(count, names, sizes, of: sources.count)
    }
  }

  /// Largest remainders, in whole numbers.
  private func shared(
    _ count: Int, _ names: [String], _ sizes: [String: Int], of total: Int
  ) -> [String: Int] {
    var shares = sizes.mapValues { $0 * count / total }
    let rest = count - shares.values.reduce(0, +)
    let remainders = names.map { (sizes[$0] ?? 0) * count % total }
    for place in ranking(of: remainders.map(Double.init)).prefix(rest) {
      shares[names[place], default: 0] += 1
    }
    return shares
  }
}
