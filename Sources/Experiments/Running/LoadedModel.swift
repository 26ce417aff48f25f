import Architectures
import Artifacts
import Checkpoints
import Diagnostics
import JSONTree
import Synchronization
import Tokenization
import Transformer

/// A checkpoint that is opened at once and whose weights are read when first asked for.
///
/// Any number of threads may use one; the weights are read once.
final class LoadedModel: Sendable {
  let checkpoint: ModelCheckpoint
  /// The checkpoint as its architecture understands it.
  let decoder: DecoderCheckpoint
  let tokenizer: Tokenizer
  /// The digest of the tokenizer's file and of the special tokens beside it; `nil` where the checkpoint's
  /// own file holds them.
  let tokenizerDigest: Digest?
  /// The chat templates that its prompts may go through.
  let templates: ChatTemplateSource
  private let maxLength: Int
  private let memory: WeightMemory
  private let weights = Mutex<Result<Decoder<Float>, any Error>?>(nil)

  /// Opens a checkpoint for texts of at most `maxLength` tokens; nothing of the weights is read.
  ///
  /// - Parameters:
  ///   - path: The checkpoint.
  ///   - maxLength: The longest text, in tokens.
  ///   - memory: Where weights are while the model is used.
  ///   - preTokenizer: How a GGUF vocabulary splits text, in place of what its file says.
  ///   - template: The chat template in place of the model's own: a built-in one's name, or a path.
  /// - Throws: `Problem` if the checkpoint cannot be opened, is of an architecture that is not known or
  ///   contradicts itself, or has no tokenizer that fits it.
  init(
    path: String, maxLength: Int, memory: WeightMemory = .resident, preTokenizer: String? = nil,
    template: String? = nil
  ) throws {
    checkpoint = try ModelCheckpoint(path: path)
    decoder = try DecoderCheckpoint(checkpoint)
    let origin: ChatTemplateSource.Origin
    (tokenizer, origin, tokenizerDigest) = try Self.vocabulary(
      of: checkpoint, preTokenizer: preTokenizer)
    templates = ChatTemplateSource(origin, replacedBy: template)
    self.maxLength = maxLength
    self.memory = memory
    guard tokenizer.vocabularySize <= checkpoint.configuration.vocabularySize else {
      throw Problem.vocabularyTooLarge(
        tokenizer.vocabularySize, embeddings: checkpoint.configuration.vocabularySize,
        at: Place(file: path))
    }
  }

  /// The model with its weights.
  func model() throws -> Decoder<Float> {
    try weights.withLock { state in
      if let state { return try state.get() }
      let result = Result { try decoder(weightsIn: memory) }
      state = result
      return try result.get()
    }
  }

  private func decoder(weightsIn memory: WeightMemory) throws -> Decoder<Float> {
    switch memory {
    case .resident:
      Decoder(weights: try ResidentWeights<Float>(decoder), maxLength: maxLength)
    case .streamed:
      Decoder(weights: try StreamedWeights<Float>(decoder), maxLength: maxLength)
    }
  }

  private static func vocabulary(
    of checkpoint: ModelCheckpoint, preTokenizer: String?
  ) throws -> (Tokenizer, ChatTemplateSource.Origin, Digest?) {
    let place = Place(file: checkpoint.digestedFiles[0])
    switch checkpoint.vocabulary {
    case nil: throw Problem.noTokenizer(at: place)
    case .file(let path):
      guard preTokenizer == nil else { throw Problem.fixedPreTokenizer(at: Place(file: path)) }
      let bytes = try FileBytes.read(path, noun: "tokenizer")
      let tokens = (try? TokenizerFolder(of: path).specialTokens()) ?? [:]
      let facts: JSONValue = [
        "file": .string(Digest(of: bytes).hex), "tokens": .object(tokens.members),
      ]
      return (
        try Tokenizer(tokenizerJSON: bytes, file: path), .folder(of: path), Digest(of: facts)
      )
    case .embedded(let metadata):
      var vocabulary = GGUFVocabulary(metadata)
      if let preTokenizer { vocabulary.preTokenizer = preTokenizer }
      return (
        try locating(place) { try Tokenizer(vocabulary) },
        .embedded(metadata, file: checkpoint.digestedFiles[0]), nil
      )
    }
  }
}

extension GGUFVocabulary {
  fileprivate init(_ metadata: VocabularyMetadata) {
    self.init(
      model: metadata.model, tokens: metadata.tokens, merges: metadata.merges,
      scores: metadata.scores, tokenTypes: metadata.tokenTypes,
      preTokenizer: metadata.pre ?? "default", beginning: metadata.bosTokenID,
      end: metadata.eosTokenID, unknown: metadata.unknownTokenID,
      addsBeginning: metadata.addsBeginning, addsEnd: metadata.addsEnd,
      addsSpacePrefix: metadata.addsSpacePrefix, chatTemplate: metadata.chatTemplate)
  }
}

extension LoadedModel {
  /// Checks all that can be checked before the weights are read.
  ///
  /// - Throws: `Problem` if the model cannot be run as `settings` want.
  func checkRunnable(_ settings: ExperimentSpec.Spectra) throws {
    try checkProjections(settings.projections)
    try checkWindow(settings.maxLength, settings.prompt)
  }

  /// Checks that the model has the prompt's template, an end token if one is asked for, and a context of
  /// `maxLength` tokens.
  func checkWindow(
    _ maxLength: Int, _ prompt: ExperimentSpec.Spectra.Prompt, endToken: Bool = false
  ) throws {
    if prompt != .plain { _ = try templates.template(for: prompt) }
    if endToken { _ = try endOfResponse(prompt) }
    guard maxLength <= decoder.contextLength else {
      throw Problem.windowTooLong(
        maxLength, context: decoder.contextLength,
        at: Place(file: checkpoint.digestedFiles[0]))
    }
  }

  private func checkProjections(_ wanted: [ExperimentSpec.Projection]) throws {
    let has = Set(decoder.design.blocks.flatMap(\.projections))
    for projection in wanted where !has.contains(projection.measured) {
      throw Problem.noProjection(
        projection.rawValue, among: Projection.allCases.filter(has.contains).map(\.rawValue),
        architecture: decoder.architecture.name, at: Place(file: checkpoint.digestedFiles[0]))
    }
  }
}
