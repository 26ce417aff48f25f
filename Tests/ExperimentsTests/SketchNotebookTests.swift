import Artifacts
import Execution
import GradientSpectra
import JSONTree
import Tensors
import TestSupport
import Testing

@testable import Experiments

/// Fixed response tokens and sketches from the specification to the findings, on a model of two layers.
@Suite struct SketchNotebookTests {
  let pretrained: Pretrained

  init() throws { pretrained = try Pretrained() }

  private func notebook(_ fixed: String = "", _ sketch: String = "", cells: String = "") throws
    -> Notebook
  {
    try pretrained.folder.write(
      """
      [{"instruction": "The river", "output": "carries the stone."},
       {"instruction": "The lamp", "output": "hides the boat."},
       {"instruction": "The window", "output": "in"},
       {"instruction": "The letter", "output": "leaves the garden."},
       {"instruction": "A", "output": "keeps the letter, and the stone, and"}]
      """, to: "data.json")
    let text = """
      {"title": "T", "question": "Q?",
       "models": [{"name": "m", "family": "F", "size": "10K", "source": {"pretrain": {
        "architecture": "llama", "layers": 2, "hidden": 16, "heads": 2, "context": 64,
        "tokenizer": "bytes", "text": "text.txt", "tokens": 1024, "batch": 4,
        "learningRate": 0.01}}}],
       "data": [{"name": "d", "kind": "knowledge", "path": "data.json"}],
       "measure": {"spectra": {"projections": ["q", "v"], "maxLength": 64\(fixed)}\(sketch)},
       "cells": [{"id": "a", "chart": {"metric": "nuclearNorm"}}\(cells)]}
      """
    let spec = try ExperimentSpec(
      parsing: Array(text.utf8), file: "t.json", folder: pretrained.folder.path, catalog: .empty)
    return Notebook(
      spec, name: "t", library: ModelLibrary(catalog: .empty, environment: [:]),
      store: pretrained.store)
  }

  private func spectra(_ notebook: Notebook) -> [SpectraStep] {
    notebook.steps.compactMap { $0 as? SpectraStep }
  }

  @Test func `Fixed tokens and sketches are further steps, and the others keep their keys`() throws
  {
    let plain = try spectra(notebook())
    let full = try notebook(#", "fixed": {"tokens": 8}"#, #", "sketch": {"dimension": 64}"#)
    let both = spectra(full)
    #expect(plain.count == 5 && both.count == 10)
    #expect(both.prefix(5).map(\.key) == plain.map(\.key))
    #expect(Set((both.map(\.key) + plain.map(\.key)).map(\.hex)).count == 10)
    #expect(!plain[0].inputs.map(\.name).contains("fixed"))
    #expect(both[5].inputs.map(\.name) == plain[0].inputs.map(\.name) + ["fixed"])
    #expect(both[5].identity == "m · d · 0 · first 8 response tokens")
    let sketches = full.steps.compactMap { $0 as? SketchStep }
    #expect(sketches.map(\.identity)[1] == "m · d · 1 · sketch" && full.steps.count == 17)
    #expect(Set(full.steps.suffix(15).map(Notebook.group)) == ["m · d"])
    let random = try spectra(notebook(#", "fixed": {"tokens": 8, "take": "random", "seed": 2}"#))
    #expect(random[5].key != both[5].key)
    #expect(random[5].identity == "m · d · 0 · random 8 response tokens")
  }

  @Test func `A specification without new keys is written as before`() throws {
    let measure = try notebook().spec.json["measure"]
    #expect(
      measure == ["spectra": ["projections": ["q", "v"], "maxLength": 64, "prompt": "plain"]])
    let full = try notebook(
      #", "fixed": {"tokens": 8, "take": "random"}"#, #", "sketch": {}"#
    ).spec.json["measure"]
    #expect(full?["spectra"]?["fixed"] == ["tokens": 8, "take": "random", "seed": 0])
    #expect(full?["sketch"] == ["dimension": 4096, "seed": 0])
  }

  @Test func `A run counts the examples with so many tokens, and compares data sets`() throws {
    let notebook = try notebook(
      #", "fixed": {"tokens": 8}"#, #", "sketch": {"dimension": 64}"#,
      cells: """
        , {"id": "t", "table": {"metric": ["gVendi", "grace", "loss"], "rows": "data", "columns": "model"}},
        {"id": "c", "claim": {"that": "gVendi", "of": "d", "is": "greater", "than": 1}}
        """)
    let run = try Executor(pretrained.store, jobs: 2).run(
      Plan(notebook.steps, in: pretrained.store))
    let findings = try notebook.findings(run.outcomes, store: pretrained.store)
    let measured = try #require(findings.data[0].measured.first)
    // "in" has two bytes.
    #expect(measured.count == 5 && measured.fixedCount == 4 && measured.missing.isEmpty)
    #expect(findings.methods.map(\.name) == ["tokenizer", "pretrain", "spectra", "sketch"])
    guard case .table(let table) = findings.cells[1].content else {
      Issue.record("no table but \(findings.cells[1])")
      return
    }
    let (vendi, grace) = (table.cells[0][0][0], table.cells[0][0][1])
    #expect((1...5).contains(try #require(vendi.value)) && vendi.n == 5)
    #expect(try #require(vendi.lower) < #require(vendi.upper))
    #expect(try #require(grace.value) > 0)
    guard case .claim(let claim) = findings.cells[2].content else {
      Issue.record("no claim")
      return
    }
    #expect(claim.rows[0].difference.value == vendi.value.map { $0 - 1 })
    let short = try pretrained.store.bytes(of: try #require(run.outcomes[2 + 5 + 2].result))
    #expect(
      SpectraArtifact(bytes: short) == .unmeasurable(.tooFewResponseTokens(2, of: 8), tokens: 13))
  }
}

@Suite struct SketchArtifactTests {
  @Test func `What is stored reads back`() {
    for artifact in [
      SketchArtifact.measured([1, -2.5, 0]), .unmeasurable(.nonFiniteLoss),
      .unmeasurable(.tooFewResponseTokens(3, of: 8)),
    ] {
      #expect(SketchArtifact(bytes: artifact.bytes) == artifact)
    }
    #expect(SketchArtifact(bytes: [1, 2, 3]) == nil)
    let short = UnmeasurableExample.tooFewResponseTokens(3, of: 8)
    #expect(UnmeasurableExample(word: short.word) == short)
    #expect(UnmeasurableExample(word: "tooFewResponseTokens 3") == nil)
    #expect(
      short.sentence(tokens: 20)
        == "The response has 3 tokens in the window, fewer than the 8 that are wanted.")
  }
}

/// G-Vendi and GRACE in tables, claims and charts, of invented sketches.
@Suite struct DataSetFindingsTests {
  /// `wide` has 24 gradients in all directions, `narrow` 12 near a line, `one` a single one, `zero` one
  /// that is zero beside three.
  private func measurements(requestsOf wide: Int = 24) -> Measurements {
    func examples(_ name: String, _ sketches: [[Float]]) -> [MeasuredExample] {
      sketches.enumerated().map { index, sketch in
        var example = Invented.example("\(name)\(index % wide)", base: 3)
        example.key = PairingKey(request: example.key.request, occurrence: index / wide)
        example.sketch = sketch
        return example
      }
    }
    func random(_ count: Int, _ seed: UInt64, along line: Float) -> [[Float]] {
      var numbers = SeededNumbers(seed: seed)
      return (0..<count).map { _ in
        let noise = numbers.matrix(1, 64, of: Float.self).values
        return noise.indices.map { noise[$0] + ($0 == 0 ? line : 0) }
      }
    }
    return Invented.measurements([
      "narrow": examples("n", random(12, 1, along: 30)),
      "one": examples("o", random(1, 2, along: 0)),
      "wide": examples("w", random(24, 3, along: 0)),
      "zero": examples("z", random(3, 4, along: 0) + [[Float](repeating: 0, count: 64)]),
    ])
  }

  private func finding(_ cell: String, of measurements: Measurements? = nil) throws -> CellFinding {
    let data = ["narrow", "one", "wide", "zero"].map {
      #"{"name": "\#($0)", "kind": "reasoning", "path": "a.json"}"#
    }
    let spec = try ExperimentSpec(
      parsing: Array(
        """
        {"title": "T", "question": "Q?",
         "models": [{"name": "m", "family": "F", "size": "1M", "source": {"path": "m.gguf"}}],
         "data": [\(data.joined(separator: ","))],
         "measure": {"spectra": {"projections": ["q"]}, "sketch": {"dimension": 64}},
         "statistics": {"resamples": 100}, "cells": [\(cell)]}
        """.utf8), file: "t.json", folder: "", catalog: .empty)
    return CellBuilder(spec: spec, measurements: measurements ?? self.measurements())
      .finding(for: spec.cells[0])
  }

  @Test func `Data sets are compared at the size of the smaller one`() throws {
    let cell = try finding(
      #"{"claim": {"that": "gVendi", "of": "wide", "is": "greater", "than": "narrow"}}"#)
    guard case .claim(let claim) = cell.content else {
      Issue.record("no claim: \(cell)")
      return
    }
    let row = claim.rows[0]
    #expect(claim.verdict == "supported" && !row.isPaired && row.pValue == nil)
    #expect(row.difference.n == 12)
    // At most 12 with 12 examples, although there are 24.
    #expect((8...12).contains(try #require(row.value)))
    #expect((1...2).contains(try #require(row.referenceValue)))
    #expect(
      cell.caption.hasPrefix(
        "Unpaired difference of one number for each data set, the larger one subsampled to the size of the "
          + "smaller, with 95 % intervals from subsamples of the requests without replacement "
          + "(delete-d jackknife); a claim"))
    #expect(cell.problems.isEmpty)
    let again = try finding(
      #"{"claim": {"that": "gVendi", "of": "narrow", "is": "greater", "than": "wide"}}"#)
    guard case .claim(let refuted) = again.content else { return }
    #expect(refuted.verdict == "refuted")
  }

  @Test func `A table has one number for each data set and says what is special`() throws {
    let cell = try finding(
      #"{"table": {"metric": ["gVendi", "grace"], "rows": "data", "columns": "model"}}"#)
    guard case .table(let table) = cell.content else {
      Issue.record("no table: \(cell)")
      return
    }
    #expect(table.rows == ["narrow", "one", "wide", "zero"])
    #expect(table.cells.map { $0[0][0].n } == [12, 1, 24, 3])
    #expect(table.cells[1][0][0].value == 1 && table.cells[1][0][0].lower == nil)
    #expect(table.cells[1][0][1].value == nil)
    #expect(
      cell.problems == [
        "'one' has one gradient sketch with 'm': its G-Vendi is 1 whatever the data.",
        "GRACE holds out requests and needs at least two; 'one' has 1 with 'm'.",
        "1 of 4 examples of 'zero' have no gradient sketch with 'm', or one that is zero, and are left out.",
      ])
    #expect(
      cell.caption
        == "G-Vendi and GRACE: one number for all examples of a data set with 95 % intervals from subsamples "
        + "of the requests without replacement (delete-d jackknife); G-Vendi grows with their number."
    )
  }

  @Test func `Examples of one request stay together`() {
    let pool = DataSetPool(measurements(requestsOf: 8), models: ["m"], data: "wide")
    #expect(pool.count == 24 && pool.requests.count == 8)
    #expect(pool.requests[3] == [3, 11, 19])
  }

  @Test func `Forests and sizes show data sets too`() throws {
    let forest = try finding(
      #"{"chart": {"kind": "forest", "metric": "grace", "of": "wide", "than": "narrow", "difference": "logRatio"}}"#
    )
    guard case .chart(let chart) = forest.content, case .forest(let groups) = chart.body else {
      Issue.record("no forest: \(forest)")
      return
    }
    #expect(groups[0].rows[0].difference.value != nil)
    let sizes = try finding(
      #"{"chart": {"metric": "gVendi", "x": "size", "data": ["wide", "narrow"]}}"#)
    #expect(sizes.caption.hasPrefix("A point is one model: G-Vendi of all examples, by its number"))
    #expect(sizes.status == .ok)
  }

  @Test func `The sketch is part of the fingerprint of such cells alone`() throws {
    func prints(_ dimension: Int) throws -> [String] {
      let spec = try ExperimentSpec(
        parsing: Array(
          """
          {"title": "T", "question": "Q?",
           "models": [{"name": "m", "family": "F", "size": "1M", "source": {"path": "m.gguf"}}],
           "data": [{"name": "wide", "kind": "reasoning", "path": "a.json"}],
           "measure": {"spectra": {}, "sketch": {"dimension": \(dimension)}},
           "cells": [{"chart": {"metric": "nuclearNorm"}},
             {"table": {"metric": "gVendi", "rows": "data", "columns": "model"}}]}
          """.utf8), file: "t.json", folder: "", catalog: .empty)
      let builder = CellBuilder(spec: spec, measurements: measurements())
      return spec.cells.map { builder.finding(for: $0).fingerprint }
    }
    let (a, b) = (try prints(64), try prints(128))
    #expect(a[0] == b[0] && a[1] != b[1])
  }
}
