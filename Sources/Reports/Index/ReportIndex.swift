import Experiments

/// The pages over all reports of a folder.
public enum ReportIndex {
  /// The page `index.html` that lists the reports by name, and `claims.html` with the claims of all.
  ///
  /// A report whose findings cannot be read is listed with its problem.
  ///
  /// - Parameters:
  ///   - folder: the folder with a folder for each report; it need not exist.
  ///   - templates: the pages to fill in.
  /// - Returns: The pages, sorted by path; `claims.html` only where there is a claim.
  /// - Throws: `Problem` if the folder cannot be read or a template names something that does not exist.
  public static func files(
    of folder: String, templates: ReportTemplates
  ) throws -> [ReportFile] {
    let reports = try StoredReport.all(in: folder)
    let claims = try ClaimIndex(reports).map { try $0.file(templates) }
    let entries = reports.map(entry)
    let page = try templates.page(
      "index",
      [
        "styles": .markup(templates.styles), "reports": .list(entries),
        "count": .text(counted(entries.count, "experiment")), "isEmpty": .flag(entries.isEmpty),
        "hasClaims": .flag(claims != nil),
      ])
    return [claims, ReportFile(path: "index.html", text: page)].compactMap { $0 }
  }

  private static func entry(_ report: StoredReport) -> TemplateValue {
    switch report.findings {
    case .success(let findings):
      let header = HeaderView(findings: findings)
      return [
        "name": .text(report.name), "address": .optional(report.address), "problem": .absent,
        "title": .text(findings.title), "question": .optional(findings.question),
        "summary": header.summary, "models": .text(header.models),
        "examples": .text(counted(header.exampleCount, "example")),
        "shortcomings": .optional(header.shortcomings),
      ]
    case .failure(let problem):
      return [
        "name": .text(report.name), "address": .optional(report.address),
        "problem": .text(problem.words), "title": .text(report.name), "question": .absent,
        "summary": .absent, "models": .absent, "examples": .absent, "shortcomings": .absent,
      ]
    }
  }
}
