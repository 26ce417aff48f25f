import Diagnostics
import Experiments
public import JSONTree

/// What a check leaves for others to show: annotations, a test report, a comment.
public struct CheckOutputs {
  private let check: PolicyCheck
  private let report: String
  private let title: String
  private let specFile: String?
  private let specLines: [String: Int]

  /// Prepares the outputs.
  ///
  /// - Parameters:
  ///   - check: The check.
  ///   - report: The name of the experiment.
  ///   - title: Its title.
  ///   - specFile: The experiment's file as the repository knows it; `nil` if it is not known.
  ///   - specLines: The line of each cell in it, by the cell's id.
  public init(
    _ check: PolicyCheck, report: String, title: String, specFile: String?,
    specLines: [String: Int]
  ) {
    (self.check, self.report, self.title) = (check, report, title)
    (self.specFile, self.specLines) = (specFile, specLines)
  }

  // MARK: Annotations

  /// Workflow commands of GitHub Actions, one a line: an error on the line of each cell that breaches.
  public var annotations: [String] {
    check.breaches.map { breach in
      var properties: [String] = []
      if let specFile {
        properties.append("file=\(Self.escaped(specFile, isProperty: true))")
        if let line = specLines[breach.cell.id] { properties.append("line=\(line)") }
      }
      properties.append(
        "title=" + Self.escaped("\(report), cell '\(breach.cell.id)'", isProperty: true))
      let kind = breach.verdict == .notComparable ? "warning" : "error"
      return "::\(kind) \(properties.joined(separator: ","))::"
        + Self.escaped(breach.words, isProperty: false)
    }
  }

  /// As the runner of GitHub Actions unescapes it.
  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where isProperty: result += "%3A"
      case "," where isProperty: result += "%2C"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  // MARK: JUnit

  /// JUnit XML: a test for each cell, which fails where the policy is breached and is skipped where
  /// nothing can be said.
  public var junit: String {
    let breaches = Dictionary(
      check.breaches.map { ($0.cell.id, $0) }, uniquingKeysWith: { first, _ in first })
    let cells = check.diff.cells.filter { $0.kind != "markdown" }
    let skipped = cells.count { breaches[$0.id] == nil && $0.verdict == .inconclusive }
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<testsuites tests="\#(cells.count)" failures="\#(breaches.count)">"#,
      #"<testsuite name="\#(Self.xml(report))" tests="\#(cells.count)" "#
        + #"failures="\#(breaches.count)" errors="0" skipped="\#(skipped)">"#,
    ]
    for cell in cells {
      let head =
        #"<testcase classname="\#(Self.xml(report))" name="\#(Self.xml(cell.id))""#
        + (specFile.map { #" file="\#(Self.xml($0))""# } ?? "")
        + (specLines[cell.id].map { #" line="\#($0)""# } ?? "")
      if let breach = breaches[cell.id] {
        let details = breach.lines.map { line in
          "\(line.verdict.rawValue): \(line.quantity) of \(line.subject) "
            + (line.number.difference?.words ?? line.number.reason ?? "")
        }
        lines += [
          head + ">",
          #"<failure type="\#(breach.verdict.rawValue)" message="\#(Self.xml(breach.words))">"#
            + Self.xml(details.joined(separator: "\n")) + "</failure>", "</testcase>",
        ]
      } else if cell.verdict == .inconclusive {
        lines += [head + ">", #"<skipped message="inconclusive"/>"#, "</testcase>"]
      } else {
        lines.append(head + "/>")
      }
    }
    return (lines + ["</testsuite>", "</testsuites>", ""]).joined(separator: "\n")
  }

  /// Text as XML: what XML 1.0 cannot hold becomes U+FFFD.
  static func xml(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      case "\t": result += "&#9;"
      default:
        let isAllowed =
          character.value >= 32 && character.value != 0xFFFE && character.value != 0xFFFF
        result.unicodeScalars.append(isAllowed ? character : "\u{FFFD}")
      }
    }
    return result
  }

  // MARK: Markdown

  /// The job summary.
  public var summary: String {
    let words =
      check.breaches.isEmpty
      ? "The policy is kept."
      : "\(check.breaches.count) of \(check.diff.cells.count) cells breach the policy."
    return "\(words)\n\n" + MarkdownDiff([check.diff], title: title).text
  }

  /// A comment that replaces the one before it; `nil` where there is nothing to tell.
  public var comment: String? {
    guard check.matters else { return nil }
    return "<!-- gradbook:\(MarkdownDiff.plain(report)) -->\n" + summary
  }
}

extension CheckOutputs {
  /// The line on which each cell of an experiment's file begins.
  ///
  /// - Parameters:
  ///   - ids: The ids of the cells, in the order of the file.
  ///   - document: The experiment's file.
  /// - Returns: The lines, from 1, by id; none where the file has another number of cells.
  public static func lines(of ids: [String], in document: JSONDocument) -> [String: Int] {
    guard case .array(let cells)? = document.root["cells"]?.content, cells.count == ids.count else {
      return [:]
    }
    var lines: [String: Int] = [:]
    for (id, cell) in zip(ids, cells) { lines[id] = document.place(of: cell).line }
    return lines
  }
}
