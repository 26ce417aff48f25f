import Diagnostics
import JSONTree

extension ModelSettings {
  /// The settings of a `config.json`.
  ///
  /// A model of texts and pictures keeps what concerns texts in `text_config`: it is looked there
  /// first. What the file does not state at all has the value that the transformers library assumes.
  ///
  /// - Throws: `Problem` if the file does not name its architecture.
  init(huggingFace document: JSONDocument) throws {
    let root = document.root
    let roots = [root["text_config"], root].compactMap { $0 }
    let place = Place(file: document.file)
    let remedy = "Correct it, or take the file anew from where the model came from."
    let name = try ModelSettings.architecture("model_type", remedy, at: place) { key in
      root[key].map { (Setting($0), document.place(of: $0)) }
    }
    let assumed = customary[name] ?? [:]
    self.init(
      format: .huggingFace, architecture: name,
      find: { key in
        for root in roots {
          var node: JSONNode? = root
          for part in key.split(separator: ".") { node = node?[String(part)] }
          if let node { return (Setting(node), document.place(of: node)) }
        }
        return assumed[key].map { ($0, place) }
      }, place: place, remedy: remedy)
  }

  /// The settings of a GGUF file.
  ///
  /// - Throws: `Problem` if the file does not name its architecture.
  init(_ file: GGUF) throws {
    let place = Place(file: file.table.file.path)
    let remedy = "Download the file again, or convert the model anew."
    let find = { @Sendable (key: String) in file[key].map { (Setting($0), file.place(of: key)) } }
    let name = try ModelSettings.architecture("general.architecture", remedy, at: place, find)
    self.init(format: .gguf, architecture: name, find: find, place: place, remedy: remedy)
  }

  private static func architecture(
    _ key: String, _ remedy: String, at place: Place,
    _ find: (String) -> (value: Setting, place: Place)?
  ) throws -> String {
    guard let (value, at) = find(key), value != Setting.none else {
      throw Problem.missingSetting(key, at: place, remedy: remedy)
    }
    guard let name = value.text else {
      throw Problem.wrongSetting(
        key, expected: "a string", found: value.spelled, at: at, remedy: remedy)
    }
    return name
  }
}

/// What the transformers library (5.23) assumes where published files are silent.
private let customary: [String: [String: Setting]] = [
  "gemma2": gemma, "gemma3": gemma3, "gemma3_text": gemma3, "mistral": mistral,
  "qwen3": ["head_dim": .integer(128)],
]

private let mistral: [String: Setting] = [
  "num_key_value_heads": .integer(8), "sliding_window": .integer(4096),
]

private let gemma: [String: Setting] = [
  "num_key_value_heads": .integer(4), "head_dim": .integer(256),
  "sliding_window": .integer(4096), "query_pre_attn_scalar": .integer(256),
  "rms_norm_eps": .number(1e-6),
]

private let gemma3 = gemma.merging([
  "vocab_size": .integer(262_208), "hidden_size": .integer(2304),
  "intermediate_size": .integer(9216), "num_hidden_layers": .integer(26),
  "num_attention_heads": .integer(8), "max_position_embeddings": .integer(131_072),
]) { $1 }
