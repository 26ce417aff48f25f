import Artifacts
import DataSelection
import Diagnostics
import Execution
import Foundation
import JSONTree
import TestSupport
import Testing

@testable import Experiments

/// Selectors with settings of their own, and those by scores and spectra.
@Suite struct SelectionVariantTests {
  let experiment: SelectionExperiment

  init() throws { experiment = try SelectionExperiment() }

  private static let variants = #"""
    "less",
    {"name": "sgd", "label": "LESS, SGD", "use": "less", "features": {"direction": "sgd"}},
    {"name": "dense", "use": "less", "features": {"projection": "rademacher"}},
    {"name": "wide", "use": "less", "features": {"dimension": 1024}},
    {"name": "dot", "use": "less", "features": {"rule": "dotProduct"}},
    {"name": "end", "use": "less", "checkpoints": {"last": 1}},
    {"name": "deep", "use": "less", "layers": [1]},
    {"name": "all-warm", "use": "less", "warmup": 1}
    """#

  private func ranking(
    _ name: String, _ notebook: Notebook, _ run: Run, seed: Int = 0
  ) throws -> Ranking {
    let place = try #require(
      notebook.steps.firstIndex {
        guard let step = $0 as? RankingStep else { return false }
        return step.variant.name == name && (step.seed ?? seed) == seed
      })
    let result = try #require(run.outcomes[place].result)
    return try #require(
      Ranking(bytes: try experiment.pretrained.store.bytes(of: result)))
  }

  @Test func `Variants of one checkpoint share its passes and equal what each alone gives`() throws
  {
    let store = experiment.pretrained.store
    let together = experiment.notebook(
      try experiment.spec(selectors: Self.variants, more: #", "trained": ["m"]"#, cells: Self.cells)
    )
    let run = try experiment.run(together)
    #expect(run.outcomes.allSatisfy { $0.result != nil })
    let features = together.steps.compactMap { $0 as? FeatureStep }
    // Of the pool four rows for each of two epochs and seeds of the usual warmup (plain, signs of
    // gradients, dense, wide, deep: the rule makes none), and one of the other warmup.
    #expect(features.filter { $0.poolName == "pool" }.count == 2 * 2 * (5 + 1))
    let other = try SelectionExperiment()
    for name in ["sgd", "dense", "wide", "deep"] {
      let variant = try #require(
        together.steps.compactMap { ($0 as? RankingStep)?.variant }.first { $0.name == name })
      var spec = try other.spec(cells: #"{"markdown": "a"}"#)
      spec.measure.selection?.selectors = [variant]
      let alone = other.notebook(spec)
      let outcome = try other.run(alone)
      for (step, result) in zip(alone.steps, outcome.outcomes.map(\.result)) {
        let place = try #require(together.steps.firstIndex { $0.key == step.key })
        #expect(run.outcomes[place].result == result, "\(step.identity)")
      }
    }
    // Nothing is left of what one step wrote for another.
    let left = try FileManager.default.contentsOfDirectory(atPath: store.directory + "/features")
    #expect(left.isEmpty, "\(left)")
  }

  private static let cells = #"""
    {"table": {"selection": "ablation", "against": "less"}},
    {"chart": {"selection": "lengths", "selectors": ["less", "sgd"]}},
    {"chart": {"selection": "effects", "against": "less", "selectors": ["sgd", "dot"]}},
    {"claim": {"that": "loss", "selector": "sgd", "is": "less", "than": "none"}},
    {"chart": {"selection": "warmup"}},
    {"table": {"selection": "extremes", "selectors": ["sgd"]}}
    """#

  @Test func `Cells show variants by name`() throws {
    let notebook = experiment.notebook(
      try experiment.spec(selectors: Self.variants, cells: Self.cells))
    let run = try experiment.run(notebook)
    let findings = try notebook.findings(run.outcomes, store: experiment.pretrained.store)
    for cell in findings.cells { #expect(cell.status == .ok, "\(cell)") }
    guard case .table(let table) = findings.cells[0].content,
      case .claim(let claim) = findings.cells[3].content,
      case .chart(let warmup) = findings.cells[4].content, case .lines(let lines) = warmup.body
    else {
      Issue.record("no table, claim or lines")
      return
    }
    #expect(
      table.rows == [
        "pool", "LESS", "LESS, SGD", "dense", "wide", "dot", "end", "deep", "all-warm",
      ])
    #expect(
      table.quantities.map(\.metric) == ["rankCorrelation", "selectionOverlap", "responseTokens"])
    #expect(table.cells[0][0].map { $0.value == nil } == [true, true, false])
    #expect(table.cells[1][0].map { $0.value == nil } == [true, true, false])
    let dense = table.cells[3][0].compactMap(\.value)
    #expect(dense.count == 3 && dense[0] > 0.8 && dense[1] >= 0.6 && dense[1] <= 1)
    // By hand: the correlation and the overlap of the first seed and of the second.
    let pairs = try [0, 1].map {
      (try ranking("less", notebook, run, seed: $0), try ranking("sgd", notebook, run, seed: $0))
    }
    let overlaps = pairs.map { Double(Set($0.chosen).intersection($1.chosen).count) / 5 }
    #expect(table.cells[2][0][1].value == (overlaps[0] + overlaps[1]) / 2)
    let rho = pairs.compactMap { SelectionAgreement.spearman($1.scores, $0.scores)?.rho }
    #expect(abs((table.cells[2][0][0].value ?? .nan) - (rho[0] + rho[1]) / 2) < 1e-12)
    #expect(
      claim.statement
        == "Test loss is lower after training on the choice of LESS, SGD than without training")
    let names = lines.panels[0][0]?.map(\.name) ?? []
    #expect(
      names == [
        "m · 50.0 % of the pool · seed 0", "m · 100.0 % of the pool · seed 0",
        "m · 50.0 % of the pool · seed 1", "m · 100.0 % of the pool · seed 1",
      ])
  }

  @Test func `A variant adds steps and changes none`() throws {
    let plain = experiment.notebook(try experiment.spec(selectors: #""less""#))
    let more = experiment.notebook(
      try experiment.spec(selectors: Self.variants, cells: Self.cells))
    #expect(Set(plain.steps.map(\.key)).isSubset(of: more.steps.map(\.key)))
    _ = try experiment.run(plain)
    let toRun = try Plan(more.steps, in: experiment.pretrained.store).toRun.map(\.step)
    // A rule and a part of the epochs read the same gradients.
    for step in toRun where step is RankingStep { #expect(step.identity != "less") }
    let spec = try experiment.spec(
      selectors: #""less", {"name": "dot", "use": "less", "features": {"rule": "dotProduct"}}, "#
        + #"{"name": "end", "use": "less", "checkpoints": [2]}"#, cells: Self.cells(of: "dot"))
    let rule = experiment.notebook(spec)
    let kinds = try Plan(rule.steps, in: experiment.pretrained.store).toRun.map {
      type(of: $0.step).kind
    }
    #expect(Set(kinds) == ["ranking", "adapters", "evaluation"])
  }

  private static func cells(of name: String) -> String {
    #"{"chart": {"selection": "lengths", "selectors": ["\#(name)"]}}"#
  }

  @Test func `Selectors by scores and spectra rank as their metrics`() throws {
    let selectors = #"""
      "loss", "perplexity", "ifd", "effectiveRank", "nuclearNorm",
      {"name": "low", "use": "perplexity", "perplexity": "lowest"},
      {"name": "mid", "use": "perplexity", "perplexity": "middle"},
      {"name": "every", "use": "ifd", "ifd": {"dropFrom1": false}},
      {"name": "ratio", "use": "ifd", "ifd": {"form": "perplexities", "dropFrom1": false}},
      {"name": "deep", "use": "nuclearNorm", "layers": [1]}
      """#
    let notebook = experiment.notebook(
      try experiment.spec(selectors: selectors, cells: Self.cells(of: "ifd")))
    let run = try experiment.run(notebook)
    #expect(run.outcomes.allSatisfy { $0.result != nil })
    func rows(_ name: String) throws -> Ranking { try ranking(name, notebook, run) }
    let loss = try rows("loss")
    #expect(try rows("perplexity").order == loss.order)
    #expect(try rows("low").scores == loss.scores.map { -$0 })
    // The five of eighteen that stand nearest to the middle of the order.
    #expect(Set(try rows("mid").chosen) == Set(loss.order[6..<11]))
    let every = try rows("every")
    let ifd = try rows("ifd")
    for (kept, all) in zip(ifd.scores, every.scores) {
      #expect(all >= 1 ? kept == -.infinity : kept == all)
    }
    // exp of a difference and a ratio above or below 1 agree on which side an example lies.
    for (ratio, all) in zip(try rows("ratio").scores, every.scores) {
      #expect((ratio >= 1) == (all >= 1))
    }
    let place = try #require(notebook.steps.firstIndex { $0 is SpectralStep })
    let stored = try experiment.pretrained.store.bytes(of: #require(run.outcomes[place].result))
    let spectra = try #require(ValueRows(bytes: stored))
    #expect(spectra.columns.map(\.width) == Array(repeating: 2, count: 8))
    func mean(_ metric: String, _ row: Int, _ layers: [Int]) -> Double {
      let values = ["q", "k", "v", "o"].flatMap { name in
        layers.map { spectra["\(name).\(metric)"][row][$0] }
      }
      return values.reduce(0, +) / Double(values.count)
    }
    for row in 0..<18 {
      #expect(try rows("effectiveRank").scores[row] == mean("effectiveRank", row, [0, 1]))
      #expect(try rows("nuclearNorm").scores[row] == -mean("nuclearNorm", row, [0, 1]))
      #expect(try rows("deep").scores[row] == -mean("nuclearNorm", row, [1]))
    }
    // No target and no seed: one ranking of each.
    #expect(notebook.steps.count { $0 is RankingStep } == 10)
  }

  @Test func `A layer that the model does not have is told`() throws {
    let selectors = #"{"name": "deep", "use": "less", "layers": [0, 7]}"#
    let notebook = experiment.notebook(
      try experiment.spec(selectors: selectors, cells: Self.cells(of: "deep")))
    let run = try experiment.run(notebook)
    let problem = try #require(run.outcomes.compactMap(\.problem).first)
    #expect(problem.summary == "The model has no layer 7.")
    #expect(problem.expected == "layers from 0 to 1" && problem.found == "7")
  }

  @Test func `A specification with variants reads back as it is written`() throws {
    let selectors =
      Self.variants
      + #", {"name": "mid", "use": "perplexity", "perplexity": "middle"}, {"name": "every", "use": "ifd", "ifd": {"dropFrom1": false}}"#
    let spec = try experiment.spec(
      selectors: selectors, more: #", "checkpoints": {"last": 2}, "perplexity": "lowest""#,
      cells: Self.cells)
    let again = try ExperimentSpec(
      parsing: Array(spec.json.text().utf8), file: "t.json",
      folder: experiment.pretrained.folder.path, catalog: .empty)
    #expect(again == spec)
    let json = try experiment.spec().json["measure"]?["selection"]
    #expect(json?["checkpoints"] == nil && json?["ifd"] == nil && json?["perplexity"] == nil)
  }

  @Test func `Rows of numbers go on from a draft`() throws {
    let store = experiment.pretrained.store
    let key = Digest(of: "rows")
    var rows = ValueRows(count: 3, columns: [("a", 1), ("b", 2)])
    rows.append([[1], [2, 3]])
    rows.append(nil)
    try store.keepDraft(rows.bytes, for: key)
    var again = ValueRows(count: 3, columns: [("a", 1), ("b", 2)])
    var asked: [Int] = []
    try again.fill(StepContext(key: key, store: store), rowsAtOnce: 2) { rows in
      asked += rows
      return rows.map { _ in [[7], [8, 9]] }
    }
    #expect(asked == [2])
    #expect(again["b"][2] == [8, 9] && again["a"][0] == [1] && again["a"][1][0].isNaN)
    #expect(ValueRows(bytes: again.bytes)?.bytes == again.bytes)
    #expect(ValueRows(bytes: [1, 2]) == nil)
  }
}
