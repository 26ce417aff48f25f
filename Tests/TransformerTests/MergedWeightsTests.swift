import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// Adapters added to the weights beside adapters that stand next to them.
@Suite struct MergedWeightsTests {
  private let lora = LoRADesign(
    rank: 3, alpha: 5, dropout: 0.3, projections: [.q, .v, .o, .gate, .down])

  private func adapted<Element: BLASScalar>(
    _ name: String, as type: Element.Type
  ) throws -> AdaptedWeights<Element> {
    let design = try #require(TinyDesigns.all[name])
    var adapters = AdapterValues<Element>(initial: lora, of: design, seed: 3)
    var numbers = SeededNumbers(seed: 4)
    for parameter in adapters.parameters where parameter.factor == .b {
      adapters[parameter] = numbers.matrix(1, adapters[parameter].count).values
    }
    let base = ResidentWeights<Element>(design, design.randomValues(seed: 5))
    return AdaptedWeights(base, lora: lora, adapters: adapters)
  }

  private func check<Element: BLASScalar>(
    _ name: String, as type: Element.Type, within limit: Double
  ) throws {
    let weights = try adapted(name, as: type)
    let text: [Int32] = [1, 4, 1, 5, 9, 2, 6, 5]
    func logits(_ weights: any DecoderWeights<Element>) -> [Element] {
      let decoder = Decoder(weights: weights, maxLength: 8)
      return decoder.logits(decoder.forward(text)).values
    }
    let expected = logits(weights)
    let merged = weights.merged()
    #expect(disagreement(logits(merged), expected, absolute: limit, relative: limit) < 1)
    #expect(disagreement(logits(weights.base), expected, absolute: limit, relative: limit) > 100)
    let held = AdaptedWeights(Elsewhere(weights.base), lora: lora, adapters: weights.adapters)
    for (parameter, _) in merged.design.parameters {
      #expect(held.merged()[parameter] == merged[parameter], "\(parameter)")
    }
  }

  @Test(arguments: TinyDesigns.names)
  func `Merged weights give the logits of adapted ones`(name: String) throws {
    try check(name, as: Double.self, within: 1e-11)
    try check(name, as: Float.self, within: 1e-4)
  }

  @Test(arguments: ["llama", "gemma2", "gpt2"])
  func `Adapted weights generate what merged ones do`(name: String) throws {
    let weights = try adapted(name, as: Double.self)
    let recipe = GenerationRecipe(maxNewTokens: 8, inStep: 2)
    let prompts: [[Int32]] = [[1], [2, 3], [4, 5, 6]]
    let found = Decoder(weights: weights, maxLength: 12).greedy(prompts, recipe)
    #expect(found == Decoder(weights: weights.merged(), maxLength: 12).greedy(prompts, recipe))
    #expect(found != Decoder(weights: weights.base, maxLength: 12).greedy(prompts, recipe))
  }
}

/// Weights of which a caller does not know that they are in memory.
private struct Elsewhere<Element: BLASScalar>: DecoderWeights {
  let weights: any DecoderWeights<Element>

  init(_ weights: any DecoderWeights<Element>) { self.weights = weights }

  var design: DecoderDesign { weights.design }
  var isStreamed: Bool { true }
  var positions: Matrix<Element>? { weights.positions }
  var finalNorm: DecoderBlock<Element>.NormWeights { weights.finalNorm }
  func block(_ layer: Int) -> DecoderBlock<Element> { weights.block(layer) }
  func embeddings(of tokens: [Int32]) -> Matrix<Element> { weights.embeddings(of: tokens) }
  func head() -> Matrix<Element> { weights.head() }
}
