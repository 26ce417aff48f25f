import Foundation
import JSONTree
import Testing
import Transformer

/// A run of PyTorch's AdamW over a tiny model in float64; see Tests/Oracles/training.py.
struct TrainingFixture {
  let design: DecoderDesign
  let recipe: TrainingRecipe
  let batches: [[[Int32]]]
  let losses: [Double]
  let norms: [Double]
  private let record: JSONValue

  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "training-\(name)", withExtension: "json", subdirectory: "Fixtures"))
    let record = try JSONDocument(Array(try Data(contentsOf: url))).root.value
    self.record = record
    design = try #require(TrainingDesigns.all[name])
    recipe = try TrainingFixture.recipe(try #require(record["recipe"]))
    losses = try TrainingFixture.numbers(record["losses"])
    norms = try TrainingFixture.numbers(record["norms"])
    batches = try #require(record["batches"]?.array).map { batch in
      try #require(batch.array).map { sequence in
        try #require(sequence.array).compactMap { $0.integer.map(Int32.init) }
      }
    }
  }

  /// The values of a parameter before or after training.
  func values(_ group: String, _ parameter: Parameter) throws -> [Double] {
    try TrainingFixture.numbers(record[group]?[try name(of: parameter)])
  }

  private static func numbers(_ value: JSONValue?) throws -> [Double] {
    try #require(value?.array).map { try #require($0.double) }
  }

  private static func recipe(_ record: JSONValue) throws -> TrainingRecipe {
    func number(_ key: String) throws -> Double { try #require(record[key]?.double) }
    return TrainingRecipe(
      steps: Int(try number("steps")), learningRate: try number("learningRate"),
      minimumLearningRate: try number("minimumLearningRate"),
      warmupSteps: Int(try number("warmupSteps")), decay: .cosine,
      weightDecay: try number("weightDecay"), beta1: try number("beta1"),
      beta2: try number("beta2"), epsilon: try number("epsilon"),
      gradientClip: try number("gradientClip"), partialGradients: 3, sequencesPerPass: 2)
  }

  private func name(of parameter: Parameter) throws -> String {
    switch parameter {
    case .embedding: "embedding"
    case .positions: "positions"
    case .head: "head"
    case .weight(let projection, let layer): "weight.\(projection.rawValue).\(layer)"
    case .bias(let projection, let layer): "bias.\(projection.rawValue).\(layer)"
    case .scale(let norm): "scale." + (try #require(self.name(of: norm)))
    case .shift(let norm): "shift." + (try #require(self.name(of: norm)))
    }
  }

  private func name(of norm: Norm) -> String? {
    switch norm {
    case .attention(let layer): "attention.\(layer)"
    case .mlp(let layer): "mlp.\(layer)"
    case .final: "final"
    default: nil
    }
  }
}
