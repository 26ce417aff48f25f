import Charts
import Experiments

/// The columns that the controls of differences add to a table: none where no row has any, so that
/// tables of findings without controls stay as they are.
struct ControlColumns {
  private let hasSizes: Bool
  private let hasDetectable: Bool
  private let hasControls: Bool
  private let kinds: [String]

  init(_ rows: [DifferenceFinding]) {
    hasSizes = rows.contains { $0.adjustedPValue != nil || $0.auc != nil }
    hasDetectable = rows.contains { $0.detectable != nil }
    hasControls = rows.contains { $0.controlledVerdict != nil }
    kinds = distinct(rows.flatMap { $0.controls ?? [] }.map(\.kind))
  }

  var header: [String] {
    (hasSizes
      ? [
        "adjusted p", "Cliff's delta", "delta lower", "delta upper", "AUC", "AUC lower",
        "AUC upper",
      ] : []) + (hasDetectable ? ["detectable"] : [])
      + (hasControls ? ["verdict at equal length", "decided by"] : [])
      + kinds.flatMap { kind in
        ["", " lower", " upper", " n", " p", " verdict", " problem"].map { kind + $0 }
      }
  }

  func fields(_ row: DifferenceFinding) -> [ChartTable.Cell] {
    var fields: [ChartTable.Cell] = []
    if hasSizes {
      fields = [
        .optional(row.adjustedPValue), .optional(row.cliffsDelta?.value),
        .optional(row.cliffsDelta?.lower), .optional(row.cliffsDelta?.upper),
        .optional(row.auc?.value), .optional(row.auc?.lower), .optional(row.auc?.upper),
      ]
    }
    if hasDetectable { fields.append(.optional(row.detectable)) }
    if hasControls {
      fields += [.optional(row.controlledVerdict), .optional(row.decidingControl?.label)]
    }
    return fields + kinds.flatMap { kind in Self.fields(row.controls?.first { $0.kind == kind }) }
  }

  private static func fields(_ control: ControlFinding?) -> [ChartTable.Cell] {
    guard let control else { return Array(repeating: .empty, count: 7) }
    return [
      .optional(control.estimate.value), .optional(control.estimate.lower),
      .optional(control.estimate.upper),
      control.estimate.value == nil ? .empty : .number(Double(control.estimate.n)),
      .optional(control.pValue), .text(control.verdict), .optional(control.problem),
    ]
  }
}
