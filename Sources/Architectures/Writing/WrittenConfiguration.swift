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

  /// The members for a rotation: its base, and how positions are scaled if they are.
  func rotation(_ rotary: RotaryDesign?, base: String) -> [JSONMember] {
    guard let rotary else { return [] }
    let factor = rotary.factor
    let scaling: JSONValue = ["rope_type": "linear", "factor": .number(factor)]
    return [JSONMember(base, .number(rotary.base))]
      + (factor == 1 ? [] : [JSONMember("rope_scaling", scaling)])
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
  /// θ of θ^(−2i / width) / factor, from the first two frequencies.
  fileprivate var base: Double {
    guard frequencies.count > 1, frequencies[0] > 0, frequencies[1] > 0 else { return 10_000 }
    return asWritten(pow(frequencies[1] / frequencies[0], -Double(width) / 2))
  }

  /// What positions are divided by.
  fileprivate var factor: Double { frequencies.first.map { asWritten(1 / $0) } ?? 1 }
}

/// The number with few decimals that a person would have written, if this is it but for rounding.
func asWritten(_ value: Double) -> Double {
  let rounded = (value * 1e6).rounded() / 1e6
  return abs(rounded - value) < 1e-9 * value ? rounded : value
}
