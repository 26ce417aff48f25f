import Experiments

/// The models of all reports: a page that lists them, and one for each.
struct ModelIndex {
  private let models: [StoredModel]

  /// The models of `reports`, sorted by bytes; `nil` if there are none.
  init?(_ reports: [StoredReport]) {
    let read = reports.compactMap { report in
      (try? report.findings.get()).map { (report, $0) }
    }
    let names = distinct(read.flatMap { $0.1.models.map(\.name) })
    guard !names.isEmpty else { return nil }
    models = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { name in
      StoredModel(name, in: read)
    }
  }

  /// The address of a model's page as seen from the folder of reports.
  static func address(of model: String) -> String { "models/\(SafeName.of(model)).html" }

  /// `models.html` and the page of each model.
  func files(_ templates: ReportTemplates) throws -> [ReportFile] {
    let list = try templates.page(
      "models",
      [
        "count": .text(counted(models.count, "model")),
        "models": .list(models.map(\.summary)),
      ])
    return try [ReportFile(path: "models.html", text: list)] + models.map { try $0.file(templates) }
  }
}
