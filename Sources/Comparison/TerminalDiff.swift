import Experiments

/// A comparison as plain text for a terminal.
public struct TerminalDiff {
  /// The lines.
  public private(set) var lines: [String] = []

  /// Versions of one experiment.
  ///
  /// - Parameters:
  ///   - diffs: The versions.
  ///   - showsAll: Whether what is equivalent is shown too.
  public init(_ diffs: [VersionDiff], showsAll: Bool = false) {
    for (index, diff) in diffs.enumerated() {
      if index > 0 { lines.append("") }
      lines.append("\(diff.other) against \(diff.reference)")
      lines.append(
        "\(diff.verdict.glyph) \(diff.verdict.rawValue): \(summary(of: diff.counts)) "
          + "(\(diff.tested) numbers tested)")
      lines += diff.changes.map { "  \($0.words)" }
      for cell in diff.cells { add(cell, showsAll: showsAll) }
    }
  }

  private mutating func add(_ cell: CellComparison, showsAll: Bool) {
    guard showsAll || cell.verdict != .equivalent || !cell.notes.isEmpty else { return }
    lines.append("")
    lines.append("\(cell.verdict.glyph) \(cell.verdict.rawValue)  \(cell.id)  \(cell.title)")
    lines += cell.notes.map { "    \($0)" }
    let shown = cell.lines.filter { showsAll || $0.verdict != .equivalent }
    let rows = shown.prefix(showsAll ? .max : 20).map { line in
      [
        "\(line.verdict.glyph) \(line.verdict.rawValue)", "\(line.quantity) · \(line.subject)",
        "\(DiffNumbers.value(line.number.reference?.value)) → \(DiffNumbers.value(line.number.other?.value))",
        line.number.difference?.words ?? "",
        "p \(DiffNumbers.probability(line.number.adjustedPValue))",
        line.remark ?? "",
      ]
    }
    lines += aligned(rows).map { "    \($0)" }
    if shown.count > rows.count { lines.append("    and \(shown.count - rows.count) more (--all)") }
  }

  /// Contrasts.
  public init(_ contrast: Contrast) {
    lines.append(
      "across \(contrast.axis.rawValue): \(contrast.tested) "
        + (contrast.form == .logRatio ? "log ratios" : "differences"))
    for cell in contrast.cells {
      lines.append("")
      lines.append("\(cell.id)  \(cell.title)")
      lines += aligned(
        cell.rows.map { row in
          [
            row.verdict(alpha: 1 - contrast.level), "\(row.quantity.label) · \(row.key.words)",
            "\(row.other) − \(row.reference)",
            "\(DiffNumbers.value(row.first.value)) → \(DiffNumbers.value(row.second.value))",
            row.difference?.words ?? "", "p \(DiffNumbers.probability(row.adjustedPValue))",
          ]
        }
      ).map { "    \($0)" }
    }
  }

  private func aligned(_ rows: [[String]]) -> [String] {
    guard let columns = rows.first?.count else { return [] }
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let fields = zip(row, widths).map { field, width in
        field + String(repeating: " ", count: width - field.count)
      }
      return String(fields.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
  }
}
