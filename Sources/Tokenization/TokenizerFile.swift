import Diagnostics
import JSONTree

extension Tokenizer {
  /// A tokenizer from the bytes of a `tokenizer.json`.
  ///
  /// Supported is what BPE models over bytes, and those of SentencePiece with a fallback to bytes,
  /// need: the model `BPE`; the normalizers `Prepend`, `Replace`, `NFC` and `NFKC`; the
  /// pre-tokenizers `Split`, `Digits`, `Metaspace` and, at the end, `ByteLevel`; the post-processors
  /// `TemplateProcessing` and `ByteLevel`; the decoders `ByteLevel`, `Replace`, `ByteFallback`,
  /// `Fuse`, `Strip` and `Metaspace`; and sequences of them.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: The file's name, for problems.
  /// - Throws: `Problem` with line, column and JSON pointer for malformed JSON, for anything
  ///   unsupported, and for parts that contradict one another.
  public convenience init(tokenizerJSON bytes: [UInt8], file: String? = nil) throws {
    let document = try JSONDocument(bytes, file: file)
    let root = FileNode(document: document, node: document.root)
    try self.init(try TokenizerFile(root: root).parts())
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
    var (preTokenizer, isByteLevel) = try preTokenizer()
    let model = try model(isByteLevel: isByteLevel)
    if !isByteLevel, !model.ignoresMerges, let ends = WordEnds(model.vocabulary) {
      preTokenizer.steps.append(.wordEnds(ends))
    }
    let (vocabulary, addedTokens) = try addedTokens(to: model.vocabulary)
    let template = try template(vocabulary)
    let normalizer = try normalizer()
    return TokenizerParts(
      model: model, vocabulary: vocabulary, addedTokens: addedTokens, normalizer: normalizer,
      tokenNormalizer: normalizer, preTokenizer: preTokenizer,
      decoder: try decoder(isByteLevel: isByteLevel), prefix: template.prefix,
      suffix: template.suffix)
  }

  /// A part, or the parts of which a `Sequence` consists, at whatever depth.
  static func flattened(_ node: FileNode, _ key: String) throws -> [FileNode] {
    guard try node.kind() == "Sequence" else { return [node] }
    try node.expectObject(["type", key])
    return try node.required(key).elements().flatMap { try flattened($0, key) }
  }
}
