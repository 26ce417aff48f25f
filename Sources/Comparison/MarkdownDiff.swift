import Experiments
import Foundation

/// A comparison as Markdown: for a comment, a job summary or a terminal that renders it.
public struct MarkdownDiff {
  /// The most bytes that a comment may have: GitHub takes 65,536 characters.
  public static let limit = 60_000

  private var blocks: [String] = []

  /// The document, whole blocks of it within ``limit`` bytes, the most important first.
  public var text: String {
    var text = ""
    for (index, block) in blocks.enumerated() {
      if text.utf8.count + block.utf8.count > Self.limit - 200 {
        return text
          + "\n*\(blocks.count - index) more parts are left out; the whole is in the page.*\n"
      }
      text += (text.isEmpty ? "" : "\n") + block
    }
    return text
  }

  /// Versions of one experiment.
  public init(_ diffs: [VersionDiff], title: String) {
    for diff in diffs {
      blocks.append(
        "### \(diff.verdict.glyph) \(Self.plain(title)): \(Self.plain(diff.other)) against "
          + "\(Self.plain(diff.reference))\n\n\(summary(of: diff.counts)) "
          + "(\(diff.tested) numbers tested; intervals are \(Self.percent(diff.level)), p-values adjusted "
          + "by Benjamini and Hochberg).\n")
      if !diff.changes.isEmpty {
        blocks.append(
          "**What else changed**\n\n"
            + diff.changes.prefix(40).map { "- \(Self.plain($0.words))\n" }.joined()
            + (diff.changes.count > 40 ? "- and \(diff.changes.count - 40) more\n" : ""))
      }
      let cells = diff.cells.enumerated().sorted {
        ($0.element.verdict.rank, $0.offset) < ($1.element.verdict.rank, $1.offset)
      }.map(\.element)
      let quiet = cells.filter { $0.verdict == .equivalent && $0.notes.isEmpty }
      for cell in cells where cell.verdict != .equivalent || !cell.notes.isEmpty {
        blocks.append(Self.block(of: cell))
      }
      if !quiet.isEmpty {
        blocks.append("\(quiet.count) of \(cells.count) cells are equivalent.\n")
      }
    }
  }

  /// Contrasts.
  public init(_ contrast: Contrast, title: String) {
    let form = contrast.form == .logRatio ? "log ratios" : "differences"
    blocks.append(
      "### \(Self.plain(title)) across \(contrast.axis.rawValue)\n\n\(contrast.tested) \(form) with "
        + "\(Self.percent(contrast.level)) intervals, p-values adjusted by Benjamini and Hochberg. "
        + "Nothing here passes or fails.\n")
    for cell in contrast.cells {
      var rows = [
        "| What | \(contrast.axis.rawValue.capitalized) | Value | Difference | p |",
        "|---|---|---|---|---|",
      ]
      for row in cell.rows {
        let difference = row.difference?.words ?? "not measured"
        rows.append(
          "| \(Self.cell(row.quantity.label)) · \(Self.cell(row.key.words)) "
            + "| \(Self.cell(row.other)) − \(Self.cell(row.reference)) "
            + "| \(DiffNumbers.value(row.first.value)) → \(DiffNumbers.value(row.second.value)) | \(difference) "
            + "| \(DiffNumbers.probability(row.adjustedPValue)) |")
      }
      blocks.append("**\(Self.plain(cell.title))**\n\n" + rows.joined(separator: "\n") + "\n")
    }
  }

  private static func block(of cell: CellComparison) -> String {
    var text =
      "**\(cell.verdict.glyph) \(cell.verdict.rawValue)** · `\(cell.id)` \(plain(cell.title))\n"
    for note in cell.notes { text += "\n\(plain(note))\n" }
    let lines = cell.lines.filter { $0.verdict != .equivalent }
    guard !lines.isEmpty else { return text }
    text += "\n| | What | Before | After | Difference | p | |\n|---|---|---|---|---|---|---|\n"
    for line in lines.prefix(30) {
      let number = line.number
      text +=
        "| \(line.verdict.glyph) \(line.verdict.rawValue) | \(self.cell(line.quantity)) · "
        + "\(self.cell(line.subject)) | \(DiffNumbers.value(number.reference?.value)) "
        + "| \(DiffNumbers.value(number.other?.value)) | \(number.difference?.words ?? "") "
        + "| \(DiffNumbers.probability(number.adjustedPValue)) | \(self.cell(line.remark ?? "")) |\n"
    }
    if lines.count > 30 { text += "\n*\(lines.count - 30) more*\n" }
    return text
  }

  static func percent(_ level: Double) -> String { DiffNumbers.value(level * 100) + " %" }

  /// Foreign text that Markdown and HTML leave alone.
  static func plain(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!", "@":
        result += "\\" + String(character)
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\n", "\r", "\t": result += " "
      default:
        if character.value >= 32, character.value != 127 { result.unicodeScalars.append(character) }
      }
    }
    return result
  }

  private static func cell(_ text: String) -> String { plain(text) }
}
