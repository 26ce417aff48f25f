import Charts
import Experiments
import JSONTree

/// What stands at the head of a report, and in the list of reports.
struct HeaderView {
  let findings: Findings

  var verdicts: [String] {
    findings.cells.compactMap { cell in
      if case .claim(let claim) = cell.content { claim.verdict } else { nil }
    }
  }

  /// The chips; absent without claims.
  var summary: TemplateValue {
    guard !verdicts.isEmpty else { return .absent }
    return [
      "claims": .text(counted(verdicts.count, "claim")),
      "verdicts": VerdictWords.summary(of: verdicts),
    ]
  }

  /// Each model with what it is.
  var modelList: TemplateValue {
    .list(
      findings.models.map { model in
        [
          "name": .text(model.name), "facts": .text(Self.facts(of: model)),
          "address": .text("../" + ModelIndex.address(of: model.name)),
          "digest": .optional(model.digest.map { String($0.prefix(8)) }),
        ]
      })
  }

  /// For example `SmolLM2 135M · llama · 134.5M parameters · 30 layers · width 576`.
  private static func facts(of model: ModelFacts) -> String {
    [
      "\(model.family) \(model.size)", model.variant, model.architecture,
      model.parameters.map { "\(NumberText.count(Double($0))) parameters" },
      model.layers.map { counted($0, "layer") }, model.hiddenSize.map { "width \($0)" },
    ].compactMap { $0 }.joined(separator: " · ")
  }

  var sets: String { listed(findings.data.map(\.label)) }

  /// Over the data sets, the examples that most models share.
  var exampleCount: Int {
    findings.data.map { $0.measured.map(\.count).max() ?? 0 }.reduce(0, +)
  }

  /// For example `120 examples`; `a pool of 128 examples` or `4 domains of 600 examples` where none was
  /// measured by itself.
  var examples: String {
    let measure = findings.spec["measure"]
    guard exampleCount == 0 else { return counted(exampleCount, "example") }
    if let pool = measure?["selection"]?["pool"] {
      return "a pool of \(counted(rows(of: pool).rows, "example"))"
    }
    if let domains = measure?["mixture"]?["domains"] {
      let (sets, rows) = rows(of: domains)
      return "\(counted(sets, "domain")) of \(counted(rows, "example"))"
    }
    return counted(0, "example")
  }

  private func rows(of names: JSONValue) -> (sets: Int, rows: Int) {
    let names = names.array?.compactMap(\.string) ?? []
    let sets = findings.data.filter { names.contains($0.name) }
    return (sets.count, sets.reduce(0) { $0 + $1.rows })
  }

  private func cells(_ status: CellFinding.Status) -> [CellFinding] {
    findings.cells.filter { $0.status == status }
  }

  /// For example `1 cell failed, 2 cells are incomplete`; `nil` if all is well.
  var shortcomings: String? {
    let (failed, partial) = (cells(.failed).count, cells(.partial).count)
    let parts = [
      failed == 0 ? nil : "\(counted(failed, "cell")) failed",
      partial == 0 ? nil : "\(counted(partial, "cell")) \(partial == 1 ? "is" : "are") incomplete",
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// For example `9 of 11 cells complete, 1 incomplete, 1 failed`.
  var status: String {
    let (failed, partial) = (cells(.failed).count, cells(.partial).count)
    let all = counted(findings.cells.count, "cell")
    guard failed + partial > 0 else { return "\(all) complete" }
    return [
      "\(cells(.ok).count) of \(all) complete", partial == 0 ? nil : "\(partial) incomplete",
      failed == 0 ? nil : "\(failed) failed",
    ].compactMap { $0 }.joined(separator: ", ")
  }

  /// The words with links to the cells they speak of.
  var warning: TemplateValue {
    guard let shortcomings else { return .absent }
    return [
      "words": .text(shortcomings),
      "cells": .list(
        (cells(.failed) + cells(.partial)).map { cell in
          ["id": .text(cell.id), "title": .text(cell.title.isEmpty ? cell.id : cell.title)]
        }),
    ]
  }
}
