public import LinearAlgebra
import Tensors
public import Transformer

/// The sketch of one example's gradients: one pass forward, one backward, no gradient formed.
public struct SketchMeasurement<Element: BLASScalar>: Sendable {
  /// The model.
  public let model: Decoder<Element>
  /// The projections whose gradients, of all layers, are mapped together.
  public let projections: Set<Projection>
  /// The map.
  public let sketch: GradientSketch

  /// Creates a measurement.
  public init(model: Decoder<Element>, projections: Set<Projection>, sketch: GradientSketch) {
    (self.model, self.projections, self.sketch) = (model, projections, sketch)
  }

  /// Maps the gradients of the mean loss on an example's response tokens.
  ///
  /// - Parameters:
  ///   - tokens: Prompt and response, at least one token.
  ///   - responseStart: The index of the first response token.
  /// - Returns: [dimension], finite.
  /// - Throws: `UnmeasurableExample`.
  public func callAsFunction(
    _ tokens: [Int32], responseStart: Int
  ) throws(UnmeasurableExample) -> [Float] {
    let text = SpectraMeasurement<Element>.Text(tokens, responseStart: responseStart)
    guard text.scoredCount > 0 else { throw .noResponseToken }
    let trace = model.forward(
      tokens, retention: .fitting(model.weights, tokens: tokens.count))
    let loss = model.loss(trace, scored: text.scored)
    guard loss.mean.isFinite else { throw .nonFiniteLoss }
    var collector = SketchCollector<Element>(projections: projections, sketch: sketch)
    model.backward(
      consume trace, hiddenGradient: loss.hiddenGradient, observer: &collector)
    let vector = collector.vector.map(Float.init)
    guard vector.allSatisfy(\.isFinite) else { throw .nonFiniteSpectrum }
    return vector
  }
}

/// Listens to a backward pass and adds each gradient's image to one vector.
struct SketchCollector<Element: BLASScalar>: GradientObserver {
  let projections: Set<Projection>
  let sketch: GradientSketch
  /// [dimension].
  private(set) var vector: [Double]

  init(projections: Set<Projection>, sketch: GradientSketch) {
    (self.projections, self.sketch) = (projections, sketch)
    vector = [Double](repeating: 0, count: sketch.dimension)
  }

  /// A·Δᵀ·X·Bᵀ = (Δ·Aᵀ)ᵀ·(X·Bᵀ): G itself is never formed.
  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>
  ) {
    let a: Matrix<Element> = sketch.signs(
      .outputs, projection, layer: layer, count: outputGradient.columns)
    let b: Matrix<Element> = sketch.signs(
      .inputs, projection, layer: layer, count: input.columns)
    let left = product(outputGradient.operand, a.operand)
    let right = product(input.operand, b.operand)
    sketch.scatter(product(left.transposed, right.operand), into: &vector)
  }
}
