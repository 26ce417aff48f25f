import Experiments
import Exports

/// What a report can be exported as, for people.
enum ExportList {
  /// The cells with their formats, and a line about each format.
  static func text(_ findings: Findings) -> String {
    let width = findings.cells.map(\.id.count).max() ?? 0
    let cells = findings.cells.map { cell in
      let formats = ExportFormat.allCases.filter { $0.applies(to: cell) }.map(\.rawValue)
      return "  \(cell.id.padded(to: width))  \(cell.kind.padded(to: 12))  "
        + formats.joined(separator: " ")
    }
    let formats = ExportFormat.allCases.map { "  \($0.rawValue.padded(to: 8))  \($0.summary)" }
    return ([findings.name] + cells + ["formats"] + formats).joined(separator: "\n")
  }
}
