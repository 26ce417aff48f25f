import Architectures
import Artifacts
import Execution
import Foundation
import JSONTree
import TestSupport
import Testing
import Transformer

@testable import Experiments

/// Selections that train all weights on what was chosen.
@Suite struct TuningSelectionTests {
  let experiment: SelectionExperiment

  init() throws { experiment = try SelectionExperiment() }

  private func spec(_ more: String = "") throws -> ExperimentSpec {
    try experiment.spec(
      answers: #", "answers": {"form": "exact", "tokens": 8}"#,
      selectors: #""less", "random", "all""#, more: #", "weights": "all"\#(more)"#,
      cells: """
        {"table": {"selection": "results"}},
        {"claim": {"that": "loss", "selector": "all", "is": "less", "than": "none"}},
        {"table": {"selection": "results", "metric": "accuracy"}}
        """)
  }

  @Test func `All weights are trained, and nothing of them is stored`() throws {
    let spec = try spec()
    let notebook = experiment.notebook(spec)
    let run = try experiment.run(notebook)
    #expect(run.outcomes.allSatisfy { $0.result != nil }, "\(run.outcomes.compactMap(\.problem))")
    let findings = try notebook.findings(run.outcomes, store: experiment.pretrained.store)
    for cell in findings.cells { #expect(cell.status == .ok) }
    guard case .table(let table) = findings.cells[0].content else {
      Issue.record("no table")
      return
    }
    let losses = table.cells.compactMap { $0[0][0].value }
    #expect(losses.count == 4 && losses[3] < losses[0])
    #expect(findings.methods.last?.name == "tuning")
    // Adapters are trained by the warmup alone.
    #expect(notebook.steps.allSatisfy { ($0 as? AdapterStep)?.isPart ?? true })
    for (place, step) in notebook.steps.enumerated() where step is TuningStep {
      let result = try #require(run.outcomes[place].result)
      #expect(try experiment.pretrained.store.bytes(of: result).count < 2000)
    }
    let again = try ExperimentSpec(
      parsing: Array(spec.json.text().utf8), file: "t.json",
      folder: experiment.pretrained.folder.path, catalog: .empty)
    #expect(again == spec)
    #expect(try experiment.spec().json["measure"]?["selection"]?["weights"] == nil)
  }

  @Test func `A training that was interrupted ends with the same bytes`() throws {
    let notebook = experiment.notebook(try spec())
    let run = try experiment.run(notebook)
    let place = try #require(
      notebook.steps.firstIndex { ($0 as? TuningStep)?.rows.needs.isEmpty ?? false })
    let step = try #require(notebook.steps[place] as? TuningStep)
    let store = experiment.pretrained.store
    let training = try #require(
      notebook.steps.firstIndex { type(of: $0).kind == PretrainStep.kind })
    let results = [try #require(run.outcomes[training].result)]
    let interruption = Interruption()
    let context = StepContext(
      key: step.key, store: store, results: results, interruption: interruption
    ) { words in
      if words.hasPrefix("update 3 ") { interruption.request() }
    }
    #expect(throws: StepInterrupted.self) { try step.run(context) }
    let draft = try #require(try store.draft(for: step.key))
    let design = try step.model.model.loaded(context).decoder.design
    #expect(TrainingDraft(bytes: draft, design: design)?.log.losses.count == 3)
    let bytes = try step.run(StepContext(key: step.key, store: store, results: results))
    #expect(try bytes == store.bytes(of: #require(run.outcomes[place].result)))
  }
}
