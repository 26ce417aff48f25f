import LinearAlgebra
import TestSupport
import Tensors
import Tokenization
import Transformer

/// A tokenizer of bytes, ids 0 to 255, with `ĠA`, `ĠB` and `;ĠA`, where Ġ is a space.
func byteTokenizer() throws -> Tokenizer {
  let kept = Array(33...126) + Array(161...172) + Array(174...255)
  let moved = (0...255).filter { !kept.contains($0) }
  let symbols = (0...255).compactMap { byte in
    let scalar = UnicodeScalar(UInt32(moved.firstIndex(of: byte).map { 256 + $0 } ?? byte))
    return scalar.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }
  }
  let vocabulary = (symbols + ["ĠA", "ĠB", ";ĠA"]).enumerated().map { "\"\($1)\": \($0)" }
  let level =
    #"{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}"#
  let text = """
    {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": \(level),
    "post_processor": null, "decoder": \(level), "model": {"type": "BPE",
    "vocab": {\(vocabulary.joined(separator: ", "))},
    "merges": [["Ġ", "A"], ["Ġ", "B"], [";", "ĠA"]]}}
    """
  return try Tokenizer(tokenizerJSON: Array(text.utf8))
}

/// A random Llama of two narrow blocks for the tokens of `byteTokenizer`.
func randomDecoder(maxLength: Int = 64) -> Decoder<Double> {
  let norm = NormDesign(.rootMeanSquare, epsilon: 1e-5)
  let block = BlockDesign(
    attentionNorm: norm, mlpNorm: norm,
    attention: AttentionDesign(
      heads: 2, keyValueHeads: 1, headSize: 4, rotary: RotaryDesign(base: 100, width: 4)),
    mlp: MLPDesign(intermediateSize: 10, activation: .silu))
  let design = DecoderDesign(
    hiddenSize: 8, vocabularySize: 259, blocks: [block, block], finalNorm: norm,
    tiesEmbeddings: false)
  var numbers = SeededNumbers(seed: 8)
  let shapes = Dictionary(uniqueKeysWithValues: design.parameters.map { ($0.parameter, $0.shape) })
  let weights = ResidentWeights<Double>(design) { parameter in
    numbers.matrix(1, (shapes[parameter] ?? []).reduce(1, *)).values
  }
  return Decoder(weights: weights, maxLength: maxLength)
}
