import Experiments
public import JSONTree

/// Comparisons as JSON, after `Templates/diff.schema.json`.
public enum DiffJSON {
  /// The version of this format.
  public static let schema = 1

  /// Versions of one experiment.
  public static func versions(_ diffs: [VersionDiff]) -> JSONValue {
    [
      "schema": .integer(schema), "kind": "versions",
      "diffs": .array(
        diffs.map { diff in
          [
            "reference": .string(diff.reference), "other": .string(diff.other),
            "verdict": .string(diff.verdict.rawValue), "level": .number(diff.level),
            "tested": .integer(diff.tested), "counts": counts(diff.counts),
            "changes": .array(diff.changes.map(change)), "cells": .array(diff.cells.map(cell)),
          ]
        }),
    ]
  }

  /// Contrasts.
  public static func contrasts(_ contrasts: [Contrast]) -> JSONValue {
    [
      "schema": .integer(schema), "kind": "contrasts",
      "contrasts": .array(
        contrasts.map { contrast in
          [
            "across": .string(contrast.axis.rawValue), "form": .string(contrast.form.rawValue),
            "level": .number(contrast.level), "tested": .integer(contrast.tested),
            "cells": .array(
              contrast.cells.map { cell in
                [
                  "id": .string(cell.id), "title": .string(cell.title),
                  "rows": .array(cell.rows.map { row($0, alpha: 1 - contrast.level) }),
                ]
              }),
          ]
        }),
    ]
  }

  private static func counts(_ counts: [ComparisonVerdict: Int]) -> JSONValue {
    .object(
      ComparisonVerdict.allCases.compactMap { verdict in
        counts[verdict].map { JSONMember(verdict.rawValue, .integer($0)) }
      })
  }

  private static func change(_ change: Change) -> JSONValue {
    [
      "kind": .string(change.kind.rawValue), "name": .string(change.name),
      "before": change.before.map(JSONValue.string) ?? .null,
      "after": change.after.map(JSONValue.string) ?? .null,
    ]
  }

  private static func cell(_ cell: CellComparison) -> JSONValue {
    [
      "id": .string(cell.id), "title": .string(cell.title), "kind": .string(cell.kind),
      "verdict": .string(cell.verdict.rawValue), "notes": .array(cell.notes.map(JSONValue.string)),
      "numbers": .array(cell.numbers.map(number)),
    ]
  }

  private static func number(_ number: NumberComparison) -> JSONValue {
    .object(
      identity(number.key, number.quantity) + [
        JSONMember("reference", estimate(number.reference)),
        JSONMember("other", estimate(number.other)),
        JSONMember("difference", difference(number.difference)),
        JSONMember("adjustedP", .finite(number.adjustedPValue)),
        JSONMember("tolerance", .finite(number.tolerance)),
        JSONMember("verdict", .string(number.verdict.rawValue)),
        JSONMember("reason", number.reason.map(JSONValue.string) ?? .null),
        JSONMember(
          "conclusion",
          number.conclusion.map { ["before": .string($0.before), "after": .string($0.after)] }
            ?? .null),
      ])
  }

  private static func row(_ row: Contrast.Row, alpha: Double) -> JSONValue {
    .object(
      identity(row.key, row.quantity) + [
        JSONMember("referenceName", .string(row.reference)),
        JSONMember("otherName", .string(row.other)),
        JSONMember("reference", estimate(row.first)), JSONMember("other", estimate(row.second)),
        JSONMember("difference", difference(row.difference)),
        JSONMember("adjustedP", .finite(row.adjustedPValue)),
        JSONMember("verdict", .string(row.verdict(alpha: alpha))),
      ])
  }

  private static func identity(
    _ key: ReportedNumber.Key, _ quantity: QuantityFacts
  ) -> [JSONMember] {
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    return [
      JSONMember("metric", .string(key.metric)), JSONMember("quantity", .string(key.quantity)),
      JSONMember("unit", text(quantity.unit)), JSONMember("direction", .string(quantity.direction)),
      JSONMember("model", text(key.identity.model)),
      JSONMember("family", text(key.identity.family)),
      JSONMember("size", text(key.identity.size)), JSONMember("data", text(key.identity.data)),
      JSONMember("projection", text(key.identity.projection)),
      JSONMember("against", text(key.reference)), JSONMember("axis", text(key.axis)),
      JSONMember("coordinate", text(key.coordinate)),
    ]
  }

  private static func estimate(_ estimate: EstimateFinding?) -> JSONValue {
    guard let estimate else { return .null }
    return [
      "value": .finite(estimate.value), "lower": .finite(estimate.lower),
      "upper": .finite(estimate.upper), "n": .integer(estimate.n),
    ]
  }

  private static func difference(_ difference: NumberDifference?) -> JSONValue {
    guard let difference else { return .null }
    return [
      "value": .finite(difference.value), "lower": .finite(difference.lower),
      "upper": .finite(difference.upper), "p": .finite(difference.pValue),
      "shared": .integer(difference.shared), "basis": .string(difference.basis.rawValue),
    ]
  }
}
