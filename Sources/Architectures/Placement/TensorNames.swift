import Transformer

/// What the tensors of an architecture are called in one kind of file, and how they are laid out.
struct TensorNames: Sendable {
  /// What may stand before all names but the head's; a file uses one of them.
  var prefixes = [""]
  /// The embedding of tokens, without `.weight`, as all names here.
  var embedding: String
  /// Learned positions.
  var positions: String?
  /// What stands before the number of a block.
  var blocks: String
  /// The norm after the last block.
  var finalNorm: String
  /// The vocabulary projection, as any prefix may have it.
  var head: String
  /// The norms of a block.
  var norms: NormNames
  /// The projections of a block.
  var projections: [Projection: StoredProjection]
  /// Whether a norm stores w where it multiplies by 1 + w.
  var storesScalesLessOne = false
  /// How names begin or end that do no harm: masks, rotary tables, other parts of a larger model.
  var ignored = Ignored()

  struct Ignored: Sendable {
    var prefixes: [String] = []
    var suffixes: [String] = []

    func contains(_ name: String) -> Bool {
      prefixes.contains { name.hasPrefix($0) } || suffixes.contains { name.hasSuffix($0) }
    }
  }

  /// The norms of a block; `nil` for those that the architecture does not have.
  struct NormNames: Sendable {
    var attention: String?
    var attentionOutput: String?
    var queries: String?
    var keys: String?
    var mlp: String?
    var mlpOutput: String?
  }
}

/// Where the weight of a projection is, and its bias beside it.
struct StoredProjection: Sendable {
  /// How the rows of the weight are laid out.
  enum Order: Sendable {
    /// As they are.
    case plain
    /// Rows 2i and 2i + 1 of a head are its rows i and i + headSize / 2: llama.cpp's converter puts the
    /// two numbers that a rotary position turns together side by side.
    case interleaved
    /// The rows of several projections, one projection after the other.
    case stacked([Projection])
    /// The rows of several projections, head by head: q, k and v of the first head, of the second...
    case stackedByHead([Projection])
  }

  /// The name without `.weight` or `.bias`.
  var name: String
  /// How the rows of the weight are laid out.
  var order = Order.plain
  /// Whether the weight is stored [inputs, outputs], as GPT-2's `Conv1D` has it.
  var isTransposed = false

  init(_ name: String, _ order: Order = .plain, isTransposed: Bool = false) {
    self.name = name
    self.order = order
    self.isTransposed = isTransposed
  }
}
