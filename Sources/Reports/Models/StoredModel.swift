import Charts
import Experiments

/// A model as all reports see it.
struct StoredModel {
  let name: String
  private let uses: [Use]

  /// An experiment with the model.
  private struct Use {
    var report: StoredReport
    var findings: Findings
    var facts: ModelFacts
    var claims: [PlacedClaim]
  }

  init(_ name: String, in reports: [(StoredReport, Findings)]) {
    self.name = name
    uses = reports.compactMap { report, findings in
      findings.models.first { equal($0.name, name) }.map { facts in
        Use(
          report: report, findings: findings, facts: facts, claims: PlacedClaim.all(in: report))
      }
    }
  }

  private var claims: [PlacedClaim] { uses.flatMap(\.claims).filter { $0.isAbout(name) } }

  private var rows: [DifferenceFinding] {
    claims.flatMap(\.claim.rows).filter { equal(name, $0.identity.model) }
  }

  /// Claims that compare models, this one among them.
  private var sharedClaims: [PlacedClaim] { uses.flatMap(\.claims).filter(\.isAboutSeveral) }
}

// MARK: - Pages

extension StoredModel {
  /// A line of the list of models.
  var summary: TemplateValue {
    let facts = uses.first.map { ModelFactsView.value(of: $0.facts) } ?? .absent
    return [
      "name": .text(name), "address": .text(ModelIndex.address(of: name)), "facts": facts,
      "experiments": .text("\(uses.count)"),
      "verdicts": VerdictWords.summary(of: rows.map(\.verdict)),
    ]
  }

  /// The page of the model.
  func file(_ templates: ReportTemplates) throws -> ReportFile {
    let (rows, shared) = (rows, sharedClaims)
    let page = try templates.page(
      "model",
      [
        "name": .text(name), "versions": .list(versions),
        "summary": rows.isEmpty
          ? .absent
          : [
            "count": .text(counted(rows.count, "comparison")),
            "verdicts": VerdictWords.summary(of: rows.map(\.verdict)),
          ],
        "controlled": VerdictWords.controlledSummary(
          of: rows.compactMap(\.controlledVerdict), noun: "comparison"),
        "experiments": .list(uses.map(experiment)),
        "claims": claims.isEmpty
          ? .absent
          : [
            "caption": .text("Claims, row by row on this model"),
            "blocks": ClaimBlocks(root: "../", model: name).value(of: claims),
          ],
        "shared": shared.isEmpty ? .absent : ["entries": .list(shared.map(Self.entry))],
      ])
    return ReportFile(path: ModelIndex.address(of: name), text: page)
  }

  /// The facts, once for each that experiments agree on.
  private var versions: [TemplateValue] {
    var seen: [ModelFacts] = []
    for facts in uses.map(\.facts) where !seen.contains(facts) { seen.append(facts) }
    return seen.map { facts in
      let titles = uses.filter { $0.facts == facts }.map(\.findings.title)
      return [
        "facts": ModelFactsView.value(of: facts),
        "where": seen.count > 1 ? .text(listed(titles)) : .absent,
      ]
    }
  }

  private func experiment(_ use: Use) -> TemplateValue {
    let measured = use.findings.data.flatMap(\.measured).filter { equal($0.model, name) }
    return [
      "title": .text(use.findings.title),
      "address": .optional(use.report.address.map { "../\($0)" }),
      "examples": .text(counted(measured.map(\.count).reduce(0, +), "example")),
      "problem": .optional(use.facts.problem),
    ]
  }

  private static func entry(_ placed: PlacedClaim) -> TemplateValue {
    [
      "statement": .text(placed.claim.statement), "experiment": .text(placed.experiment),
      "address": .optional(placed.address.map { "../\($0)" }), "anchor": .text(placed.anchor),
      "verdict": VerdictWords(verdict: placed.claim.verdict).value,
    ]
  }
}
