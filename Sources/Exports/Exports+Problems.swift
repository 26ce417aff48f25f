import Charts
import Diagnostics
import Experiments

// MARK: - What to export

extension Problem {
  static func unknownFormat(_ name: String) -> Problem {
    let names = ExportFormat.allCases.map(\.rawValue) + ["all"]
    let near = nearestSpelling(of: name, among: names)
    return Problem(
      "There is no format '\(name)'.", expected: names.joined(separator: ", "),
      remedy: near.map { "Did you mean '\($0)'?" }
        ?? "'gradbook export --list' tells what there is.")
  }

  static func unknownCell(_ id: String, of report: String, among known: [String]) -> Problem {
    let near = nearestSpelling(of: id, among: known)
    return Problem(
      "The report '\(report)' has no cell '\(id)'.",
      expected: known.isEmpty ? "a report with cells" : "one of \(known.joined(separator: ", "))",
      remedy: near.map { "Did you mean '\($0)'?" }
        ?? "'gradbook export --list' tells what there is.")
  }

  static func inapplicableFormat(_ format: ExportFormat, cell: CellFinding) -> Problem {
    let possible = ExportFormat.allCases.filter { $0.applies(to: cell) }.map(\.rawValue)
    return Problem(
      "The cell '\(cell.id)' cannot be exported as \(format.rawValue).",
      expected: "\(possible.joined(separator: ", ")) for this cell",
      found: "a cell of the kind '\(cell.kind)'",
      remedy:
        "Leave out the cell or the format, or ask for '--format all', which takes what there is.")
  }

  static func nothingToExport(_ format: ExportFormat, of report: String) -> Problem {
    Problem(
      "The report '\(report)' has nothing that can be exported as \(format.rawValue).",
      remedy: "'gradbook export --list' tells what there is.")
  }
}

// MARK: - Figures

extension Problem {
  static func unreadableLength(_ text: String, option: String) -> Problem {
    Problem(
      "'\(text)' is no \(option) of a figure.",
      expected: option == "width"
        ? "'column' (89 mm), 'page' (183 mm), or a length such as '120mm' or '4.7in'"
        : "a length such as '60mm' or '2.4in'",
      remedy: "Write a number and 'mm' or 'in' without a space.")
  }

  static func figureTooNarrow(_ millimetres: Double) -> Problem {
    let least = (ChartWidth.least / Length.pixelsPerMillimetre).rounded(.up)
    return Problem(
      "A figure cannot be \(NumberText.significant(millimetres)) mm wide.",
      expected: "at least \(NumberText.significant(least)) mm: text of 7 to 9 pt needs it",
      remedy: "Draw it wider; a picture that is scaled down has type too small to read.")
  }

  static func figureTooLarge(_ millimetres: Double, option: String) -> Problem {
    Problem(
      "A figure cannot have a \(option) of \(NumberText.significant(millimetres)) mm.",
      expected: "at most \(NumberText.significant(Length.largest)) mm",
      remedy: "Name a smaller \(option).")
  }

  static func figureTooLow(_ cell: String, wanted: Double, least: Double) -> Problem {
    let most = (least / Length.pixelsPerMillimetre * 10).rounded(.up) / 10
    return Problem(
      "The figure of the cell '\(cell)' does not fit into the height.",
      expected: "at least \(NumberText.significant(most, digits: 4)) mm at this width",
      found: "\(NumberText.significant(wanted / Length.pixelsPerMillimetre, digits: 4)) mm",
      remedy: "Leave out '--height', or draw the figure higher or wider.")
  }
}

// MARK: - Files

extension Problem {
  static func unwritableExport(_ path: String, reason: String) -> Problem {
    Problem(
      "The export cannot be written.", at: Place(file: path),
      remedy:
        "Name another folder with '--output', or check its permissions and the room on its disk.",
      cause: reason)
  }
}
