import Experiments

/// Claims as lines of a table: a block for each claim and model, a line for each row.
struct ClaimBlocks {
  /// What leads from the page to the folder of reports: nothing, or `../`.
  let root: String
  /// The only model to show; `nil` for all.
  let model: String?

  func value(of claims: [PlacedClaim]) -> TemplateValue { .list(claims.flatMap(blocks)) }

  private struct Row {
    var finding: DifferenceFinding
    var address: String?
  }

  /// The lines of each model, or of all of them together.
  private func blocks(_ placed: PlacedClaim) -> [TemplateValue] {
    let anchors = Anchors.rows(placed.claim.rows, of: placed.cell)
    let rows = zip(placed.claim.rows, anchors).map { row, anchor in
      Row(finding: row, address: placed.page.map { "\(root)\($0)#\(anchor)" })
    }
    let names = distinct(rows.map { Self.model(of: $0.finding) })
    return names.enumerated().compactMap { index, name in
      guard model == nil || equal(name, model) else { return nil }
      let own = rows.filter { equal(Self.model(of: $0.finding), name) }
      return block(
        placed, own, name,
        anchor: index == 0 || model != nil
          ? placed.anchor : "\(placed.anchor):\(SafeName.of(name))")
    }
  }

  private func block(
    _ placed: PlacedClaim, _ rows: [Row], _ name: String, anchor: String
  ) -> TemplateValue {
    let isModel = rows.contains { $0.finding.identity.model != nil }
    let head: TemplateValue = [
      "mark": .optional(placed.mark), "statement": .text(placed.claim.statement),
      "address": .optional(placed.address.map { root + $0 }),
      "experiment": .text(placed.experiment), "model": .text(name),
      "modelAddress": model == nil && isModel
        ? .text(root + ModelIndex.address(of: name)) : .absent,
      "lines": .text("\(rows.count)"), "anchor": .text(anchor),
    ]
    let style = NumberStyle(
      rows.flatMap { [$0.finding.difference, $0.finding.decidingControl?.estimate] }
        .compactMap { $0 })
    return [
      "anchor": .text(anchor),
      "lines": .list(
        rows.enumerated().map { line($1, style, head: $0 == 0 ? head : .absent) }),
    ]
  }

  private static func model(of row: DifferenceFinding) -> String {
    row.identity.model ?? row.identity.family ?? "all models"
  }

  /// A projection: the difference as it is, and beside it at equal length.
  private func line(_ placed: Row, _ style: NumberStyle, head: TemplateValue) -> TemplateValue {
    let row = placed.finding
    let control = row.decidingControl
    return [
      "head": head, "part": .text(row.identity.projection ?? row.identity.data ?? "all"),
      "rowAddress": .optional(placed.address),
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
