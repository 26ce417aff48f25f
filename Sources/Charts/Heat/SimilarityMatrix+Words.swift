extension SimilarityMatrix {
  /// What is compared, the ends, what groups have to do with it, the tree, and what is missing.
  public var spokenDescription: String {
    let groups = Set(items.compactMap(\.group)).count
    var sentences = [
      "Similarity matrix of \(quantity) between \(counted(items.count, itemTitle))"
        + (groups > 0 ? " of \(plural(groups, groupTitle))" : "")
        + (tree.map { ", ordered by a tree of \($0.heightTitle)." } ?? ".")
    ]
    let decimals = decimals
    let text = { (value: Double) in NumberText.fixed(value, fraction: decimals) }
    sentences += [ends(text), groupMeans(text), lastJoin].compactMap { $0 }
    let missing = items.indices.filter(isMissing).map { items[$0].name }
    if !missing.isEmpty { sentences.append("No data: \(missing.joined(separator: ", ")).") }
    return sentences.joined(separator: " ")
  }

  private func plural(_ count: Int, _ noun: String) -> String {
    count != 1 && noun.utf8.last == UInt8(ascii: "y")
      ? "\(count) \(noun.dropLast())ies" : counted(count, noun)
  }

  /// Which two are most and which least alike.
  private func ends(_ text: (Double) -> String) -> String? {
    let known = pairs.compactMap { pair in
      pair.value.map { (first: pair.first, second: pair.second, value: $0) }
    }
    guard let low = known.min(by: { $0.value < $1.value }),
      let high = known.max(by: { $0.value < $1.value })
    else { return "No two have a value." }
    func words(_ pair: (first: Int, second: Int, value: Double)) -> String {
      "\(items[pair.first].name) and \(items[pair.second].name) (\(text(pair.value)))"
    }
    guard known.count > 1 else { return "\(words(low))." }
    let (most, least) = measure == .correlation ? (high, low) : (low, high)
    return "Most alike are \(words(most)), least \(words(least))."
  }

  /// The means within and between groups.
  private func groupMeans(_ text: (Double) -> String) -> String? {
    var sums = (within: 0.0, between: 0.0)
    var counts = (within: 0, between: 0)
    for pair in pairs {
      guard let value = pair.value, let a = items[pair.first].group,
        let b = items[pair.second].group
      else { continue }
      if a.utf8.elementsEqual(b.utf8) {
        sums.within += value
        counts.within += 1
      } else {
        sums.between += value
        counts.between += 1
      }
    }
    guard counts.within > 0, counts.between > 0 else { return nil }
    return "The mean within one \(groupTitle) is \(text(sums.within / Double(counts.within))), "
      + "between \(plural(2, groupTitle).dropFirst(2)) \(text(sums.between / Double(counts.between)))."
  }

  /// The two clusters that are joined last.
  private var lastJoin: String? {
    guard let tree, let last = tree.merges.last, tree.merges.count > 1 else { return nil }
    let members = tree.members
    func names(_ cluster: Int) -> String {
      let all = order.filter(members[cluster].contains)
      guard all.count <= 6 else { return counted(all.count, itemTitle) }
      return all.map { items[$0].name }.joined(separator: ", ")
    }
    return "The tree parts, at \(NumberText.significant(last.height)), \(names(last.left)) "
      + "from \(names(last.right))."
  }

  /// One line for every two items: their names and groups, the value.
  public var table: ChartTable {
    let hasGroups = items.contains { $0.group != nil }
    func cells(_ item: Int) -> [ChartTable.Cell] {
      [.text(items[item].name)]
        + (hasGroups ? [items[item].group.map { .text($0) } ?? .empty] : [])
    }
    func titles(_ suffix: String) -> [String] {
      ["\(itemTitle) \(suffix)"] + (hasGroups ? ["\(groupTitle) \(suffix)"] : [])
    }
    return ChartTable(
      header: titles("A") + titles("B") + [quantity],
      cells: pairs.map { cells($0.first) + cells($0.second) + [.init($0.value)] })
  }
}
