import Experiments

/// The pages over all reports of a folder.
public enum ReportIndex {
  /// The page `index.html` that lists the reports by name; `claims.html` with the claims of all; and
  /// `models.html` with a page for each model in `models`.
  ///
  /// A report whose findings cannot be read is listed with its problem.
  ///
  /// - Parameters:
  ///   - folder: the folder with a folder for each report; it need not exist.
  ///   - templates: the pages to fill in.
  /// - Returns: The pages, sorted by path; those of claims and models only where there are any.
  /// - Throws: `Problem` if the folder cannot be read or a template names something that does not exist.
  public static func files(
    of folder: String, templates: ReportTemplates
  ) throws -> [ReportFile] {
    let reports = try StoredReport.all(in: folder)
    let claims = try ClaimIndex(reports).map { try $0.file(templates) }
    let models = try ModelIndex(reports).map { try $0.files(templates) } ?? []
    let page = try templates.page(
      "index",
      [
        "reports": .list(reports.map { ReportEntry($0).value }),
        "count": .text(counted(reports.count, "experiment")), "isEmpty": .flag(reports.isEmpty),
        "hasClaims": .flag(claims != nil), "hasModels": .flag(!models.isEmpty),
      ])
    let files = [claims, ReportFile(path: "index.html", text: page)].compactMap { $0 } + models
    return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}
