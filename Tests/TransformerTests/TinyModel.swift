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
  let configuration: LlamaConfiguration

  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    let record = try JSONDocument(Array(try Data(contentsOf: url))).root.value
    func integer(_ key: String) throws -> Int { try #require(record[key]?.integer) }
    self.record = record
    configuration = LlamaConfiguration(
      layers: try integer("layers"), hiddenSize: try integer("hiddenSize"),
      heads: try integer("heads"), keyValueHeads: try integer("keyValueHeads"),
      headSize: try integer("headSize"), intermediateSize: try integer("intermediateSize"),
      vocabularySize: try integer("vocabularySize"),
      normEpsilon: try #require(record["normEpsilon"]?.double),
      ropeTheta: try #require(record["ropeTheta"]?.double),
      tiesEmbeddings: record["tiesEmbeddings"] == true)
  }

  var tokens: [Int32] { record["tokens"]?.array?.compactMap { $0.integer.map(Int32.init) } ?? [] }
  var responseStart: Int { record["responseStart"]?.integer ?? -1 }
  var loss: Double { record["loss"]?.double ?? .nan }
  var logits: [Double] { record["logits"]?.array?.compactMap(\.double) ?? [] }

  func values(_ group: String, _ name: String) throws -> [Double] {
    try #require(record[group]?[name]?.array).compactMap(\.double)
  }

  func weights<Element: BLASScalar>(of type: Element.Type) throws -> LlamaWeights<Element> {
    func vector(_ name: String) throws -> [Element] {
      try values("weights", name).map { Element($0) }
    }
    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix<Element> {
      Matrix(rows: rows, columns: columns, values: try vector(name))
    }
    let c = configuration
    let blocks = try (0..<c.layers).map { layer in
      let prefix = "model.layers.\(layer)."
      func projection(_ projection: Projection) throws -> Matrix<Element> {
        let (rows, columns) = c.shape(of: projection)
        return try matrix(projection.parameterName(layer: layer), rows, columns)
      }
      return LlamaBlock(
        attentionNorm: try vector(prefix + "input_layernorm.weight"), q: try projection(.q),
        k: try projection(.k), v: try projection(.v), o: try projection(.o),
        mlpNorm: try vector(prefix + "post_attention_layernorm.weight"),
        gate: try projection(.gate), up: try projection(.up), down: try projection(.down))
    }
    return LlamaWeights(
      configuration: c,
      embedding: try matrix("model.embed_tokens.weight", c.vocabularySize, c.hiddenSize),
      blocks: blocks, finalNorm: try vector("model.norm.weight"),
      separateHead: c.tiesEmbeddings
        ? nil : try matrix("lm_head.weight", c.vocabularySize, c.hiddenSize))
  }
}
