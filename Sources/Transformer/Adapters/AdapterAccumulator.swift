public import LinearAlgebra
public import Tensors

/// Adds the gradients of adapters up, each product straight into its sum. No gradient of a frozen weight
/// is formed.
public struct AdapterAccumulator<Element: BLASScalar>: TrainingAccumulator {
  /// The adapted projections.
  public let projections: Set<Projection>
  /// The sums.
  public var sums: AdapterValues<Element>
  /// The weights of the pass that is observed; `nil` between passes, so that nobody else holds them
  /// when they are changed.
  var weights: AdaptedWeights<Element>?

  /// Creates sums of zero.
  init(_ lora: LoRADesign, of design: DecoderDesign) {
    projections = lora.projections
    sums = AdapterValues(zeros: lora, of: design)
  }

  /// Adds the gradients by the factors of one adapter.
  public mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>
  ) {
    guard let map = weights?.map(projection, layer: layer),
      let index = sums.index(ofAdapterOf: projection, layer: layer)
    else { preconditionFailure("no adapter of \(projection) in block \(layer)") }
    map.addGradients(input: input, outputGradient: outputGradient, to: &sums, at: index)
  }
}
