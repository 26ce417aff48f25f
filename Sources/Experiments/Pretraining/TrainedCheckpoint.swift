import Architectures
import Artifacts
import Diagnostics
import JSONTree
import Transformer

/// A trained model in one file: a `model.safetensors` whose metadata hold the files that go beside it.
struct TrainedCheckpoint {
  private let file: SafetensorsBytes

  private enum Key {
    static let configuration = "gradbook.config"
    static let tokenizer = "gradbook.tokenizer"
    static let tokenizerConfiguration = "gradbook.tokenizer_config"
    static let log = "gradbook.training"
  }

  /// Makes the file.
  ///
  /// - Throws: `Problem` if the architecture is one that we do not write.
  init(
    _ weights: ResidentWeights<Float>, recipe: PretrainRecipe, tokenizerJSON: [UInt8],
    log: TrainingLog
  ) throws {
    let architecture = try recipe.knownArchitecture()
    let configuration = try architecture.huggingFaceConfiguration(
      of: weights.design, contextLength: recipe.context, end: 0)
    file = SafetensorsBytes(
      metadata: [
        // Without it the transformers library refuses the file.
        ("format", "pt"), (Key.configuration, configuration.text(.indented) + "\n"),
        (Key.tokenizer, String(decoding: tokenizerJSON, as: UTF8.self)),
        (Key.tokenizerConfiguration, Self.tokenizerConfiguration(recipe).text(.indented) + "\n"),
        (Key.log, log.text),
      ],
      tensors: try architecture.huggingFaceTensors(of: weights).map {
        SafetensorsBytes.Tensor($0.name, $0.shape, floats: $0.values)
      })
  }

  /// The bytes of the file. Equal trainings give equal bytes.
  var bytes: [UInt8] { file.bytes }

  private static func tokenizerConfiguration(_ recipe: PretrainRecipe) -> JSONValue {
    [
      "tokenizer_class": "PreTrainedTokenizerFast", "eos_token": .string(TokenizerStep.endOfText),
      "model_max_length": .integer(recipe.context), "clean_up_tokenization_spaces": false,
    ]
  }
}

// MARK: - Reading back

extension TrainedCheckpoint {
  /// Puts a stored checkpoint into a folder as other programs want it.
  ///
  /// - Returns: The folder, with `config.json`, `model.safetensors`, `tokenizer.json` and
  ///   `tokenizer_config.json`.
  /// - Throws: `Problem` if the store does not work, or what it holds is no checkpoint.
  static func folder(of digest: Digest, in store: Store) throws -> String {
    let metadata = try metadata(of: digest, in: store)
    func bytes(_ key: String) throws -> [UInt8] {
      guard let text = metadata[key] else { throw Problem.damagedResult(digest.short) }
      return Array(text.utf8)
    }
    return try store.folder(
      of: digest, named: "model.safetensors",
      beside: [
        ("config.json", try bytes(Key.configuration)),
        ("tokenizer.json", try bytes(Key.tokenizer)),
        ("tokenizer_config.json", try bytes(Key.tokenizerConfiguration)),
      ])
  }

  /// What was noted while a stored checkpoint was trained.
  ///
  /// - Throws: As for `folder`.
  static func log(of digest: Digest, in store: Store) throws -> TrainingLog {
    guard let log = try metadata(of: digest, in: store)[Key.log].flatMap(TrainingLog.init(text:))
    else { throw Problem.damagedResult(digest.short) }
    return log
  }

  private static func metadata(of digest: Digest, in store: Store) throws -> [String: String] {
    guard let file = SafetensorsBytes(bytes: try store.bytes(of: digest)) else {
      throw Problem.damagedResult(digest.short)
    }
    return Dictionary(file.metadata) { first, _ in first }
  }
}
