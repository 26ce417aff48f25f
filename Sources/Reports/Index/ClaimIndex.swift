import Experiments

/// The claims of all reports on one page: paper by paper, a row for each claim and model.
struct ClaimIndex {
  private let papers: [Paper]

  /// The claims that name one source.
  private struct Paper {
    var name: String
    var claims: [PlacedClaim]
  }

  /// A claim and where it stands.
  private struct PlacedClaim {
    var claim: ClaimFinding
    /// What of the source it is, such as `A1`; empty where the source does not say.
    var mark: String
    var experiment: String
    /// The address of its cell; `nil` if the report has no page.
    var address: String?
  }

  /// The claims of `reports`; `nil` if there are none.
  init?(_ reports: [StoredReport]) {
    var papers: [Paper] = []
    for report in reports {
      guard case .success(let findings) = report.findings else { continue }
      for cell in findings.cells {
        guard case .claim(let claim) = cell.content else { continue }
        let (paper, mark) = Self.source(of: claim)
        let placed = PlacedClaim(
          claim: claim, mark: mark, experiment: findings.title,
          address: report.address.map { "\($0)#\(cell.id)" })
        if let index = papers.firstIndex(where: { equal($0.name, paper) }) {
          papers[index].claims.append(placed)
        } else {
          papers.append(Paper(name: paper, claims: [placed]))
        }
      }
    }
    guard !papers.isEmpty else { return nil }
    self.papers = papers.map(Self.ordered).sorted { Self.precedes($0.name, $1.name) }
  }

  /// `arXiv 2410.23743, A1` is claim A1 of arXiv 2410.23743; what stands behind a colon is its wording.
  private static func source(of claim: ClaimFinding) -> (paper: String, mark: String) {
    guard let source = claim.source else { return ("", "") }
    let parts = source.split(maxSplits: 1) { $0 == "," || $0 == ":" }
    let words = parts.map { $0.drop { $0 == " " } }
    let isMark = words.count > 1 && source.contains(",") && words[1].count <= 16
    return (String(words.first ?? ""), isMark ? String(words[1]) : "")
  }

  /// By the marks A1, A2, …, B1, and within one as the reports stand.
  private static func ordered(_ paper: Paper) -> Paper {
    let claims = paper.claims.enumerated().sorted {
      equal($0.element.mark, $1.element.mark)
        ? $0.offset < $1.offset : precedes($0.element.mark, $1.element.mark)
    }
    return Paper(name: paper.name, claims: claims.map(\.element))
  }

  /// By bytes; what has no name comes last.
  private static func precedes(_ a: String, _ b: String) -> Bool {
    if a.isEmpty || b.isEmpty { return !a.isEmpty && b.isEmpty }
    return a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}

// MARK: - The page

extension ClaimIndex {
  /// The page `claims.html`.
  func file(_ templates: ReportTemplates) throws -> ReportFile {
    let claims = papers.flatMap(\.claims).map(\.claim)
    let verdicts = claims.map(\.verdict)
    let controlled = claims.compactMap(\.controlledVerdict)
    let page = try templates.page(
      "claims",
      [
        "styles": .markup(templates.styles), "count": .text(counted(verdicts.count, "claim")),
        "verdicts": VerdictWords.summary(of: verdicts),
        "controlled": controlled.isEmpty
          ? .absent
          : [
            "count": .text("\(counted(controlled.count, "claim")) at equal length"),
            "verdicts": VerdictWords.summary(of: controlled),
          ],
        "papers": .list(
          papers.map { paper in
            [
              "name": .optional(paper.name), "address": .optional(Self.address(of: paper.name)),
              "blocks": .list(paper.claims.flatMap(Self.blocks)),
            ]
          }),
      ])
    return ReportFile(path: "claims.html", text: page)
  }

  private static func address(of paper: String) -> String? {
    let prefix = "arXiv "
    guard paper.hasPrefix(prefix) else { return nil }
    let number = paper.dropFirst(prefix.count)
    return number.contains { !($0.isNumber || $0 == ".") }
      ? nil : "https://arxiv.org/abs/\(number)"
  }

  /// The lines of each model, or of all of them together.
  private static func blocks(_ placed: PlacedClaim) -> [TemplateValue] {
    let rows = placed.claim.rows
    return distinct(rows.map(model)).map { model in
      let own = rows.filter { equal(Self.model(of: $0), model) }
      let head: TemplateValue = [
        "mark": .optional(placed.mark), "statement": .text(placed.claim.statement),
        "address": .optional(placed.address), "experiment": .text(placed.experiment),
        "model": .text(model), "lines": .text("\(own.count)"),
      ]
      let style = NumberStyle(
        own.flatMap { [$0.difference, $0.decidingControl?.estimate].compactMap { $0 } })
      return [
        "lines": .list(
          own.enumerated().map { line($1, style, head: $0 == 0 ? head : .absent) })
      ]
    }
  }

  private static func model(of row: DifferenceFinding) -> String {
    row.identity.model ?? row.identity.family ?? "all models"
  }

  /// A projection: the difference as it is, and beside it at equal length.
  private static func line(
    _ row: DifferenceFinding, _ style: NumberStyle, head: TemplateValue
  ) -> TemplateValue {
    let control = row.decidingControl
    return [
      "head": head, "part": .text(row.identity.projection ?? row.identity.data ?? "all"),
      "estimate": .optional(style.text(row.difference.value)),
      "interval": .optional(style.interval(row.difference)),
      "verdict": VerdictWords(verdict: row.verdict).value,
      "n": .text("\(row.difference.n)"),
      "controlledVerdict": row.controlledVerdict.map { VerdictWords(verdict: $0).value } ?? .absent,
      "controlled": .optional(control.flatMap { style.text($0.estimate.value) }),
      "controlledInterval": .optional(control.flatMap { style.interval($0.estimate) }),
      "control": .optional(control?.kind),
    ]
  }
}
