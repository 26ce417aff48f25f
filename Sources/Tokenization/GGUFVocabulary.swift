import Diagnostics

/// The vocabulary of a GGUF file: byte-level BPE (`gpt2`) or SentencePiece's BPE (`llama`).
public struct GGUFVocabulary: Sendable {
  /// `tokenizer.ggml.model`: the kind of tokenizer. Known are `gpt2` and `llama`.
  public var model: String
  /// `tokenizer.ggml.tokens`: the token of each id.
  public var tokens: [String]
  /// `tokenizer.ggml.merges`: two tokens each with one space between them, the first to merge first.
  /// Of kind `gpt2` only.
  public var merges: [String]
  /// `tokenizer.ggml.scores`: for each token a number; the merge that yields the highest comes first.
  /// Of kind `llama` only.
  public var scores: [Float]
  /// `tokenizer.ggml.token_type`: for each token 1 normal, 2 unknown, 3 control, 4 user-defined,
  /// 5 unused or 6 byte.
  public var tokenTypes: [Int]
  /// `tokenizer.ggml.pre`: the name of the rules by which a text is cut into words. Of kind `gpt2`
  /// only.
  public var preTokenizer: String
  /// `tokenizer.ggml.bos_token_id`: the token that begins a text.
  public var beginning: Int?
  /// `tokenizer.ggml.eos_token_id`: the token that ends a text or an answer.
  public var end: Int?
  /// `tokenizer.ggml.unknown_token_id`. Of kind `llama` it stands for characters that have no token
  /// and no bytes. Of kind `gpt2` bytes without a token are dropped all the same, as by the model's
  /// original tokenizer.
  public var unknown: Int?
  /// `tokenizer.ggml.add_bos_token`: whether the model expects `beginning` before each text. Where
  /// the file does not say, models of kind `llama` and those with the rules of Llama 3 and Tekken do.
  public var addsBeginning: Bool?
  /// `tokenizer.ggml.add_eos_token`: whether the model expects `end` after each text; `nil` is no.
  public var addsEnd: Bool?
  /// `tokenizer.ggml.add_space_prefix`: whether a space goes before each text. Of kind `llama` only,
  /// where `nil` is yes.
  public var addsSpacePrefix: Bool?
  /// `tokenizer.chat_template`: Jinja for `ChatTemplate`.
  public var chatTemplate: String?

  /// Creates a vocabulary from a file's metadata, unchecked.
  public init(
    model: String = "gpt2", tokens: [String], merges: [String] = [], scores: [Float] = [],
    tokenTypes: [Int], preTokenizer: String = "default", beginning: Int? = nil, end: Int? = nil,
    unknown: Int? = nil, addsBeginning: Bool? = nil, addsEnd: Bool? = nil,
    addsSpacePrefix: Bool? = nil, chatTemplate: String? = nil
  ) {
    self.model = model
    self.tokens = tokens
    self.merges = merges
    self.scores = scores
    self.tokenTypes = tokenTypes
    self.preTokenizer = preTokenizer
    self.beginning = beginning
    self.end = end
    self.unknown = unknown
    self.addsBeginning = addsBeginning
    self.addsEnd = addsEnd
    self.addsSpacePrefix = addsSpacePrefix
    self.chatTemplate = chatTemplate
  }
}

extension Tokenizer {
  /// A tokenizer from the vocabulary of a GGUF file.
  ///
  /// Of kind `gpt2`, words are cut, and texts normalized, as by the `tokenizer.json` of the model
  /// family that `preTokenizer` names. Of kind `llama`, texts are read as by SentencePiece. Control
  /// and user-defined tokens are found in the text; control tokens are special.
  ///
  /// - Throws: `Problem` without a place for a kind or a family that is not known, and for metadata
  ///   that contradict one another.
  public convenience init(_ vocabulary: GGUFVocabulary) throws {
    let reader = GGUFReader(vocabulary: vocabulary)
    switch vocabulary.model {
    case "gpt2": try self.init(try reader.byteLevelParts())
    case "llama": try self.init(try reader.sentencePieceParts())
    default: throw Problem.unknownVocabulary(vocabulary.model, known: ["gpt2", "llama"])
    }
  }
}
