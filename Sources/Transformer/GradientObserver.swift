public import Tensors

/// What is told of the gradients as a backward pass goes from the last block to the first.
///
/// The gradient of a projection's weight is G = Δᵀ·X, [outputs, inputs]. It is handed over as its
/// factors, because most of what is asked of it needs no product.
public protocol GradientObserver<Element> {
  /// The scalar of the pass.
  associatedtype Element: Scalar

  /// The projections of which the observer wants to hear; those that a block does not have are never
  /// met.
  var projections: Set<Projection> { get }

  /// Whether the observer wants the gradients of norms and embeddings too.
  var observesEverything: Bool { get }

  /// The first block of which the observer wants to hear; the pass ends with it unless
  /// `observesEverything`.
  var firstLayer: Int { get }

  /// Receives the factors of one weight's gradient.
  ///
  /// - Parameters:
  ///   - projection: The projection.
  ///   - layer: Its block, 0 nearest the embedding.
  ///   - input: X, the projection's input, [T, inputs].
  ///   - outputGradient: Δ, the gradient by the projection's output, [T, outputs]. `columnSums(of:)` of it
  ///     is the gradient of the projection's bias.
  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>)

  /// Receives the gradients of a norm's scale and of its shift, each [width]; `shift` is `nil` for a norm
  /// without one. Called only if `observesEverything`.
  mutating func observeNorm(_ norm: Norm, scale: [Element], shift: [Element]?)

  /// Receives the gradient by the embedding rows as they were looked up, before they were multiplied by
  /// `embeddingScale`, [T, hidden]. Called only if `observesEverything`.
  ///
  /// Row t adds to the embedding of token t. Divided by `embeddingScale` (1 in every known architecture
  /// with learned positions), it also adds to the learned position of row t in its segment.
  mutating func observeEmbedded(gradient: Matrix<Element>)
}

extension GradientObserver {
  /// No.
  public var observesEverything: Bool { false }

  /// The first of all.
  public var firstLayer: Int { 0 }

  /// Nothing.
  public mutating func observeNorm(_ norm: Norm, scale: [Element], shift: [Element]?) {}

  /// Nothing.
  public mutating func observeEmbedded(gradient: Matrix<Element>) {}
}
