public import LinearAlgebra
public import Tensors

/// Adds the gradients of passes up, each product straight into its sum.
public struct GradientAccumulator<Element: BLASScalar>: GradientObserver, Sendable {
  /// All of them.
  public let projections = Set(Projection.allCases)
  /// Yes.
  public let observesEverything = true
  /// The sums.
  public var sums: ParameterValues<Element>
  /// The pass that is observed.
  var pass = StackedSequences([])

  private let embeddingIndex: Int
  private let positionsIndex: Int?
  private let headIndex: Int
  private let embeddingScale: Element

  /// Creates sums of zero.
  init(_ design: DecoderDesign) {
    sums = ParameterValues(zeros: design)
    embeddingIndex = sums.index(of: .embedding)
    positionsIndex = sums.indexIfAny(of: .positions)
    headIndex = sums.index(of: design.tiesEmbeddings ? .embedding : .head)
    embeddingScale = Element(design.embeddingScale)
  }

  /// Adds the gradient of a weight, and of its bias.
  public mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>
  ) {
    let index = sums.index(of: .weight(projection, layer: layer))
    multiply(outputGradient.transposed, input.operand, into: &sums.matrices[index], keeping: 1)
    if let bias = sums.indexIfAny(of: .bias(projection, layer: layer)) {
      add(columnSums(of: outputGradient), to: &sums.matrices[bias].values)
    }
  }

  /// Adds the gradient of a norm.
  public mutating func observeNorm(_ norm: Norm, scale: [Element], shift: [Element]?) {
    add(scale, to: &sums.matrices[sums.index(of: .scale(norm))].values)
    if let shift { add(shift, to: &sums.matrices[sums.index(of: .shift(norm))].values) }
  }

  /// Adds the gradient of embeddings, and of learned positions.
  public mutating func observeEmbedded(gradient: Matrix<Element>) {
    addRows(of: gradient, to: pass.tokens.map(Int.init), of: &sums.matrices[embeddingIndex])
    guard let positionsIndex else { return }
    var gradient = gradient
    if embeddingScale != 1 { scale(&gradient.values, by: 1 / embeddingScale) }
    addRows(
      of: gradient, to: pass.segments.flatMap { Array(0..<$0.count) },
      of: &sums.matrices[positionsIndex])
  }

  /// Adds the gradient of the vocabulary projection from some rows of a pass.
  ///
  /// - Parameters:
  ///   - logitGradient: The gradient by the logits, [rows, vocabulary].
  ///   - hidden: The normalized last hidden states, [T, hidden].
  ///   - rows: The rows of `hidden` that the logits are of.
  ///   - scale: A factor of the gradient.
  public mutating func observeHead(
    logitGradient: Matrix<Element>, hidden: Matrix<Element>, rows: Range<Int>, scale: Element
  ) {
    let block = Block(rows: rows, columns: 0..<hidden.columns)
    multiply(
      logitGradient.transposed, hidden.part(block), into: &sums.matrices[headIndex], scale: scale,
      keeping: 1)
  }
}
