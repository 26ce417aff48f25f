extension ReportTemplates {
  /// The file `name` of the folder `Templates`, as it was when the program was built.
  static func builtIn(_ name: String) -> [UInt8] {
    switch name {
    case "script.js": PackageResources.script_js
    case "style.css": PackageResources.style_css
    case "report.mustache": PackageResources.report_mustache
    case "contents.mustache": PackageResources.contents_mustache
    case "cell.mustache": PackageResources.cell_mustache
    case "chart.mustache": PackageResources.chart_mustache
    case "reading.mustache": PackageResources.reading_mustache
    case "data.mustache": PackageResources.data_mustache
    case "table.mustache": PackageResources.table_mustache
    case "claim.mustache": PackageResources.claim_mustache
    case "provenance.mustache": PackageResources.provenance_mustache
    case "index.mustache": PackageResources.index_mustache
    case "claims.mustache": PackageResources.claims_mustache
    case "diff.mustache": PackageResources.diff_mustache
    case "models.mustache": PackageResources.models_mustache
    case "model.mustache": PackageResources.model_mustache
    case "verdicts.mustache": PackageResources.verdicts_mustache
    case "history.mustache": PackageResources.history_mustache
    default: preconditionFailure("no template is called '\(name)'")
    }
  }
}
