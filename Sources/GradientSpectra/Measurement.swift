public import LinearAlgebra
public import Transformer

/// Why an example has no spectra.
public enum UnmeasurableExample: Error, Sendable, Equatable {
  /// The prompt fills the window, or the response is empty: no token is in the loss.
  case noResponseToken
  /// The loss is infinite or not a number.
  case nonFiniteLoss
  /// A gradient has an infinite value, or its spectrum did not converge.
  case nonFiniteSpectrum
}

/// One example's way through a model.
public struct SpectraMeasurement<Element: BLASScalar>: Sendable {
  /// The model.
  public let model: LlamaModel<Element>
  /// The projections to measure.
  public let projections: Set<Projection>
  /// How; `nil` for the cheapest.
  public let route: SpectrumRoute?

  /// Creates a measurement.
  public init(
    model: LlamaModel<Element>, projections: Set<Projection>, route: SpectrumRoute? = nil
  ) {
    self.model = model
    self.projections = projections
    self.route = route
  }

  /// Measures one example: one pass forward, one backward.
  ///
  /// - Parameters:
  ///   - tokens: Prompt and response, at least one token.
  ///   - responseStart: The index of the first response token.
  /// - Returns: Spectra and similarities.
  /// - Throws: `UnmeasurableExample`.
  public func callAsFunction(_ tokens: [Int32], responseStart: Int) throws(UnmeasurableExample)
    -> ExampleSpectra
  {
    let scored = scoredPositions(count: tokens.count, responseStart: responseStart)
    guard !scored.isEmpty else { throw .noResponseToken }
    let trace = model.forward(tokens, retention: retention(for: tokens.count))
    let loss = model.loss(trace, responseStart: responseStart)
    guard loss.mean.isFinite else { throw .nonFiniteLoss }
    var collector = SpectraCollector<Element>(projections: projections, route: route)
    model.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &collector)
    let measured = collector.finish(
      tokens: tokens.count, responseTokens: scored.count, loss: loss.mean)
    guard let measured else { throw .nonFiniteSpectrum }
    return measured
  }

  /// Keeps activations under 320 MiB an example, so that two at a time stay well below 1 GiB.
  private func retention(for length: Int) -> Retention {
    let c = model.weights.configuration
    let row = 3 * c.hiddenSize + 2 * c.querySize + 2 * c.keyValueSize + 2 * c.intermediateSize
    let bytes = length * row * c.layers * MemoryLayout<Element>.size
    return bytes <= 320 << 20 ? .everything : .withoutMLP
  }
}
