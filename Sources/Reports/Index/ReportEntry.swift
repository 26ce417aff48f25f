import Experiments

/// A report in the list of all.
struct ReportEntry {
  let value: TemplateValue

  init(_ report: StoredReport) {
    switch report.findings {
    case .success(let findings): value = Self.value(of: findings, report)
    case .failure(let problem):
      value = [
        "name": .text(report.name), "anchor": .text(Anchors.experiment(report.name)),
        "address": .optional(report.address), "problem": .text(problem.words),
        "title": .text(report.name), "question": .absent, "summary": .absent,
        "controlled": .absent, "examples": .absent, "shortcomings": .absent,
        "status": "Cannot be read", "models": .list([]), "labels": .list([]), "claims": .absent,
      ]
    }
  }

  private static func value(of findings: Findings, _ report: StoredReport) -> TemplateValue {
    let header = HeaderView(findings: findings)
    let claims = PlacedClaim.all(in: report)
    return [
      "name": .text(report.name), "anchor": .text(Anchors.experiment(report.name)),
      "address": .optional(report.address), "problem": .absent,
      "title": .text(findings.title), "question": .optional(findings.question),
      "summary": header.summary,
      "controlled": VerdictWords.controlledSummary(
        of: claims.compactMap(\.claim.controlledVerdict), noun: "claim"),
      "examples": .text(header.examples),
      "shortcomings": .optional(header.shortcomings), "status": .text(header.status),
      "models": .list(
        distinct(findings.models.map(\.name)).map { name in
          ["name": .text(name), "address": .text(ModelIndex.address(of: name))]
        }),
      "labels": .list(labels(findings)),
      "claims": claims.isEmpty
        ? .absent
        : [
          "count": .text(counted(claims.count, "claim")),
          "entries": .list(claims.map(entry)),
        ],
    ]
  }

  /// What the list can be narrowed by.
  private static func labels(_ findings: Findings) -> [TemplateValue] {
    [
      ("Family", findings.models.map(\.family)), ("Size", findings.models.map(\.size)),
      ("Data kind", findings.data.map(\.kind)), ("Metric", metrics(findings)),
    ].compactMap { title, words in
      let words = distinct(words).filter { !$0.isEmpty }
      return words.isEmpty ? nil : ["label": .text(title), "words": .texts(words)]
    }
  }

  private static func metrics(_ findings: Findings) -> [String] {
    findings.cells.flatMap { cell -> [String] in
      switch cell.content {
      case .chart(let chart): [chart.quantity?.label].compactMap { $0 }
      case .table(let table): table.quantities.map(\.label)
      case .claim(let claim): [claim.quantity.label]
      case .markdown, .nothing: []
      }
    }
  }

  private static func entry(_ placed: PlacedClaim) -> TemplateValue {
    [
      "mark": .optional(placed.mark), "statement": .text(placed.claim.statement),
      "address": .optional(placed.address),
      "verdict": VerdictWords(verdict: placed.claim.verdict).value,
      "equal": placed.claim.controlledVerdict.map { VerdictWords(verdict: $0).value } ?? .absent,
    ]
  }
}
