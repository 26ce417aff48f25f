import Foundation
import JSONTree
import LinearAlgebra
import Tensors
import Testing
import Transformer

/// A tiny random model and what PyTorch computed of it; see Tests/Oracles/llama_fixtures.py.
struct TinyModel {
  static let names = ["grouped-tied", "multi-head-separate", "multi-query-one-token"]

  let record: JSONValue
  let design: DecoderDesign

  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    let record = try JSONDocument(Array(try Data(contentsOf: url))).root.value
    func integer(_ key: String) throws -> Int { try #require(record[key]?.integer) }
    self.record = record
    let norm = NormDesign(
      .rootMeanSquare, epsilon: try #require(record["normEpsilon"]?.double))
    let headSize = try integer("headSize")
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm,
      attention: AttentionDesign(
        heads: try integer("heads"), keyValueHeads: try integer("keyValueHeads"),
        headSize: headSize,
        rotary: RotaryDesign(
          base: try #require(record["ropeTheta"]?.double), width: headSize)),
      mlp: MLPDesign(intermediateSize: try integer("intermediateSize"), activation: .silu))
    design = DecoderDesign(
      hiddenSize: try integer("hiddenSize"), vocabularySize: try integer("vocabularySize"),
      blocks: Array(repeating: block, count: try integer("layers")), finalNorm: norm,
      tiesEmbeddings: record["tiesEmbeddings"] == true)
  }

  var tokens: [Int32] { record["tokens"]?.array?.compactMap { $0.integer.map(Int32.init) } ?? [] }
  var responseStart: Int { record["responseStart"]?.integer ?? -1 }
  var loss: Double { record["loss"]?.double ?? .nan }
  var logits: [Double] { record["logits"]?.array?.compactMap(\.double) ?? [] }

  func values(_ group: String, _ name: String) throws -> [Double] {
    try #require(record[group]?[name]?.array).compactMap(\.double)
  }

  func weights<Element: BLASScalar>(of type: Element.Type) throws -> ResidentWeights<Element> {
    try ResidentWeights(design) { try values("weights", $0.llamaName).map { Element($0) } }
  }
}

extension Parameter {
  /// The name of a parameter in Llama checkpoints.
  var llamaName: String {
    switch self {
    case .embedding: return "model.embed_tokens.weight"
    case .head: return "lm_head.weight"
    case .scale(.final): return "model.norm.weight"
    case .scale(.attention(let layer)): return "model.layers.\(layer).input_layernorm.weight"
    case .scale(.mlp(let layer)): return "model.layers.\(layer).post_attention_layernorm.weight"
    case .weight(let projection, let layer):
      let owner = [.q, .k, .v, .o].contains(projection) ? "self_attn" : "mlp"
      return "model.layers.\(layer).\(owner).\(projection.rawValue)_proj.weight"
    default: fatalError("a Llama model has no \(self)")
    }
  }
}
