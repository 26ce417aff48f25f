import Transformer

extension SpectraMeasurement {
  /// Measures several examples in step, so that each block's weights are asked for twice in all and the
  /// vocabulary projection once: what streamed weights want. The activations of all of them are held at
  /// once.
  ///
  /// - Parameter texts: The examples.
  /// - Returns: For each what measuring it alone gives, bit for bit.
  public func measure(_ texts: [Text]) -> [Result<ExampleSpectra, UnmeasurableExample>] {
    var results = [Result<ExampleSpectra, UnmeasurableExample>](
      repeating: .failure(.noResponseToken), count: texts.count)
    let scorable = texts.indices.filter { texts[$0].scoredCount > 0 }
    for (index, result) in zip(scorable, measure(scorable: scorable.map { texts[$0] })) {
      results[index] = result
    }
    return results
  }

  /// Measures examples that each have a scored token.
  private func measure(scorable texts: [Text]) -> [Result<ExampleSpectra, UnmeasurableExample>] {
    let length = texts.reduce(0) { $0 + $1.tokens.count }
    let traces = model.forward(
      inStep: texts.map(\.tokens), retention: .fitting(model.weights, tokens: length))
    let losses = model.losses(inStep: traces, scored: texts.map(\.scored))
    var collectors = texts.map { _ in
      SpectraCollector<Element>(projections: projections, route: route)
    }
    model.backward(
      inStep: consume traces, hiddenGradients: losses.map(\.hiddenGradient),
      observers: &collectors)
    return texts.indices.map { i in
      guard losses[i].mean.isFinite else { return .failure(.nonFiniteLoss) }
      let measured = collectors[i].finish(
        tokens: texts[i].tokens.count, responseTokens: texts[i].scoredCount, loss: losses[i].mean)
      guard let measured else { return .failure(.nonFiniteSpectrum) }
      return .success(measured)
    }
  }
}
