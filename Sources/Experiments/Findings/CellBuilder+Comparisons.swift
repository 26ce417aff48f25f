import Statistics

/// What the rows of a claim, a forest or a separation have in common.
extension CellBuilder {
  /// The rows with p-values adjusted for all of them.
  func adjusted(_ rows: [DifferenceFinding]) -> [DifferenceFinding] {
    let tested = rows.indices.filter { rows[$0].pValue != nil }
    var rows = rows
    for (index, p) in zip(tested, benjaminiHochberg(tested.compactMap { rows[$0].pValue })) {
      rows[index].adjustedPValue = p
    }
    return rows
  }

  /// The groups with p-values adjusted for all of their rows.
  func adjusted(_ groups: [ForestGroupFinding]) -> [ForestGroupFinding] {
    var rows = adjusted(groups.flatMap(\.rows))[...]
    return groups.map { group in
      defer { rows = rows.dropFirst(group.rows.count) }
      return ForestGroupFinding(
        heading: group.heading, rows: Array(rows.prefix(group.rows.count)))
    }
  }

  /// Over how many rows p-values are adjusted, as the end of a caption.
  func adjustmentWords(_ rows: [DifferenceFinding]) -> String {
    let count = rows.count { $0.adjustedPValue != nil }
    return count > 1
      ? " p-values are adjusted for \(count) comparisons (Benjamini and Hochberg)." : ""
  }

  /// Whether a row's p-value, adjusted for the others, is as small as its interval says; so where it has none.
  func isClearAmongOthers(_ row: DifferenceFinding) -> Bool {
    (row.adjustedPValue ?? 0) <= 1 - spec.statistics.confidence
  }

  /// How many of several rows stay clear among all that were looked at; empty where all do.
  func correctedWords(_ rows: [DifferenceFinding]) -> String {
    let clear = rows.count(where: isClearAmongOthers)
    return clear == rows.count ? "" : " (\(clear) after correction)"
  }

  /// How length is taken out, as the end of a caption; empty where it is not.
  func controlWords(_ rows: [DifferenceFinding]) -> String {
    let labels = rows.decidingLabels
    if labels.isEmpty {
      return rows.contains { $0.controls != nil }
        ? " Nothing can be compared at equal response length." : ""
    }
    return " At equal response length: \(labels.joined(separator: "; "))."
  }
}

extension DifferenceFinding {
  /// A row of which nothing was measured.
  static func unmeasured(
    _ label: String, _ identity: Identity, reference: String
  ) -> DifferenceFinding {
    DifferenceFinding(
      label: label, identity: identity, reference: reference,
      difference: EstimateFinding(value: nil, lower: nil, upper: nil, n: 0), value: nil,
      referenceValue: nil, isPaired: false, pValue: nil, minimumPValue: nil,
      verdict: "inconclusive", problem: "not measured")
  }
}
