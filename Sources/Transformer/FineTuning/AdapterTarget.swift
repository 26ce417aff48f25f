public import LinearAlgebra
public import Tensors

/// Training of adapters beside frozen weights.
public struct AdapterTarget<Element: BLASScalar>: TrainingTarget {
  /// The frozen weights, resident or streamed.
  public let base: any DecoderWeights<Element>
  /// How they are adapted.
  public let lora: LoRADesign

  /// Creates a target.
  public init(_ base: any DecoderWeights<Element>, lora: LoRADesign) {
    self.base = base
    self.lora = lora
  }

  /// The figure of the frozen weights.
  public var design: DecoderDesign { base.design }

  /// The state before the first update: B is 0, A as the seed decides.
  public func initialState(seed: UInt64) -> FineTuningState<AdapterParameter, Element> {
    FineTuningState(AdapterValues(initial: lora, of: design, seed: seed))
  }

  /// Sums of gradients, all zero.
  public func accumulator() -> AdapterAccumulator<Element> {
    AdapterAccumulator(lora, of: design)
  }

  /// Yes: adapters are matrices.
  public func decays(_ parameter: AdapterParameter) -> Bool { true }

  /// The frozen weights with the adapters, and what the pass drops.
  public func weights(
    _ values: AdapterValues<Element>, pass: ExamplePass, step: Int, seed: UInt64
  ) -> AdaptedWeights<Element> {
    var weights = AdaptedWeights(base, lora: lora, adapters: values)
    if lora.dropout > 0 {
      weights.dropout = PassDropout(
        rate: lora.dropout, seed: seed, step: step,
        examples: Array(zip(pass.stack.segments, pass.indices)).map { ($0, $1) })
    }
    return weights
  }
}

extension AdapterAccumulator {
  /// No: it is frozen.
  public var observesHead: Bool { false }

  /// Prepares for the gradients of a pass.
  public mutating func begin(_ pass: ExamplePass, weights: AdaptedWeights<Element>) {
    self.weights = weights
  }

  /// Nothing.
  public mutating func observeHead(
    logitGradient: Matrix<Element>, hidden: Matrix<Element>, rows: Range<Int>, scale: Element
  ) {}

  /// Lets go of the adapters.
  public mutating func end() { weights = nil }
}
