import Diagnostics

/// The rules that a GGUF file only names: what its model's `tokenizer.json` spells out.
///
/// Which names share rules: `convert_hf_to_gguf_update.py` and `llama-vocab.cpp` of llama.cpp.
enum GGUFFamily: String, CaseIterable {
  case gpt2, neox, smollm, qwen2, llama, dbrx, tekken

  /// The values of `tokenizer.ggml.pre` that mean this family.
  private var names: [String] {
    switch self {
    case .gpt2: ["gpt-2", "gpt2", "phi-2"]
    // GPT-NeoX's vocabulary, of Pythia too, is known to converters by the name of its later user.
    case .neox: ["olmo"]
    case .smollm: ["smollm"]
    case .qwen2: ["qwen2", "deepseek-r1-qwen"]
    case .llama: ["llama-bpe", "llama3", "llama-v3"]
    // OLMo 2 has the vocabulary of DBRX.
    case .dbrx: ["dbrx"]
    case .tekken: ["tekken"]
    }
  }

  /// The family that `name` means.
  ///
  /// - Throws: `Problem` for a name that is not known.
  init(named name: String) throws {
    guard let family = Self.allCases.first(where: { $0.names.contains(name) }) else {
      throw Problem.unknownFamily(name, known: Self.allCases.flatMap(\.names))
    }
    self = family
  }

  var normalizer: Normalizer { self == .qwen2 || self == .neox ? .composed : .none }

  var ignoresMerges: Bool { self == .llama || self == .tekken }

  /// Whether the model expects a token before each text where the file does not say.
  var addsBeginning: Bool { self == .llama || self == .tekken }

  /// How words are cut.
  func preTokenizer() throws -> PreTokenizer {
    switch self {
    case .gpt2, .neox: try words(PreTokenizer.byteLevelPattern)
    case .smollm:
      try words(
        PreTokenizer.byteLevelPattern,
        after: [.split(SplitStep(separator: .digit, behavior: .isolated))])
    case .qwen2: try words(PreTokenizer.llamaPattern(digits: #"\p{N}"#))
    case .llama, .dbrx: try words(PreTokenizer.llamaPattern(digits: #"\p{N}{1,3}"#))
    case .tekken: try words(PreTokenizer.tekkenPattern)
    }
  }

  private func words(_ pattern: String, after steps: [PreTokenizer.Step] = []) throws
    -> PreTokenizer
  {
    PreTokenizer(steps: steps + [.split(try SplitStep(pattern: pattern))])
  }
}
