import ArgumentParser
import Diagnostics
import Reports

/// `gradbook report --check`: says whether the files are what the findings give.
struct ReportChecking {
  private let subject: ReportSubject
  private let rendering: ReportRendering
  private let cell: String?

  init(_ subject: ReportSubject, _ rendering: ReportRendering, cell: String?) {
    (self.subject, self.rendering, self.cell) = (subject, rendering, cell)
  }

  /// Compares everything, says what differs, and ends with exit code 2 if anything does.
  func run() throws {
    var isEqual = true
    for report in subject.reports {
      let files =
        try cell.map { try rendering.files(report.findings, cell: $0) }
        ?? rendering.files(report.findings, in: report.folder)
      let isSame = try compare(
        files, in: report.folder, isWhole: cell == nil, command: command(report.folder))
      isEqual = isSame && isEqual
    }
    if subject.isAll {
      let pages = try rendering.index(of: subject.folder)
      let isSame = try compare(
        pages, in: subject.folder, isWhole: false, command: "gradbook report \(subject.folder)")
      isEqual = isSame && isEqual
    }
    if !isEqual { throw Outcome.breached }
  }

  private func command(_ folder: String) -> String {
    "gradbook report \(folder)" + (cell.map { " --cell \($0)" } ?? "")
  }

  private func compare(
    _ files: [ReportFile], in folder: String, isWhole: Bool, command: String
  ) throws -> Bool {
    let differences = try ReportCheck.differences(of: files, in: folder, isWhole: isWhole)
    guard differences.isEmpty else {
      printProblem(.differs(differences, in: folder, command: command))
      return false
    }
    let count = counted(files.count, "file")
    print("\(folder): \(count) as the findings give \(files.count == 1 ? "it" : "them")")
    return true
  }
}
