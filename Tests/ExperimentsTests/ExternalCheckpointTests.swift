import Architectures
import Artifacts
import Diagnostics
import Execution
import Foundation
import JSONTree
import TestSupport
import Testing
import Transformer

@testable import Experiments

/// Selections that compare gradients at checkpoints that were trained elsewhere.
@Suite struct ExternalCheckpointTests {
  let experiment: SelectionExperiment

  init() throws { experiment = try SelectionExperiment() }

  private static let cells = #"{"chart": {"selection": "lengths"}}"#

  /// Runs a selection with a warmup and writes its checkpoints of seed 0 as folders.
  private func warmUp() throws -> (notebook: Notebook, run: Run) {
    let notebook = experiment.notebook(
      try experiment.spec(selectors: #""less""#, cells: Self.cells))
    let run = try experiment.run(notebook)
    let store = experiment.pretrained.store
    let training = try #require(
      notebook.steps.firstIndex { type(of: $0).kind == PretrainStep.kind })
    let context = StepContext(
      key: Digest(of: "test"), store: store,
      results: [try #require(run.outcomes[training].result)])
    for (place, step) in notebook.steps.enumerated() {
      guard let step = step as? AdapterStep, step.isPart, step.recipe.seed == 0 else { continue }
      let decoder = try step.model.model.loaded(context).decoder
      let artifact = try AdapterStep.read(
        #require(run.outcomes[place].result), in: store, step.lora, of: decoder.design)
      let rates = artifact.log.map(\.learningRate)
      let own = rates.suffix(rates.count / step.epoch)
      var checkpoint = AdapterCheckpoint(
        lora: step.lora, state: artifact.state, learningRate: rates.last ?? 0)
      checkpoint.optimizer?.meanLearningRate = own.reduce(0, +) / Double(own.count)
      try checkpoint.write(
        to: experiment.pretrained.folder.path + "/c\(step.epoch)",
        architecture: decoder.architecture, design: decoder.design)
    }
    return (notebook, run)
  }

  private func ranking(_ notebook: Notebook, _ run: Run) throws -> Ranking {
    let place = try #require(notebook.steps.firstIndex { $0 is RankingStep })
    let result = try #require(run.outcomes[place].result, "\(run.outcomes.compactMap(\.problem))")
    return try #require(Ranking(bytes: try experiment.pretrained.store.bytes(of: result)))
  }

  @Test func `Checkpoints from folders rank as the warmup that they are from`() throws {
    let (warmed, run) = try warmUp()
    let spec = try experiment.spec(
      selectors: #""less", {"name": "end", "use": "less", "checkpoints": {"last": 1}}"#, warmup: "",
      more: #", "checkpoints": [{"path": "c1"}, {"path": "c2"}]"#, cells: Self.cells)
    let notebook = experiment.notebook(spec)
    let outcome = try experiment.run(notebook)
    #expect(try ranking(notebook, outcome) == ranking(warmed, run))
    #expect(!notebook.steps.contains { ($0 as? AdapterStep)?.isPart ?? false })
    let findings = try notebook.findings(outcome.outcomes, store: experiment.pretrained.store)
    #expect(findings.methods.map(\.name).contains("imported adapters"))
    #expect(findings.cells[0].status == .ok)
    let again = try ExperimentSpec(
      parsing: Array(spec.json.text().utf8), file: "t.json",
      folder: experiment.pretrained.folder.path, catalog: .empty)
    #expect(again == spec)
  }

  @Test func `A checkpoint that is not there, or weighs nothing, is told`() throws {
    _ = try warmUp()
    func problem(_ checkpoints: String) throws -> Problem {
      let spec = try experiment.spec(
        selectors: #""less""#, warmup: "", more: #", "checkpoints": [\#(checkpoints)]"#,
        cells: Self.cells)
      return try #require(
        experiment.run(experiment.notebook(spec)).outcomes.compactMap(\.problem).first)
    }
    let missing = try problem(#"{"path": "c7"}"#)
    #expect(missing.summary == "The checkpoint 'c7' has no file 'adapter_config.json'.")
    #expect(missing.remedy?.contains("convert_optimizer.py") == true)
    let folder = experiment.pretrained.folder.path
    try FileManager.default.removeItem(atPath: folder + "/c2/optimizer.safetensors")
    #expect(
      try problem(#"{"path": "c2"}"#).summary
        == "The checkpoint 'c2' has no file 'optimizer.safetensors'.")
    let path = folder + "/c1/optimizer.safetensors"
    let bytes = try Data(contentsOf: URL(filePath: path))
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    #expect(text.contains("mean_learning_rate"))
  }
}
