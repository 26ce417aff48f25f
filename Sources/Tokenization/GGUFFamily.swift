import Diagnostics

/// The rules that a GGUF file only names: what its model's `tokenizer.json` spells out.
enum GGUFFamily: String, CaseIterable {
  case gpt2, smollm, qwen2, llama

  /// The values of `tokenizer.ggml.pre` that mean this family.
  private var names: [String] {
    switch self {
    case .gpt2: ["gpt-2", "gpt2"]
    case .smollm: ["smollm"]
    case .qwen2: ["qwen2"]
    case .llama: ["llama-bpe", "llama3", "llama-v3"]
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

  var normalizer: Normalizer { self == .qwen2 ? .composed : .none }

  var ignoresMerges: Bool { self == .llama }

  /// How words are cut.
  func preTokenizer() throws -> PreTokenizer {
    switch self {
    case .gpt2: return PreTokenizer(steps: [], last: try byteLevel())
    case .smollm:
      let digits = SplitStep(separator: .digit, behavior: .isolated)
      return PreTokenizer(steps: [digits], last: try byteLevel())
    case .qwen2: return PreTokenizer(steps: [try llama(digits: #"\p{N}"#)])
    case .llama: return PreTokenizer(steps: [try llama(digits: #"\p{N}{1,3}"#)])
    }
  }

  private func byteLevel() throws -> SplitStep {
    try SplitStep(pattern: PreTokenizer.byteLevelPattern)
  }

  private func llama(digits: String) throws -> SplitStep {
    try SplitStep(pattern: PreTokenizer.llamaPattern(digits: digits))
  }
}
