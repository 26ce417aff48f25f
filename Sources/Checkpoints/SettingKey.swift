/// What a setting is called in either kind of checkpoint.
public struct SettingKey: Sendable {
  /// The keys of a `config.json`, the customary one first; a dot descends into an object.
  public var huggingFace: [String]
  /// The key of a GGUF file, without the architecture that stands before it there; those that begin
  /// with `general.` or `tokenizer.` stand alone.
  public var gguf: [String]

  /// Creates a key.
  ///
  /// - Parameters:
  ///   - huggingFace: What a `config.json` may call it; nothing if it never states it.
  ///   - gguf: What a GGUF file may call it; nothing if it never states it.
  public init(_ huggingFace: String..., gguf: String...) {
    self.huggingFace = huggingFace
    self.gguf = gguf
  }

  /// What a file of one format may call it.
  func names(in format: CheckpointFormat, architecture: String) -> [String] {
    switch format {
    case .huggingFace: huggingFace
    case .gguf:
      gguf.map {
        $0.hasPrefix("general.") || $0.hasPrefix("tokenizer.") ? $0 : "\(architecture).\($0)"
      }
    }
  }
}

/// The two kinds of checkpoints.
public enum CheckpointFormat: Sendable {
  /// A `config.json` beside safetensors files, with tensors as the transformers library names them.
  case huggingFace
  /// A GGUF file, as llama.cpp's converters write it.
  case gguf
}
