import Foundation
import JSONTree
import Testing
import Transformer

/// A run of torch and peft over the tiny Llama of `TrainingFixture`; see Tests/Oracles/lora_training.py.
struct LoRAFixture {
  static let names = ["linear", "cosine"]

  let lora: LoRADesign
  let recipe: FineTuningRecipe
  let examples: [TrainingExample]
  let batches: [[Int]]
  let base: TrainingFixture
  private let record: JSONValue

  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "lora-\(name)", withExtension: "json", subdirectory: "Fixtures"))
    let record = try JSONDocument(Array(try Data(contentsOf: url))).root.value
    let settings = try #require(record["recipe"])
    self.record = record
    base = try TrainingFixture("llama")
    lora = LoRADesign(
      rank: try #require(settings["rank"]?.integer), alpha: try #require(settings["alpha"]?.double),
      dropout: 0,
      projections: Set(
        try #require(settings["projections"]?.array).map {
          let name = try #require($0.string)
          return try #require(Projection(rawValue: String(name.dropLast("_proj".count))))
        }))
    recipe = try LoRAFixture.recipe(settings)
    examples = try #require(record["examples"]?.array).map(LoRAFixture.example)
    batches = try #require(record["batches"]?.array).map { batch in
      try #require(batch.array).map { try #require($0.integer) }
    }
  }

  /// The names of the adapters' parameters in the order of `named_parameters`.
  var names: [String] { record["names"]?.array?.compactMap(\.string) ?? [] }

  /// What the run noted of each update.
  func numbers(_ key: String) throws -> [Double] { try LoRAFixture.numbers(record[key]) }

  /// The adapters before or after training, in the scalar of the test.
  func values<Element: BinaryFloatingPoint>(
    _ group: String, _ parameter: AdapterParameter, as type: Element.Type
  ) throws -> [Element] {
    try LoRAFixture.numbers(record[group]?[parameter.fixtureName]).map { Element($0) }
  }

  /// The gradient of one example's loss by the final adapters.
  func gradient(_ example: Int, _ parameter: AdapterParameter) throws -> [Double] {
    try LoRAFixture.numbers(record["gradients"]?[example]?[parameter.fixtureName])
  }

  private static func numbers(_ value: JSONValue?) throws -> [Double] {
    try #require(value?.array).map { try #require($0.double) }
  }

  private static func example(_ record: JSONValue) throws -> TrainingExample {
    TrainingExample(
      tokens: try #require(record["tokens"]?.array).compactMap { $0.integer.map(Int32.init) },
      scored: try #require(record["scored"]?.array).map {
        let (first, last) = (try #require($0[0]?.integer), try #require($0[1]?.integer))
        return first - 1..<last - 1
      })
  }

  private static func recipe(_ record: JSONValue) throws -> FineTuningRecipe {
    func number(_ key: String) throws -> Double { try #require(record[key]?.double) }
    var recipe = FineTuningRecipe()
    // Two batches of four an epoch make twenty updates.
    (recipe.epochs, recipe.batchSize) = (10, 4)
    recipe.learningRate = try number("learningRate")
    recipe.warmupRatio = try number("warmupRatio")
    let (decay, mean) = (record["decay"]?.string ?? "", record["mean"]?.string ?? "")
    recipe.decay = try #require(TrainingRecipe.Decay(rawValue: decay))
    recipe.mean = try #require(FineTuningRecipe.Mean(rawValue: mean))
    recipe.weightDecay = try number("weightDecay")
    recipe.beta1 = try number("beta1")
    recipe.beta2 = try number("beta2")
    recipe.epsilon = try number("epsilon")
    recipe.gradientClip = try number("gradientClip")
    (recipe.partialGradients, recipe.examplesPerPass) = (3, 2)
    return recipe
  }
}

extension AdapterParameter {
  /// For example `a.q.0`.
  var fixtureName: String { "\(factor).\(projection.rawValue).\(layer)" }
}
