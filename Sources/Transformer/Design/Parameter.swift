/// A trainable tensor of a decoder, by its place in the figure.
public enum Parameter: Sendable, Hashable {
  /// The embedding of each token, [vocabulary, hidden].
  case embedding
  /// Learned positions, [positions, hidden].
  case positions
  /// The weight of a projection, [outputs, inputs], as PyTorch stores it.
  case weight(Projection, layer: Int)
  /// The bias of a projection, [outputs].
  case bias(Projection, layer: Int)
  /// The scale of a norm, [width]. Where an architecture stores w and multiplies by 1 + w, it is 1 + w.
  case scale(Norm)
  /// The shift of a layer norm, [width].
  case shift(Norm)
  /// The vocabulary projection where it is not the embedding, [vocabulary, hidden].
  case head
}

/// A norm of the model.
public enum Norm: Sendable, Hashable {
  /// Before attention in a block.
  case attention(layer: Int)
  /// After attention in a block.
  case attentionOutput(layer: Int)
  /// Of queries in a block, [headSize] or [heads · headSize].
  case queries(layer: Int)
  /// Of keys in a block, [headSize] or [keyValueHeads · headSize].
  case keys(layer: Int)
  /// Before the MLP in a block.
  case mlp(layer: Int)
  /// After the MLP in a block.
  case mlpOutput(layer: Int)
  /// After the last block.
  case final
}

/// A linear map inside a block.
public enum Projection: String, Sendable, CaseIterable {
  /// The queries of attention.
  case q
  /// The keys of attention.
  case k
  /// The values of attention.
  case v
  /// The output of attention.
  case o
  /// The gated branch of the MLP; missing where the MLP has no gate.
  case gate
  /// The linear branch of the MLP, or its only first map.
  case up
  /// The output of the MLP.
  case down
}
