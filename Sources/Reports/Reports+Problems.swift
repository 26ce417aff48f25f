import Diagnostics
import Mustache

// MARK: - Templates

extension Problem {
  static func missingTemplate(_ name: String, folder: String) -> Problem {
    Problem(
      "The template '\(name)' is missing.", at: Place(file: "\(folder)/\(name)"),
      expected: ReportTemplates.names.map { "\($0).mustache" }.joined(separator: ", ")
        + ", \(ReportTemplates.styleName) and \(ReportTemplates.scriptName)",
      remedy: "Copy it from the folder Templates of gradbook's repository.")
  }

  static func brokenTemplate(_ file: String, line: Int, _ error: any Error) -> Problem {
    let reason: String =
      switch error {
      case MustacheTemplate.Error.sectionCloseNameIncorrect:
        "a section is closed that is not the one opened last"
      case MustacheTemplate.Error.expectedSectionEnd: "a section is never closed"
      case MustacheTemplate.Error.unfinishedName: "a tag has no end or a name with odd characters"
      default: "a tag is malformed"
      }
    return Problem(
      "The template is broken.", at: Place(file: file, line: line),
      expected: "tags as mustache(5) describes them", found: reason, remedy: "Correct the tag.")
  }

  static func unknownPartial(_ name: String, file: String, line: Int) -> Problem {
    let near = nearestSpelling(of: name, among: ReportTemplates.names)
    return Problem(
      "The template includes '\(name)', which does not exist.", at: Place(file: file, line: line),
      expected: "one of \(ReportTemplates.names.joined(separator: ", "))",
      remedy: near.map { "Did you mean '\($0)'?" } ?? "Correct the name.")
  }

  static func unknownName(_ name: String) -> Problem {
    Problem(
      "The templates name '\(name)', which no page has.",
      expected: "names as the original templates use",
      remedy: "Correct the name, or take the original templates.")
  }
}

// MARK: - Findings

extension Problem {
  static func unknownCell(_ id: String, among ids: [String]) -> Problem {
    let near = nearestSpelling(of: id, among: ids)
    return Problem(
      "The report has no cell '\(id)'.", expected: "one of \(ids.joined(separator: ", "))",
      remedy: near.map { "Did you mean '\($0)'?" }
        ?? "Take the id from the address of the cell on its page.")
  }
}

// MARK: - Files

extension Problem {
  static func unreadableFile(_ path: String, reason: String) -> Problem {
    Problem(
      "'\(path)' cannot be read.", at: Place(file: path),
      remedy: "Check its permissions and its disk.", cause: reason)
  }

  static func unwritableReport(_ path: String, reason: String) -> Problem {
    Problem(
      "The report cannot be written.", at: Place(file: path),
      remedy: "Check the permissions of the folder and the room on its disk.", cause: reason)
  }
}
