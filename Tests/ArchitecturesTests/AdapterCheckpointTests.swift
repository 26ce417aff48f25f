import Diagnostics
import Foundation
import JSONTree
import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

@testable import Architectures

/// Adapters in the layout of peft; see Tests/Oracles/lora_training.py, which has peft load
/// `Fixtures/lora-written`.
@Suite struct AdapterCheckpointTests {
  init() { NumericEnvironment.useOneThreadPerProduct() }

  private func read(
    _ folder: String, of name: String = "llama"
  ) throws -> (checkpoint: AdapterCheckpoint, base: DecoderCheckpoint) {
    let base = try Fixture(name).checkpoint
    return (
      try AdapterCheckpoint(folder: folder, architecture: base.architecture, design: base.design),
      base
    )
  }

  @Test func `An adapter that peft saved gives peft's logits`() throws {
    let (checkpoint, base) = try read(Fixture.path("lora"))
    #expect(checkpoint.lora.rank == 3 && checkpoint.lora.alpha == 12)
    #expect(checkpoint.lora.dropout == 0.1 && checkpoint.lora.projections == [.q, .k, .v, .o, .up])
    #expect(checkpoint.optimizer == nil && checkpoint.state == nil)
    let text = try Data(contentsOf: URL(filePath: Fixture.path("lora", "logits.json")))
    let expected = try JSONDocument(Array(text)).root.value
    let tokens = try #require(expected["tokens"]?.array).compactMap { $0.integer.map(Int32.init) }
    func logits(_ base: any DecoderWeights<Float>) -> [Float] {
      let weights = AdaptedWeights(base, lora: checkpoint.lora, adapters: checkpoint.adapters)
      let decoder = Decoder(weights: weights, maxLength: tokens.count)
      return decoder.logits(decoder.forward(tokens)).values
    }
    let resident = logits(try ResidentWeights(base))
    #expect(logits(try StreamedWeights(base)) == resident)
    let numbers = try #require(expected["logits"]?.array).compactMap(\.double).map { Float($0) }
    #expect(disagreement(resident, numbers, absolute: 1e-5, relative: 1e-5) < 1)
  }

  @Test func `What we write is what peft was shown to read`() throws {
    let (checkpoint, base) = try read(Fixture.path("lora"))
    let files = try checkpoint.files(
      architecture: base.architecture, design: base.design, baseModel: "llama")
    #expect(files.map(\.name) == ["adapter_config.json", "adapter_model.safetensors"])
    for (name, bytes) in files {
      let expected = try Data(contentsOf: URL(filePath: Fixture.path("lora-written", name)))
      #expect(bytes == Array(expected), "\(name)")
    }
  }

  @Test func `What a Trainer saved goes on where it stopped`() throws {
    let (checkpoint, _) = try read(Fixture.path("trainer"))
    let text = try Data(contentsOf: URL(filePath: Fixture.path("trainer", "expected.json")))
    let expected = try JSONDocument(Array(text)).root.value
    let optimizer = try #require(checkpoint.optimizer)
    #expect(checkpoint.lora.rank == 2 && checkpoint.lora.projections == [.q, .v, .o])
    #expect(optimizer.step == expected["step"]?.integer)
    #expect(optimizer.meanLearningRate == expected["meanLearningRate"]?.double)
    let moments = try #require(expected["moments"]?.members)
    #expect(moments.count == optimizer.firstMoments.parameters.count)
    for (name, values) in moments.map({ ($0.key, $0.value) }) {
      let words = name.split(separator: ".")
      let layer = try #require(words.compactMap { Int($0) }.first)
      let projection = try #require(
        Projection.allCases.first { name.contains(".\($0.rawValue)_proj.") })
      let parameter = try #require(
        optimizer.firstMoments.parameters.first {
          $0.layer == layer && $0.projection == projection
            && ($0.factor == .a) == name.contains("lora_A")
        })
      for (key, found) in [
        ("exp_avg", optimizer.firstMoments), ("exp_avg_sq", optimizer.secondMoments),
      ] {
        let numbers = try #require(values[key]?.array).compactMap(\.double).map { Float($0) }
        #expect(Array(found[parameter].prefix(numbers.count)) == numbers, "\(name)")
      }
    }
  }

  // MARK: Going on

  private func tuner(
    _ base: DecoderCheckpoint, _ state: FineTuningState<AdapterParameter, Float>? = nil
  ) throws -> FineTuner<AdapterTarget<Float>> {
    let target = AdapterTarget<Float>(
      try ResidentWeights(base),
      lora: LoRADesign(rank: 2, alpha: 8, dropout: 0.1, projections: [.q, .v, .down]))
    var recipe = FineTuningRecipe()
    (recipe.epochs, recipe.batchSize, recipe.learningRate) = (5, 3, 0.01)
    let size = base.design.vocabularySize
    let examples = (0..<6).map { index in
      TrainingExample(
        tokens: (0..<5 + index).map { Int32((3 * index + $0 * $0) % size) }, responseStart: 2)
    }
    return FineTuner(
      target: target, recipe: recipe, examples: examples,
      state: state ?? target.initialState(seed: 1), threads: 2)
  }

  @Test func `Ten updates are five, a checkpoint and five more, bit by bit`() throws {
    let base = try Fixture("llama").checkpoint
    var whole = try tuner(base)
    for _ in 1...10 { whole.step() }
    var first = try tuner(base)
    for _ in 1...5 { first.step() }
    let folder = try TemporaryDirectory()
    let saved = AdapterCheckpoint(
      lora: first.target.lora, state: first.state, learningRate: first.schedule.rate(atStep: 5))
    try saved.write(
      to: folder.file("checkpoint-5"), architecture: base.architecture, design: base.design)
    let restored = try read(folder.file("checkpoint-5")).checkpoint
    #expect(restored == saved)
    let state: FineTuningState<AdapterParameter, Float> = try #require(restored.state)
    var second = try tuner(base, state)
    for _ in 6...10 { second.step() }
    #expect(second.state == whole.state && whole.isFinished)
    #expect(whole.state.values != first.state.values)
  }

  // MARK: What is refused

  /// The problem of reading a copy of the adapter in which one text stands for another.
  private func problem(
    replacing text: String, with other: String, in name: String = "adapter_config.json"
  ) throws -> Problem? {
    let folder = try TemporaryDirectory()
    for name in ["adapter_config.json", "adapter_model.safetensors"] {
      try FileManager.default.copyItem(
        atPath: Fixture.path("lora", name), toPath: folder.file(name))
    }
    var bytes = try Data(contentsOf: URL(filePath: folder.file(name)))
    let range = try #require(bytes.firstRange(of: Data(text.utf8)))
    bytes.replaceSubrange(range, with: Data(other.utf8))
    try bytes.write(to: URL(filePath: folder.file(name)))
    return TestSupport.problem { try read(folder.path) }
  }

  @Test(arguments: [
    ("\"use_dora\": false", "\"use_dora\": true", "use_dora"),
    ("\"rank_pattern\": {}", "\"rank_pattern\": {\"q_proj\": 2}", "rank_pattern"),
    ("\"bias\": \"none\"", "\"bias\": \"all\"", "bias"),
    ("\"peft_type\": \"LORA\"", "\"peft_type\": \"LOHA\"", "peft_type"),
    ("\"r\": 3", "\"r\": 0", "r"), ("\"r\": 3", "\"s\": 3", "r"),
    ("\"lora_dropout\": 0.1", "\"lora_dropout\": 1.0", "lora_dropout"),
    ("\"k_proj\"", "\"lm_head\"", "target_modules"),
  ])
  func `A setting that we do not compute is named`(
    text: String, other: String, key: String
  ) throws {
    let found = try problem(replacing: text, with: other)
    #expect(found?.summary == "The adapter's '\(key)' cannot be used.")
    #expect(found?.place.file?.hasSuffix("adapter_config.json") == true)
  }

  @Test func `Tensors must be those that the settings imply`() throws {
    #expect(
      try problem(replacing: "\"r\": 3", with: "\"r\": 4")?.expected?.contains("'r'") == true)
    #expect(
      try problem(replacing: "\"k_proj\",", with: "")?.summary.contains("k_proj") == true)
    let missing = try problem(
      replacing: "0.self_attn.v_proj.lora_A", with: "0.self_attn.w_proj.lora_A",
      in: "adapter_model.safetensors")
    #expect(missing?.summary.contains("w_proj") == true)
    let added = try problem(replacing: "\"k_proj\",", with: "\"k_proj\", \"gate_proj\",")
    #expect(added?.summary.contains("gate_proj.lora_A.weight' is missing") == true)
  }

  @Test func `Files of different updates are not taken for one checkpoint`() throws {
    let base = try Fixture("llama").checkpoint
    var tuner = try tuner(base)
    let folder = try TemporaryDirectory()
    func files() throws -> [(name: String, bytes: [UInt8])] {
      try AdapterCheckpoint(lora: tuner.target.lora, state: tuner.state, learningRate: 1e-3)
        .files(architecture: base.architecture, design: base.design)
    }
    let before = try files()
    tuner.step()
    let after = try files()
    for (name, bytes) in before[..<2] + after[2...] {
      try Data(bytes).write(to: URL(filePath: folder.file(name)))
    }
    let found = TestSupport.problem { try read(folder.path) }
    #expect(found?.summary == "The files in '\(folder.path)' are not of the same update.")
  }

  @Test(arguments: ["gpt2", "phi3"]) func `A fused projection has no adapter`(name: String) throws {
    let base = try Fixture(name).checkpoint
    let lora = LoRADesign(rank: 2)
    let checkpoint = AdapterCheckpoint(
      lora: lora, adapters: AdapterValues(initial: lora, of: base.design, seed: 1))
    let found = TestSupport.problem {
      try checkpoint.files(architecture: base.architecture, design: base.design)
    }
    #expect(found?.summary.hasPrefix("The projection 'q' of") == true)
  }
}
