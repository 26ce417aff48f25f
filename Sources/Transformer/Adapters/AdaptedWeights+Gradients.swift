import LinearAlgebra
public import Tensors

extension AdaptedWeights {
  /// The gradient of one example's loss by all adapters.
  ///
  /// - Parameters:
  ///   - example: The example.
  ///   - tables: The tables of the design, for at least as many positions as the example has tokens.
  ///   - retention: What to keep for the backward pass.
  /// - Returns: The mean loss over the scored tokens, in nats, and its gradient. The values are in the
  ///   order of `LoRADesign.parameters(of:)`.
  public func gradient(
    of example: TrainingExample, tables: RotaryTables<Element>, retention: Retention = .everything
  ) -> (loss: Double, gradient: AdapterValues<Element>) {
    var accumulator = AdapterAccumulator<Element>(lora, of: design)
    accumulator.weights = self
    let loss = backward(example, tables: tables, retention: retention, observer: &accumulator)
    return (loss, accumulator.sums)
  }

  /// What `gradient` gives for each of several examples, bit for bit; each block of the frozen weights is
  /// asked for twice, however many examples there are.
  ///
  /// - Parameters:
  ///   - examples: The examples, at least one.
  ///   - tables: The tables of the design, for at least as many positions as any example has tokens.
  ///   - retention: What to keep for the backward pass.
  /// - Returns: For each the mean loss over its scored tokens, in nats, and its gradient.
  public func gradients(
    inStep examples: [TrainingExample], tables: RotaryTables<Element>,
    retention: Retention = .inputs
  ) -> [(loss: Double, gradient: AdapterValues<Element>)] {
    let decoder = Decoder(weights: self, tables: tables)
    let traces = decoder.forward(inStep: examples.map(\.tokens), retention: retention)
    let losses = decoder.losses(inStep: traces, scored: examples.map(\.scored))
    var accumulators = examples.map { _ in
      var accumulator = AdapterAccumulator<Element>(lora, of: design)
      accumulator.weights = self
      return accumulator
    }
    decoder.backward(
      inStep: traces, hiddenGradients: losses.map(\.hiddenGradient), observers: &accumulators)
    return zip(losses, accumulators).map { ($0.mean, $1.sums) }
  }

  /// What `gradient` gives for each of several examples, up to rounding: they go through the decoder as
  /// one stack, which for short texts takes a third less time.
  ///
  /// - Parameters:
  ///   - examples: The examples, at least one, each with a scored token.
  ///   - tables: The tables of the design, for at least as many positions as any example has tokens.
  ///   - retention: What to keep for the backward pass.
  /// - Returns: For each the mean loss over its scored tokens, in nats, and its gradient.
  public func gradients(
    stacked examples: [TrainingExample], tables: RotaryTables<Element>,
    retention: Retention = .everything
  ) -> [(loss: Double, gradient: AdapterValues<Element>)] {
    let stack = StackedSequences(examples.map(\.tokens))
    let decoder = Decoder(weights: self, tables: tables)
    let trace = decoder.forward(stack.tokens, segments: stack.segments, retention: retention)
    let losses = decoder.losses(stacked: trace, scored: stack.rows(examples.map(\.scored)))
    var split = SplitAccumulator(weights: self, rows: stack.segments.map { Array($0) })
    decoder.backward(trace, hiddenGradient: losses.hiddenGradient, observer: &split)
    return zip(losses.means, split.accumulators).map { ($0, $1.sums) }
  }

  /// The gradient of one example's loss by all adapters, handed over factor by factor: only those of one
  /// adapter exist at a time.
  ///
  /// - Parameters:
  ///   - example: The example.
  ///   - tables: The tables of the design, for at least as many positions as the example has tokens.
  ///   - retention: What to keep for the backward pass.
  ///   - receive: Receives each parameter and the gradient by it, in its shape; from the last block to
  ///     the first.
  /// - Returns: The mean loss over the scored tokens, in nats.
  public func forEachGradient(
    of example: TrainingExample, tables: RotaryTables<Element>, retention: Retention = .everything,
    _ receive: (AdapterParameter, Matrix<Element>) -> Void
  ) -> Double {
    withoutActuallyEscaping(receive) { receive in
      var visitor = AdapterVisitor(weights: self, receive: receive)
      return backward(example, tables: tables, retention: retention, observer: &visitor)
    }
  }

  private func backward<Observer: GradientObserver<Element>>(
    _ example: TrainingExample, tables: RotaryTables<Element>, retention: Retention,
    observer: inout Observer
  ) -> Double {
    let decoder = Decoder(weights: self, tables: tables)
    let trace = decoder.forward(example.tokens, retention: retention)
    let loss = decoder.loss(trace, scored: example.scored)
    decoder.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &observer)
    return loss.mean
  }
}

/// Hands over the gradients by the factors of each adapter as they come.
private struct AdapterVisitor<Element: BLASScalar>: GradientObserver {
  let weights: AdaptedWeights<Element>
  let receive: (AdapterParameter, Matrix<Element>) -> Void

  var projections: Set<Projection> { weights.lora.projections }

  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>
  ) {
    guard let map = weights.map(projection, layer: layer) else { return }
    let parameters = AdapterParameter.Factor.allCases.map {
      AdapterParameter($0, projection, layer: layer)
    }
    var gradients = KeyedValues<AdapterParameter, Element>(
      zeros: zip(parameters, [map.a, map.b]).map { ($0, [$1.rows, $1.columns]) })
    map.addGradients(input: input, outputGradient: outputGradient, to: &gradients, at: 0)
    for (parameter, gradient) in zip(parameters, gradients.matrices) {
      receive(parameter, gradient)
    }
  }
}

/// Adds up the gradients of each text of a stack by itself.
private struct SplitAccumulator<Element: BLASScalar>: GradientObserver {
  /// One for each text.
  var accumulators: [AdapterAccumulator<Element>]
  /// The rows of each text.
  let rows: [[Int]]

  init(weights: AdaptedWeights<Element>, rows: [[Int]]) {
    self.rows = rows
    accumulators = rows.map { _ in
      var accumulator = AdapterAccumulator<Element>(weights.lora, of: weights.design)
      accumulator.weights = weights
      return accumulator
    }
  }

  var projections: Set<Projection> { accumulators[0].projections }

  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>
  ) {
    for (text, own) in rows.enumerated() {
      accumulators[text].observe(
        projection, layer: layer, input: input.selecting(rows: own),
        outputGradient: outputGradient.selecting(rows: own))
    }
  }
}
