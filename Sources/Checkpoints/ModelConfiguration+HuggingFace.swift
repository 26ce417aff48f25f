import Diagnostics
import JSONTree

extension ModelConfiguration {
  /// Reads a `config.json`.
  ///
  /// - Parameters:
  ///   - document: The file.
  ///   - facts: What the tensors say.
  /// - Throws: `Problem` naming the key that is missing or whose value makes no sense.
  init(huggingFace document: JSONDocument, facts: TensorFacts) throws {
    let settings = Settings(huggingFace: document)
    let architecture = try settings.required(settings.text("model_type"), "model_type")
    try self.init(settings, keys: .huggingFace, architecture: architecture)
    ropeScaling = try RotaryScaling(huggingFace: settings)
    tiesEmbeddings = try settings.flag("tie_word_embeddings") ?? !facts.storesOutputProjection
    hasProjectionBias = try settings.flag("attention_bias") ?? facts.storesProjectionBias
    // The one activation of the llama code; another would change every number without a trace.
    if architecture == "llama", let activation = try settings.text("hidden_act"),
      activation != "silu"
    {
      throw settings.wrong("hidden_act", expected: "'silu', as all llama models")
    }
  }
}

extension SettingKeys {
  fileprivate static let huggingFace = SettingKeys(
    layerCount: "num_hidden_layers", hiddenSize: "hidden_size", headCount: "num_attention_heads",
    keyValueHeadCount: "num_key_value_heads", headSize: "head_dim",
    intermediateSize: "intermediate_size", vocabularySize: "vocab_size",
    contextLength: "max_position_embeddings", bos: "bos_token_id", eos: "eos_token_id",
    normEpsilon: ["rms_norm_eps", "layer_norm_eps", "layer_norm_epsilon"],
    ropeTheta: ["rope_theta", "rope_parameters.rope_theta"])
}

extension Settings {
  /// The settings of a `config.json`; a dot in a key descends into an object.
  fileprivate init(huggingFace document: JSONDocument) {
    find = { key in
      var node: JSONNode? = document.root
      for part in key.split(separator: ".") { node = node?[String(part)] }
      guard let node, let value = Setting(node) else { return nil }
      return (value, document.place(of: node))
    }
    place = Place(file: document.file)
    remedy = "Correct it, or take the file anew from where the model came from."
  }
}

extension RotaryScaling {
  /// Reads `rope_scaling`, or `rope_parameters` as newer files call it.
  fileprivate init(huggingFace settings: Settings) throws {
    let object = settings.find("rope_parameters") == nil ? "rope_scaling" : "rope_parameters"
    guard settings.find(object) != nil else {
      self = .none
      return
    }
    let type = try settings.text("\(object).rope_type") ?? settings.text("\(object).type")
    switch type {
    case "default": self = .none
    case "linear": self = .linear(factor: try settings.factor("\(object).factor"))
    case "llama3":
      self = .llama3(
        factor: try settings.factor("\(object).factor"),
        lowFrequencyFactor: try settings.factor("\(object).low_freq_factor"),
        highFrequencyFactor: try settings.factor("\(object).high_freq_factor"),
        originalContextLength: try settings.contextLength(
          "\(object).original_max_position_embeddings"))
    case .some(let name): self = .other(name)
    // Some architectures keep an object for each kind of layer here instead.
    case nil: self = settings.find("\(object).rope_theta") == nil ? .other(object) : .none
    }
  }
}
