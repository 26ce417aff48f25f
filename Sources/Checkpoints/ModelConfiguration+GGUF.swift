import Diagnostics

extension ModelConfiguration {
  /// Reads the metadata of a GGUF file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - facts: What the tensors say.
  /// - Throws: `Problem` naming the key that is missing or whose value makes no sense.
  init(_ file: GGUF, facts: TensorFacts) throws {
    let settings = Settings(file)
    let key = "general.architecture"
    let architecture = try settings.required(settings.text(key), key)
    try self.init(
      settings, keys: SettingKeys(architecture), architecture: architecture,
      vocabularySize: file["tokenizer.ggml.tokens"]?.array?.count)
    ropeScaling = try RotaryScaling(file, settings, architecture, headSize: headSize)
    tiesEmbeddings = !facts.storesOutputProjection
    hasProjectionBias = facts.storesProjectionBias
    if architecture == "llama" { try checkHeads(settings) }
  }

  /// The llama code turns whole heads and gives keys and values the same width.
  private func checkHeads(_ settings: Settings) throws {
    for key in ["llama.rope.dimension_count", "llama.attention.value_length"] {
      if let stated = try settings.integer(key, in: 0...Int.max), stated != headSize {
        throw settings.wrong(key, expected: "the width of a head, \(headSize)")
      }
    }
  }
}

extension SettingKeys {
  /// The keys of a GGUF file of an architecture.
  fileprivate init(_ architecture: String) {
    self.init(
      layerCount: "\(architecture).block_count",
      hiddenSize: "\(architecture).embedding_length",
      headCount: "\(architecture).attention.head_count",
      keyValueHeadCount: "\(architecture).attention.head_count_kv",
      headSize: "\(architecture).attention.key_length",
      intermediateSize: "\(architecture).feed_forward_length",
      vocabularySize: "\(architecture).vocab_size",
      contextLength: "\(architecture).context_length",
      bos: "tokenizer.ggml.bos_token_id", eos: "tokenizer.ggml.eos_token_id",
      normEpsilon: [
        "\(architecture).attention.layer_norm_rms_epsilon",
        "\(architecture).attention.layer_norm_epsilon",
      ],
      ropeTheta: ["\(architecture).rope.freq_base"])
  }
}

extension Settings {
  fileprivate init(_ file: GGUF) {
    find = { key in file[key].map { (Setting($0), file.place(of: key)) } }
    place = Place(file: file.table.file.path)
    remedy = "Download the file again, or convert the model anew."
  }
}

extension RotaryScaling {
  /// The tensor with which converters spell out the frequencies of Llama 3.1.
  static let divisorsName = "rope_freqs.weight"

  fileprivate init(
    _ file: GGUF, _ settings: Settings, _ architecture: String, headSize: Int
  ) throws {
    switch try settings.text("\(architecture).rope.scaling.type") {
    case nil, "none": self = .none
    case "linear":
      self = .linear(factor: try settings.factor("\(architecture).rope.scaling.factor"))
    case .some(let name): self = .other(name)
    }
    guard self == .none, file.tensorNames.contains(Self.divisorsName) else { return }
    let info = try file.info(Self.divisorsName)
    guard info.shape == [headSize / 2] else {
      throw Problem.wrongShape(info, expected: [headSize / 2])
    }
    self = .divided(by: try file.floats(Self.divisorsName))
  }
}
