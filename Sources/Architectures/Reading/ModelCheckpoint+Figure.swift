import Checkpoints
import Diagnostics
import Transformer

/// Pieces of figures that most architectures read alike.
extension ModelCheckpoint {
  /// A norm of the root mean square with the epsilon that the file states.
  func rootMeanSquareNorm() throws -> NormDesign {
    NormDesign(
      .rootMeanSquare,
      epsilon: try epsilon(
        SettingKey("rms_norm_eps", gguf: "attention.layer_norm_rms_epsilon")))
  }

  /// A layer norm with the epsilon that the file states.
  func layerNorm() throws -> NormDesign {
    NormDesign(
      .layer,
      epsilon: try epsilon(
        SettingKey(
          "layer_norm_eps", "layer_norm_epsilon", gguf: "attention.layer_norm_epsilon")))
  }

  private func epsilon(_ key: SettingKey) throws -> Double {
    try settings.required(settings.number(key, in: 1e-30...1), key)
  }

  /// An MLP with a gated branch.
  ///
  /// - Parameters:
  ///   - activation: The key of its nonlinearity.
  ///   - assumed: The nonlinearity where the file states none.
  /// - Returns: The design.
  /// - Throws: `Problem` if the nonlinearity is not known.
  func gatedMLP(
    activation: SettingKey = SettingKey("hidden_act"), assuming assumed: String = "silu"
  ) throws -> MLPDesign {
    MLPDesign(
      intermediateSize: configuration.intermediateSize,
      activation: try settings.activation(activation, assuming: assumed),
      hasBias: try settings.flag(SettingKey("mlp_bias")) ?? has(.bias(.up, layer: 0)))
  }

  /// A whole decoder.
  ///
  /// - Parameters:
  ///   - scale: What embeddings are multiplied by.
  ///   - positions: The number of learned positions, if there are any.
  ///   - ties: Whether a `config.json` that says nothing means that the vocabulary projection is the
  ///     embedding.
  ///   - norm: The norm after the last block.
  ///   - logitCap: The soft cap of logits, if there is one.
  ///   - block: The block at each layer.
  /// - Returns: The design.
  /// - Throws: `Problem` if the file's word on tied embeddings makes no sense; what `block` throws.
  func decoder(
    embeddingScale scale: Double = 1, positions: Int? = nil, ties: Bool = false,
    finalNorm norm: NormDesign, logitCap: Double? = nil, block: (Int) throws -> BlockDesign
  ) throws -> DecoderDesign {
    DecoderDesign(
      hiddenSize: configuration.hiddenSize, vocabularySize: configuration.vocabularySize,
      learnedPositions: positions, embeddingScale: scale,
      blocks: try (0..<configuration.layerCount).map(block), finalNorm: norm, logitCap: logitCap,
      tiesEmbeddings: try tiesEmbeddings(assuming: ties))
  }

  /// The file decides; where it is silent, an architecture's custom, and whether there is another matrix.
  private func tiesEmbeddings(assuming ties: Bool) throws -> Bool {
    try settings.flag(SettingKey("tie_word_embeddings")) ?? (ties || !has(.head))
  }

  /// Whether the projections of attention add biases: the file says so, or has them.
  func attentionBias(of projection: Projection) throws -> Bool {
    try settings.flag(SettingKey("attention_bias")) ?? has(.bias(projection, layer: 0))
  }

  /// The number of last positions that a query sees, if the file limits it.
  func window() throws -> Int? {
    let window = try settings.integer(.window, in: 0...1 << 40)
    // Converters to GGUF write 0 where there is none.
    return window == 0 ? nil : window
  }

  /// The number of last positions that a query sees, which the file must state.
  func statedWindow() throws -> Int { try settings.required(window(), .window) }

  /// Whether each layer is limited to the window, as the file says of each; `nil` if it does not.
  func windowedLayers() throws -> [Bool]? {
    let layers = configuration.layerCount
    if let flags = try settings.flags(.windowedLayers) {
      guard flags.count == layers else {
        throw settings.wrong(
          .windowedLayers, expected: "true or false for each of \(layers) layers")
      }
      return flags
    }
    guard let types = try settings.texts(.layerTypes) else { return nil }
    let known = ["sliding_attention", "full_attention"]
    guard types.count == layers, types.allSatisfy(known.contains) else {
      throw settings.wrong(
        .layerTypes,
        expected: "'sliding_attention' or 'full_attention' for each of \(layers) layers")
    }
    return types.map { $0 == "sliding_attention" }
  }

  /// Whether the file has the tensor of a parameter, under one of its customary names.
  private func has(_ parameter: Parameter) -> Bool {
    guard
      let names = try? Architecture.named(settings.architecture, in: settings.format)
        .tensorNames(in: settings.format)
    else { return false }
    let suffix: String
    switch parameter {
    case .head: return tensors.tensorNames.contains("\(names.head).weight")
    case .bias(let projection, let layer):
      guard let stored = names.projections[projection] else { return false }
      suffix = "\(names.blocks)\(layer).\(stored.name).bias"
    default: return false
    }
    return names.prefixes.contains { tensors.tensorNames.contains($0 + suffix) }
  }
}

extension SettingKey {
  fileprivate static let window = SettingKey(
    "sliding_window", gguf: "attention.sliding_window")
  fileprivate static let layerTypes = SettingKey("layer_types")
  fileprivate static let windowedLayers = SettingKey(gguf: "attention.sliding_window_pattern")
}

extension ModelSettings {
  /// A nonlinearity by the name that the transformers library gives it.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - assumed: The name where the file states none.
  /// - Returns: The nonlinearity.
  /// - Throws: `Problem` if it is none that we compute.
  func activation(
    _ key: SettingKey, assuming assumed: String
  ) throws -> MLPDesign.Activation {
    switch try text(key) ?? assumed {
    case "silu", "swish": return .silu
    case "gelu": return .gelu
    case "gelu_new", "gelu_pytorch_tanh": return .geluTanh
    default:
      throw wrong(key, expected: "'silu', 'gelu', 'gelu_new' or 'gelu_pytorch_tanh'")
    }
  }

  /// Refuses a setting that would change what is computed.
  ///
  /// - Parameters:
  ///   - key: The key of a truth value.
  ///   - value: The only value that we compute, also where the file states none.
  /// - Throws: `Problem` if the file states another.
  func demand(_ key: SettingKey, _ value: Bool) throws {
    guard try flag(key) ?? value == value else {
      throw wrong(key, expected: "\(value); anything else is not supported")
    }
  }
}
