import Charts
import Experiments
import Reports

/// Differences as rows of a table: the columns that any of them needs.
struct DifferenceRows {
  let columns: [String]
  private let style: NumberStyle
  private let ofFamilies: Bool
  private let isControlled: Bool
  private let isAdjusted: Bool
  private let hasTests: Bool
  private let hasReferences: Bool

  /// - Parameters:
  ///   - rows: all rows of the table.
  ///   - estimate: what a difference is called.
  ///   - ofFamilies: whether rows hold distances between families and within.
  init(_ rows: [DifferenceFinding], estimate: String = "difference", ofFamilies: Bool = false) {
    self.ofFamilies = ofFamilies
    style = NumberStyle(rows.map(\.difference))
    isControlled = rows.contains { $0.controlledVerdict != nil }
    isAdjusted = rows.contains { $0.adjustedPValue != nil }
    hasTests = rows.contains { $0.pValue != nil }
    hasReferences = !ofFamilies && rows.contains { !$0.reference.isEmpty }
    columns =
      ["of"] + (hasReferences ? ["compared with"] : [])
      + (ofFamilies ? ["between families", "within families"] : []) + [estimate, "n"]
      + (hasTests ? [isAdjusted ? "adjusted p" : "p"] : []) + ["verdict"]
      + (isControlled ? ["at equal length"] : [])
  }

  func fields(_ rows: [DifferenceFinding]) -> [[String]] { rows.map(fields) }

  private func fields(_ row: DifferenceFinding) -> [String] {
    let isKnown = row.difference.value != nil
    return [row.label] + (hasReferences ? [row.reference] : [])
      + (ofFamilies ? [row.value, row.referenceValue].map { style.text($0) ?? "–" } : []) + [
        style.withInterval(row.difference), isKnown ? String(row.difference.n) : "–",
      ]
      + (hasTests ? [Self.pText(isAdjusted ? row.adjustedPValue : row.pValue)] : [])
      + [isKnown ? row.verdict : row.problem ?? row.verdict]
      + (isControlled ? [controlled(row)] : [])
  }

  /// The difference at equal length and what it comes to.
  private func controlled(_ row: DifferenceFinding) -> String {
    guard let verdict = row.controlledVerdict else { return "–" }
    guard let control = row.decidingControl else { return verdict }
    return "\(style.withInterval(control.estimate)), \(verdict)"
  }

  /// For example `0.034` or `< 0.001`; never a value that no test can have.
  private static func pText(_ p: Double?) -> String {
    guard let p else { return "–" }
    return p < 0.001 ? "< 0.001" : NumberText.significant(p, digits: 2)
  }
}
