import Diagnostics
import JSONTree

extension Tokenizer {
  /// A tokenizer from the bytes of a `tokenizer.json`.
  ///
  /// Supported is what byte-level BPE models need: the model `BPE`; the pre-tokenizers `ByteLevel`,
  /// `Split`, `Digits` and sequences of them that end with `ByteLevel`; the normalizer `NFC`; the
  /// post-processors `TemplateProcessing` and `ByteLevel`; the decoder `ByteLevel`.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: The file's name, for problems.
  /// - Throws: `Problem` with line, column and JSON pointer for malformed JSON, for anything
  ///   unsupported, and for parts that contradict one another.
  public convenience init(tokenizerJSON bytes: [UInt8], file: String? = nil) throws {
    let document = try JSONDocument(bytes, file: file)
    let root = FileNode(document: document, node: document.root)
    self.init(try TokenizerFile(root: root).parts())
  }
}

/// A `tokenizer.json`, part by part.
struct TokenizerFile {
  let root: FileNode

  private static let keys = [
    "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer",
    "post_processor", "decoder", "model",
  ]

  func parts() throws -> TokenizerParts {
    try root.expectObject(Self.keys)
    for key in ["truncation", "padding"] { try root.expectNothing(key) }
    let model = try model()
    let (vocabulary, addedTokens) = try addedTokens(to: model.vocabulary)
    let template = try template(vocabulary)
    let parts = TokenizerParts(
      model: model, vocabulary: vocabulary, addedTokens: addedTokens, normalizer: try normalizer(),
      preTokenizer: try preTokenizer(), prefix: template.prefix, suffix: template.suffix)
    try checkDecoder()
    return parts
  }

  private func normalizer() throws -> Normalizer {
    guard let node = root.optional("normalizer") else { return .none }
    return try Self.flattened(node, "normalizers").reduce(.none) { _, node in
      guard try node.kind() == "NFC" else {
        throw Problem.unsupported(
          "normalizer", try node.kind(), supported: "NFC or a Sequence of it", at: node.place)
      }
      try node.expectObject(["type"])
      return .composed
    }
  }

  /// Text could not be told from tokens without the decoder; only byte-level ones are built in.
  private func checkDecoder() throws {
    let node = try root.required("decoder")
    if case .null = node.node.content { throw Problem.missing("decoder", at: root.place) }
    for decoder in try Self.flattened(node, "decoders") {
      guard try decoder.kind() == "ByteLevel" else {
        throw Problem.unsupported(
          "decoder", try decoder.kind(), supported: "ByteLevel", at: decoder.place)
      }
    }
  }

  /// A part, or the parts of which a `Sequence` consists, at whatever depth.
  static func flattened(_ node: FileNode, _ key: String) throws -> [FileNode] {
    guard try node.kind() == "Sequence" else { return [node] }
    try node.expectObject(["type", key])
    return try node.required(key).elements().flatMap { try flattened($0, key) }
  }
}
