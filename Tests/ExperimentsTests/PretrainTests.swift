import Architectures
import Artifacts
import Diagnostics
import Execution
import Foundation
import JSONTree
import LinearAlgebra
import Synchronization
import TestSupport
import Testing
import Tokenization
import Transformer

@testable import Experiments

@Suite struct PretrainTests {
  let pretrained: Pretrained

  init() throws {
    NumericEnvironment.useOneThreadPerProduct()
    pretrained = try Pretrained()
  }

  @Test func `Weights do not depend on the number of threads`() throws {
    let recipe = try Pretrained.recipe()
    let one = try pretrained.run(pretrained.step(recipe, threads: 1))
    let three = try pretrained.run(pretrained.step(recipe, threads: 3))
    #expect(one == three)
    let other = try Pretrained.recipe().with { $0.seed = 4 }
    #expect(try pretrained.run(pretrained.step(other)) != one)
  }

  @Test func `A training that is interrupted goes on to the same bytes`() throws {
    let step = try pretrained.step(Pretrained.recipe())
    let whole = try pretrained.run(step)
    let interruption = Interruption()
    #expect(throws: StepInterrupted.self) {
      try pretrained.run(step, interruption: interruption) { words in
        if words.hasPrefix("step 3 of 8, loss ") { interruption.request() }
      }
    }
    #expect(try pretrained.store.draft(for: step.key) != nil)
    let words = Words()
    #expect(try pretrained.run(step, listen: words.add) == whole)
    #expect(words.all.first?.hasPrefix("step 4 of 8") == true)
  }

  @Test func `A training that is killed goes on to the same bytes`() async throws {
    let whole = try pretrained.run(pretrained.step(Pretrained.recipe()))
    let folder = try TemporaryDirectory()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
      NumericEnvironment.useOneThreadPerProduct()
      let pretrained = try Pretrained(in: path)
      var step = try pretrained.step(Pretrained.recipe())
      step.draftInterval = 0
      _ = try pretrained.run(step) { words in
        if words.hasPrefix("step 5 of 8") { kill(getpid(), SIGKILL) }
      }
    }
    let again = try Pretrained(in: folder.path)
    let words = Words()
    #expect(try again.run(again.step(Pretrained.recipe()), listen: words.add) == whole)
    #expect(words.all.first?.hasPrefix("step 5 of 8") == true)
  }

  @Test(arguments: PretrainRecipe.Architecture.allCases)
  func `What is kept opens as a checkpoint with the same losses`(
    architecture: PretrainRecipe.Architecture
  ) throws {
    let recipe = try Pretrained.recipe(architecture)
    let step = try pretrained.step(recipe)
    let digest = try pretrained.store.store(pretrained.run(step))
    let folder = try TrainedCheckpoint.folder(of: digest, in: pretrained.store)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
        "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
      ])
    let model = try LoadedModel(path: folder, maxLength: 32)
    #expect(model.decoder.design.parameters.count == recipe.design.parameters.count)
    #expect(model.decoder.contextLength == 32)

    // The loss that training noted on held-out text, computed again from the files.
    let text = HeldOutText(try step.corpus.texts())
    let tokens = try TokenizedText.tokens(text.heldOut, model.tokenizer, end: 0)
    let packed = PackedTokens(tokens, context: 32, seed: 3)
    let decoder = try model.model()
    let losses = (0..<min(64, packed.count)).map {
      decoder.loss(decoder.forward(packed[$0]), responseStart: 1).mean
    }
    let log = try TrainedCheckpoint.log(of: digest, in: pretrained.store)
    let noted = try #require(log.heldOutLoss)
    #expect(abs(losses.reduce(0, +) / Double(losses.count) - noted) < 1e-6)
    #expect(log.losses.count == 8)
    #expect(log.losses[7] < log.losses[0] - 0.1)
  }

  @Test func `A folder that was damaged is made again`() throws {
    let digest = try pretrained.store.store(pretrained.run(pretrained.step(Pretrained.recipe())))
    let folder = try TrainedCheckpoint.folder(of: digest, in: pretrained.store)
    let before = try Fixtures.bytes(folder + "/config.json")
    try "{}".write(toFile: folder + "/config.json", atomically: true, encoding: .utf8)
    try FileManager.default.removeItem(atPath: folder + "/model.safetensors")
    #expect(try TrainedCheckpoint.folder(of: digest, in: pretrained.store) == folder)
    #expect(try Fixtures.bytes(folder + "/config.json") == before)
    #expect(try Digest(of: Fixtures.bytes(folder + "/model.safetensors")) == digest)
  }

  @Test func `Bytes are a tokenizer too`() throws {
    let recipe = try Pretrained.recipe().with { $0.vocabulary = .bytes }
    let digest = try pretrained.store.store(pretrained.run(pretrained.step(recipe)))
    let model = try LoadedModel(
      path: TrainedCheckpoint.folder(of: digest, in: pretrained.store), maxLength: 32)
    #expect(model.tokenizer.vocabularySize == 257)
    #expect(try model.tokenizer.encode("é!", addingSpecialTokens: false).ids.count == 3)
  }

  @Test func `A training that diverges says so`() throws {
    // Weight decay turns weights round and enlarges them ten times in each update.
    let recipe = try Pretrained.recipe().with {
      ($0.learningRate, $0.schedule, $0.warmup) = (0.9, .constant, 0)
      ($0.weightDecay, $0.tokens) = (12, 128 * 60)
    }
    let found = problem { try pretrained.run(pretrained.step(recipe)) }
    #expect(found?.summary.hasPrefix("The training diverged: in update ") == true)
    #expect(found?.found == "a learning rate of 0.9")
    #expect(found?.remedy == "Lower 'learningRate', or raise 'warmup'.")
  }

  @Test func `A text that is too short says how much is needed`() throws {
    try pretrained.folder.write("A few words.\nAnd a few more.\n", to: "text.txt")
    let found = problem { try pretrained.run(pretrained.step(Pretrained.recipe())) }
    #expect(found?.summary == "The text is too short to train on.")
    #expect(
      found?.expected
        == "at least one batch: 4 sequences of 32 tokens, and as long a sequence held out")
  }

  @Test func `The key follows text and recipe, not names and threads`() throws {
    let recipe = try Pretrained.recipe()
    let key = try pretrained.step(recipe).key
    #expect(try pretrained.step(recipe, threads: 7).key == key)
    try pretrained.folder.write(Pretrained.text, to: "same.txt")
    #expect(try pretrained.step(recipe.with { $0.text.files = ["same.txt"] }).key == key)
    try pretrained.folder.write(Pretrained.text + "!", to: "other.txt")
    #expect(try pretrained.step(recipe.with { $0.text.files = ["other.txt"] }).key != key)
    #expect(try pretrained.step(recipe.with { $0.layers = 3 }).key != key)
  }
}

@Suite struct PretrainedNotebookTests {
  let pretrained: Pretrained

  init() throws { pretrained = try Pretrained() }

  /// Two models of one text; the second cannot be trained if its text is too short.
  private func notebook(second: String = "text.txt") throws -> Notebook {
    func model(_ name: String, _ text: String) -> String {
      """
      {"name": "\(name)", "family": "F", "size": "10K", "source": {"pretrain": {
        "architecture": "llama", "layers": 2, "hidden": 16, "heads": 2, "context": 32,
        "tokenizer": "bytes", "text": "\(text)", "tokens": 1024, "batch": 4,
        "learningRate": 0.01}}}
      """
    }
    let text = """
      {"title": "T", "question": "Q?",
       "models": [\(model("first", "text.txt")), \(model("second", second))],
       "data": [{"name": "unseen", "kind": "knowledge", "sample": 3,
         "passages": {"text": "text.txt", "prompt": 10, "response": 20}}],
       "measure": {"spectra": {"projections": ["q"], "maxLength": 32}},
       "cells": [{"id": "loss", "chart": {"kind": "training"}}]}
      """
    let spec = try ExperimentSpec(
      parsing: Array(text.utf8), file: "t.json", folder: pretrained.folder.path, catalog: .empty)
    return Notebook(
      spec, name: "t", library: ModelLibrary(catalog: .empty, environment: [:]),
      store: pretrained.store)
  }

  @Test func `A plan trains before it measures, and knows all keys beforehand`() throws {
    let notebook = try notebook()
    #expect(notebook.problems.isEmpty)
    let plan = try Plan(notebook.steps, in: pretrained.store)
    #expect(
      plan.lines(groupedBy: Notebook.group) == [
        "tokenizer bytes · text.txt: run: never computed", "pretrain first: run: never computed",
        "first · unseen: 3 steps, all to run: never computed",
        "pretrain second: run: never computed",
        "second · unseen: 3 steps, all to run: never computed",
      ])
    let run = try Executor(pretrained.store, jobs: 2).run(plan)
    // The second model has the recipe of the first, and so its key.
    #expect(run.outcomes[1].result == run.outcomes[5].result)
    #expect(try Plan(try self.notebook().steps, in: pretrained.store).toRun.isEmpty)

    let findings = try notebook.findings(run.outcomes, store: pretrained.store)
    let training = try #require(findings.models[0].training)
    #expect(training.points.map(\.step) == Array(1...8))
    #expect(training.heldOutLoss != nil && training.text?.count == 64)
    #expect(training.points.last?.tokens == 1024 && training.tokens == 1024)
    #expect(findings.models[0].layers == 2 && findings.models[0].digest?.count == 64)
    #expect(findings.methods.map(\.name) == ["tokenizer", "pretrain", "spectra"])
    #expect(findings.data[0].measured.map(\.count) == [3, 3])
  }

  @Test func `A model that cannot be trained leaves the others alone`() throws {
    try pretrained.folder.write("Short.\nToo short.\n", to: "short.txt")
    let notebook = try notebook(second: "short.txt")
    let run = try Executor(pretrained.store, jobs: 2).run(
      Plan(notebook.steps, in: pretrained.store))
    #expect(run.summary == "10 steps: 6 computed, 4 failed")
    let findings = try notebook.findings(run.outcomes, store: pretrained.store)
    #expect(findings.models[0].problem == nil)
    #expect(findings.models[1].problem == "The text is too short to train on.")
    #expect(findings.models[1].training == nil)
    let missing = findings.data[0].measured[1].missing
    #expect(missing.map(\.reason).first == "It needs 'pretrain second', which failed.")
  }
}

/// What a step told.
final class Words: Sendable {
  private let texts = Mutex<[String]>([])

  var all: [String] { texts.withLock { $0 } }

  @Sendable func add(_ text: String) { texts.withLock { $0.append(text) } }
}

extension PretrainRecipe {
  func with(_ change: (inout PretrainRecipe) -> Void) -> PretrainRecipe {
    var copy = self
    change(&copy)
    return copy
  }
}
