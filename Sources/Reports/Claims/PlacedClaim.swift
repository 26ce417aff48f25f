import Experiments

/// A claim and where it stands.
struct PlacedClaim {
  let claim: ClaimFinding
  /// The paper that claims it; empty where none is named.
  let paper: String
  /// What of the paper it is, such as `A1`; empty where the source does not say.
  let mark: String
  /// The name of the experiment's folder.
  let name: String
  let experiment: String
  let cell: String
  /// The address of the experiment's page as seen from the folder of reports; `nil` if it has none.
  let page: String?

  /// The claims of a report in their order; none if it cannot be read.
  static func all(in report: StoredReport) -> [PlacedClaim] {
    guard case .success(let findings) = report.findings else { return [] }
    return findings.cells.compactMap { cell in
      guard case .claim(let claim) = cell.content else { return nil }
      return PlacedClaim(claim, cell: cell.id, of: findings, in: report)
    }
  }

  private init(
    _ claim: ClaimFinding, cell: String, of findings: Findings, in report: StoredReport
  ) {
    let (paper, mark) = Self.source(of: claim)
    (self.claim, self.paper, self.mark) = (claim, paper, mark)
    (name, experiment, self.cell, page) = (report.name, findings.title, cell, report.address)
  }

  /// The address of its cell.
  var address: String? { page.map { "\($0)#\(cell)" } }

  var anchor: String { Anchors.claim(cell, of: name) }

  /// Whether a row is of `model` alone.
  func isAbout(_ model: String) -> Bool {
    claim.rows.contains { equal(model, $0.identity.model) }
  }

  /// Whether it compares models instead of measuring each.
  var isAboutSeveral: Bool { claim.rows.allSatisfy { $0.identity.model == nil } }

  /// `arXiv 2410.23743, A1` is claim A1 of arXiv 2410.23743; what stands behind a colon is its wording.
  private static func source(of claim: ClaimFinding) -> (paper: String, mark: String) {
    guard let source = claim.source else { return ("", "") }
    let parts = source.split(maxSplits: 1) { $0 == "," || $0 == ":" }
    let words = parts.map { $0.drop { $0 == " " } }
    let isMark = words.count > 1 && source.contains(",") && words[1].count <= 16
    return (String(words.first ?? ""), isMark ? String(words[1]) : "")
  }
}
