import Experiments

/// The claims of all reports on one page: paper by paper, a row for each claim and model.
struct ClaimIndex {
  private let papers: [Paper]

  /// The claims that name one source.
  private struct Paper {
    var name: String
    var claims: [PlacedClaim]
  }

  /// The claims of `reports`; `nil` if there are none.
  init?(_ reports: [StoredReport]) {
    let claims = reports.flatMap(PlacedClaim.all)
    guard !claims.isEmpty else { return nil }
    papers = distinct(claims.map(\.paper)).map { name in
      Paper(name: name, claims: Self.ordered(claims.filter { equal($0.paper, name) }))
    }.sorted { Self.precedes($0.name, $1.name) }
  }

  /// By the marks A1, A2, …, B1, and within one as the reports stand.
  private static func ordered(_ claims: [PlacedClaim]) -> [PlacedClaim] {
    claims.enumerated().sorted {
      equal($0.element.mark, $1.element.mark)
        ? $0.offset < $1.offset : precedes($0.element.mark, $1.element.mark)
    }.map(\.element)
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
    let blocks = ClaimBlocks(root: "", model: nil)
    let page = try templates.page(
      "claims",
      [
        "count": .text(counted(verdicts.count, "claim")),
        "verdicts": VerdictWords.summary(of: verdicts),
        "controlled": VerdictWords.controlledSummary(
          of: claims.compactMap(\.controlledVerdict), noun: "claim"),
        "papers": .list(
          papers.map { paper in
            [
              "name": .optional(paper.name), "address": .optional(Self.address(of: paper.name)),
              "caption": .text(
                paper.name.isEmpty ? "Claims of no paper" : "Claims of \(paper.name)"),
              "blocks": blocks.value(of: paper.claims),
            ]
          }),
      ])
    return ReportFile(path: "claims.html", text: page)
  }

  private static func address(of paper: String) -> String? {
    let prefix = "arXiv "
    guard paper.hasPrefix(prefix) else { return nil }
    let number = paper.dropFirst(prefix.count)
    return number.utf8.contains { !((48...57).contains($0) || $0 == UInt8(ascii: ".")) }
      ? nil : "https://arxiv.org/abs/\(number)"
  }
}
