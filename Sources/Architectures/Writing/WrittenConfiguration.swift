import Foundation
import JSONTree
import Transformer

/// How an architecture is written as a `config.json`.
struct WrittenConfiguration: Sendable {
  /// The `model_type`.
  var modelType: String
  /// The class of the transformers library that runs it.
  var className: String
  /// What is written beyond `architectures`, `model_type`, `dtype` and the ids of tokens.
  var members: @Sendable (WrittenFigure) -> [JSONMember]
}

/// What a `config.json` states of a figure: its first block stands for all, and what else differs is found
/// when the file is read back.
struct WrittenFigure: Sendable {
  let design: DecoderDesign
  let contextLength: Int
  let block: BlockDesign

  var attention: AttentionDesign { block.attention }

  /// The base of rotary positions that were not scaled, from θ^(−2i / width) at i = 1.
  func theta(_ rotary: RotaryDesign?) -> JSONValue {
    guard let rotary, rotary.frequencies.count > 1, rotary.frequencies[1] > 0 else {
      return .number(10_000)
    }
    return .number(RotaryDesign.theta(rotary))
  }

  /// What all that follow Llama state alike.
  var llamaLike: [JSONMember] {
    [
      JSONMember("hidden_size", .integer(design.hiddenSize)),
      JSONMember("intermediate_size", .integer(block.mlp.intermediateSize)),
      JSONMember("num_hidden_layers", .integer(design.blocks.count)),
      JSONMember("num_attention_heads", .integer(attention.heads)),
      JSONMember("num_key_value_heads", .integer(attention.keyValueHeads)),
      JSONMember("head_dim", .integer(attention.headSize)),
      JSONMember("rms_norm_eps", .number(design.finalNorm.epsilon)),
    ] + common
  }

  /// What all architectures state alike.
  var common: [JSONMember] {
    [
      JSONMember("vocab_size", .integer(design.vocabularySize)),
      JSONMember("max_position_embeddings", .integer(contextLength)),
      JSONMember("tie_word_embeddings", .bool(design.tiesEmbeddings)),
    ]
  }

  /// The name of the nonlinearity.
  var activation: JSONValue {
    switch block.mlp.activation {
    case .silu: "silu"
    case .gelu: "gelu"
    case .geluTanh: "gelu_pytorch_tanh"
    }
  }
}

extension RotaryDesign {
  /// The base that the frequencies come from, rounded to what a person would have written.
  fileprivate static func theta(_ rotary: RotaryDesign) -> Double {
    let theta = pow(rotary.frequencies[1], -Double(rotary.width) / 2)
    let rounded = (theta * 1e3).rounded() / 1e3
    return abs(rounded - theta) < 1e-9 * theta ? rounded : theta
  }
}
