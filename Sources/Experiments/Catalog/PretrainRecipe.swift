/// How a model is trained from scratch: its figure, its text and its schedule, every default filled in.
public struct PretrainRecipe: Sendable, Equatable {
  /// The figures that can be trained, each by its `model_type` in Hugging Face's configurations.
  public enum Architecture: String, Sendable, CaseIterable {
    case llama, qwen2, qwen3, olmo2, gpt2
    case gptNeoX = "gpt_neox"
    case gemma3 = "gemma3_text"
  }

  /// How text becomes tokens.
  public enum Vocabulary: Sendable, Equatable {
    /// A byte-level BPE of so many tokens, learned from the text itself.
    case bytePairs(Int)
    /// A token for each byte.
    case bytes
  }

  /// The text to train on.
  public struct Text: Sendable, Equatable {
    /// Files in reading order; `*` and `?` stand for what the names of several have there. Relative to
    /// the folder of the definition.
    public var files: [String]
    /// The Debian package that holds the files; `nil` for files of the user's own.
    public var package: String?
  }

  /// How the learning rate falls after the warmup.
  public enum Schedule: String, Sendable, CaseIterable {
    case cosine, linear, constant
  }

  /// The figure.
  public var architecture: Architecture
  /// The number of blocks, at least 1.
  public var layers: Int
  /// The width of the residual stream; `heads` divides it, and the quotient is even.
  public var hidden: Int
  /// The number of query heads.
  public var heads: Int
  /// The number of key and value heads; divides `heads`.
  public var keyValueHeads: Int
  /// The inner width of the MLP.
  public var intermediate: Int
  /// The number of tokens of a sequence, at least 2.
  public var context: Int
  /// Whether the vocabulary projection is the embedding.
  public var tiesEmbeddings: Bool
  /// How text becomes tokens.
  public var vocabulary: Vocabulary
  /// The text.
  public var text: Text
  /// The number of tokens to train on, at least one batch; the text is repeated where it is shorter.
  public var tokens: Int
  /// The number of sequences of one update.
  public var batch: Int
  /// The peak of the learning rate.
  public var learningRate: Double
  /// How the learning rate falls after the warmup; to a tenth of the peak where it falls.
  public var schedule: Schedule
  /// The number of updates over which the learning rate rises, fewer than `steps`.
  public var warmup: Int
  /// The decoupled weight decay of matrices, at least 0.
  public var weightDecay: Double
  /// The largest norm of a gradient, greater than 0.
  public var clip: Double
  /// Decides the first weights and the order of the sequences, at least 0.
  public var seed: Int

  /// The number of updates.
  public var steps: Int { tokens / (batch * context) }
  /// The width of one head.
  public var headSize: Int { hidden / heads }
}
