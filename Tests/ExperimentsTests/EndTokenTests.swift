import Artifacts
import Checkpoints
import Diagnostics
import Execution
import Foundation
import LinearAlgebra
import TestSupport
import Testing
import Transformer

@testable import Experiments

/// Responses that end with the model's end token.
@Suite struct EndTokenTests {
  let invented: InventedMixture
  private static let cells = #"{"chart": {"selection": "sources"}}"#

  init() throws {
    NumericEnvironment.useOneThreadPerProduct()
    invented = try InventedMixture()
  }

  /// A checkpoint on disk, with the token that its tokenizer ends texts with.
  private func checkpoint() throws -> (model: SelectionModel, loaded: LoadedModel, end: Int32) {
    let pretrained = invented.pretrained
    let step = try pretrained.step(Pretrained.recipe())
    let digest = try pretrained.store.store(pretrained.run(step))
    let folder = try TrainedCheckpoint.folder(of: digest, in: pretrained.store)
    let loaded = try LoadedModel(path: folder, maxLength: 32)
    let end = try #require(loaded.checkpoint.configuration.eosTokenIDs.first)
    let model = SelectionModel(
      model: .opened(loaded), name: "m", digest: "d", prompt: .plain, maxLength: 32)
    return (model, loaded, Int32(end))
  }

  private func copy(_ names: [String], from folder: String, to directory: TemporaryDirectory) throws
  {
    for name in names {
      try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: directory.file(name))
    }
  }

  @Test func `A response that fits the window ends with the token, and with nothing else`() throws {
    let (model, loaded, end) = try checkpoint()
    let examples = ["He", String(repeating: "zq", count: 40)].map {
      Example(
        index: 0, id: nil, instruction: "Go", input: "", output: $0, columns: [])
    }
    let plain = SelectionPool([("a", examples)])
    let ended = SelectionPool([("a", examples)], endsResponses: true)
    #expect(ended.digest != plain.digest && ended.unended.digest == plain.digest)
    let before = try model.tokenize(plain, loaded)
    let after = try model.tokenize(ended, loaded)
    #expect(after[0].tokens == before[0].tokens + [end])
    #expect(after[0].predictions == before[0].predictions + 1)
    #expect(before[1].tokens.count == 32 && after[1].tokens == before[1].tokens)
  }

  @Test func `Trainings and influences end responses, and tests do not`() throws {
    let mixers = #""mixers": ["ideal", "joint"], "compared": [], "rounds": 1"#
    let plain = try invented.notebook(mixers)
    let ended = try invented.notebook(mixers + #", "endToken": true"#)
    _ = try invented.run(plain)
    let plan = try Plan(ended.steps, in: invented.store)
    let kinds = Set(plan.toRun.map { type(of: $0.step).kind })
    #expect(kinds.isSuperset(of: ["adapters", "axes", "moments", "influences"]), "\(kinds)")
    let names = plan.toRun.map(\.step.identity)
    // What the model as it is makes of the tests is there already.
    #expect(!names.contains { $0.hasPrefix("m · on ") }, "\(names)")
    let outcomes = try invented.run(ended).outcomes
    #expect(outcomes.allSatisfy { $0.result != nil })
  }

  @Test func `What is only read stays as it is`() throws {
    let experiment = try SelectionExperiment()
    let selectors = #""less", "loss", "length", "random""#
    let plain = experiment.notebook(
      try experiment.spec(selectors: selectors, cells: Self.cells))
    let ended = experiment.notebook(
      try experiment.spec(
        selectors: selectors, more: #", "endToken": true"#, cells: Self.cells))
    _ = try experiment.run(plain)
    let kinds = Set(
      try Plan(ended.steps, in: experiment.pretrained.store).toRun.map { type(of: $0.step).kind })
    #expect(kinds.contains("features") && kinds.contains("adapters"), "\(kinds)")
    #expect(!kinds.contains("readings"), "\(kinds)")
    #expect(try experiment.run(ended).outcomes.allSatisfy { $0.result != nil })
  }

  @Test func `A model without an end token says so`() throws {
    let (_, loaded, _) = try checkpoint()
    let folder = FilePaths.folder(of: loaded.checkpoint.digestedFiles[0])
    let names = "tokenizer_config.json"
    let directory = try TemporaryDirectory()
    try copy(["config.json", "model.safetensors", "tokenizer.json"], from: folder, to: directory)
    try directory.write(#"{"tokenizer_class": "PreTrainedTokenizerFast"}"#, to: names)
    let mute = try LoadedModel(path: directory.path, maxLength: 32)
    let problem = try #require(throws: Problem.self) {
      try mute.checkWindow(32, .plain, endToken: true)
    }
    #expect(problem.summary == "The model has no end token.")
    #expect(problem.remedy?.hasPrefix("Leave 'endToken' out") == true)
  }

  @Test func `Another tokenizer beside the same weights is another key`() throws {
    let (model, loaded, _) = try checkpoint()
    let folder = FilePaths.folder(of: loaded.checkpoint.digestedFiles[0])
    let directory = try TemporaryDirectory()
    try copy(
      ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"],
      from: folder, to: directory)
    func inputs() throws -> [StepInput] {
      let other = try LoadedModel(path: directory.path, maxLength: 32)
      return SelectionModel(
        model: .opened(other), name: "m", digest: "d", prompt: .plain, maxLength: 32
      ).inputs
    }
    #expect(try inputs() == model.inputs)
    let text = try String(contentsOfFile: "\(folder)/tokenizer.json", encoding: .utf8)
    try directory.write(text + "\n", to: "tokenizer.json")
    #expect(try inputs() != model.inputs)
    try directory.write(text, to: "tokenizer.json")
    try directory.write(#"{"eos_token": "e"}"#, to: "tokenizer_config.json")
    #expect(try inputs() != model.inputs)
  }
}
