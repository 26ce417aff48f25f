import Checkpoints
import Diagnostics
import JSONTree
import Synchronization
import Tokenization

/// The chat templates that a model's prompts may go through: its own, one in its place, and the built-in
/// ones, each with the model's special tokens.
///
/// Templates are read when first asked for. Any number of threads may ask.
final class ChatTemplateSource: Sendable {
  /// Where a model's own template and its special tokens are.
  enum Origin: Sendable {
    /// The metadata of a GGUF file.
    case embedded(VocabularyMetadata, file: String)
    /// The files in the folder of `tokenizer.json`.
    case folder(of: String)
  }

  typealias Prompt = ExperimentSpec.Spectra.Prompt

  private let origin: Origin
  private let replacement: String?
  private let read = Mutex<[String: Result<ChatTemplate, Problem>]>([:])

  /// - Parameters:
  ///   - origin: Where the model's own template is.
  ///   - replacement: What is used in its place: the name of a built-in template or the path of a
  ///     file.
  init(_ origin: Origin, replacedBy replacement: String? = nil) {
    self.origin = origin
    self.replacement = replacement
  }

  /// The template of a prompt that is not plain.
  ///
  /// - Throws: `Problem` if the model has none, or one that cannot be used.
  func template(for prompt: Prompt) throws -> ChatTemplate {
    try read.withLock { read in
      if let result = read[prompt.rawValue] { return try result.get() }
      let result = capturingProblem { try open(prompt) }
      read[prompt.rawValue] = result
      return try result.get()
    }
  }

  private func open(_ prompt: Prompt) throws -> ChatTemplate {
    let tokens = try specialTokens()
    if case .template(let name) = prompt { return try ChatTemplate.named(name, tokens: tokens) }
    guard let replacement else {
      let (text, file) = try ownTemplate()
      return try locating(Place(file: file)) { try ChatTemplate(text, tokens: tokens) }
    }
    guard ChatTemplate.isPath(replacement) else {
      return try ChatTemplate.named(replacement, tokens: tokens)
    }
    let text = String(
      decoding: try FileBytes.read(replacement, noun: "chat template"), as: UTF8.self)
    return try locating(Place(file: replacement)) { try ChatTemplate(text, tokens: tokens) }
  }

  private func ownTemplate() throws -> (text: String, file: String) {
    switch origin {
    case .embedded(let metadata, let file):
      guard let text = metadata.chatTemplate else {
        throw Problem.noChatTemplate(at: Place(file: file))
      }
      return (text, file)
    case .folder(let tokenizer):
      let files = TokenizerFolder(of: tokenizer)
      guard let found = try files.template() else {
        throw Problem.noChatTemplate(at: Place(file: tokenizer))
      }
      return found
    }
  }

  /// What `bos_token` and the like stand for.
  ///
  /// - Throws: `Problem` if a file beside the tokenizer cannot be read.
  func specialTokens() throws -> [String: String] {
    switch origin {
    case .folder(let tokenizer): return try TokenizerFolder(of: tokenizer).specialTokens()
    case .embedded(let metadata, _):
      let ids = [
        "bos_token": metadata.bosTokenID, "eos_token": metadata.eosTokenID,
        "unk_token": metadata.unknownTokenID, "pad_token": metadata.paddingTokenID,
      ]
      return ids.compactMapValues { id in
        id.flatMap { metadata.tokens.indices.contains($0) ? metadata.tokens[$0] : nil }
      }
    }
  }
}

extension ChatTemplate {
  /// Whether `written` is the path of a template rather than the name of a built-in one.
  static func isPath(_ written: String) -> Bool {
    written.contains("/") || written.hasSuffix(".jinja")
  }
}
