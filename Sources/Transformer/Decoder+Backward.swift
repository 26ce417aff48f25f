import LinearAlgebra
public import Tensors

extension Decoder {
  /// Runs backward from the gradient by the hidden states and tells `observer` what it meets.
  ///
  /// Consumes the trace block by block, so that memory falls as the pass goes.
  ///
  /// - Parameters:
  ///   - trace: The forward pass.
  ///   - hiddenGradient: The gradient by the normalized last hidden states, [T, hidden].
  ///   - observer: Told of each gradient, from the last block to the first.
  public func backward<Observer: GradientObserver<Element>>(
    _ trace: consuming Trace, hiddenGradient: Matrix<Element>, observer: inout Observer
  ) {
    var trace = trace
    var gradient = started(trace, hiddenGradient, &observer)
    for layer in design.blocks.indices.reversed() where layer >= observer.lastMet {
      step(layer, weights.block(layer), &trace, &gradient, &observer)
    }
    finish(gradient, &observer)
  }

  /// Runs backward over several texts in step, so that each block's weights are asked for once.
  ///
  /// - Parameters:
  ///   - traces: The forward passes.
  ///   - hiddenGradients: For each the gradient by its normalized last hidden states, [T, hidden].
  ///   - observers: For each who is told of its gradients, as `backward` would for it alone.
  public func backward<Observer: GradientObserver<Element>>(
    inStep traces: consuming [Trace], hiddenGradients: [Matrix<Element>],
    observers: inout [Observer]
  ) {
    precondition(
      traces.count == hiddenGradients.count && traces.count == observers.count,
      "\(traces.count) traces, \(hiddenGradients.count) gradients, \(observers.count) observers")
    var traces = traces
    var gradients = traces.indices.map {
      started(traces[$0], hiddenGradients[$0], &observers[$0])
    }
    for layer in design.blocks.indices.reversed() {
      let weights = weights.block(layer)
      for i in traces.indices where layer >= observers[i].lastMet {
        step(layer, weights, &traces[i], &gradients[i], &observers[i])
      }
    }
    for i in gradients.indices { finish(gradients[i], &observers[i]) }
  }

  /// Back through the last norm.
  private func started<Observer: GradientObserver<Element>>(
    _ trace: Trace, _ hiddenGradient: Matrix<Element>, _ observer: inout Observer
  ) -> Matrix<Element> {
    finalNorm.backward(hiddenGradient, x: trace.stream, norm: .final, observer: &observer)
  }

  /// Back through one block, whose trace is dropped.
  private func step<Observer: GradientObserver<Element>>(
    _ layer: Int, _ weights: DecoderBlock<Element>, _ trace: inout Trace,
    _ gradient: inout Matrix<Element>, _ observer: inout Observer
  ) {
    let pass = pass(layer, weights, segments: trace.segments)
    gradient = pass.backward(trace.blocks.removeLast(), dOutput: gradient, observer: &observer)
  }

  /// Back to the embeddings as they were looked up.
  private func finish<Observer: GradientObserver<Element>>(
    _ gradient: Matrix<Element>, _ observer: inout Observer
  ) {
    guard observer.observesEverything else { return }
    var gradient = gradient
    if design.embeddingScale != 1 { scale(&gradient.values, by: Element(design.embeddingScale)) }
    observer.observeEmbedded(gradient: gradient)
  }
}

extension GradientObserver {
  /// The block with which a backward pass ends.
  var lastMet: Int { observesEverything ? 0 : firstLayer }
}
