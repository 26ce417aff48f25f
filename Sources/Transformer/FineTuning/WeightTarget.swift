public import LinearAlgebra
import Tensors

/// Training of all weights: full fine-tuning.
public struct WeightTarget<Element: BLASScalar>: TrainingTarget {
  /// The figure.
  public let design: DecoderDesign

  /// Creates a target.
  public init(_ design: DecoderDesign) { self.design = design }

  /// The state before the first update.
  public func initialState(
    _ weights: ResidentWeights<Element>
  ) -> FineTuningState<Parameter, Element> {
    precondition(weights.design == design, "weights of another design")
    var values = ParameterValues<Element>(zeros: design)
    for parameter in values.parameters { values[parameter] = weights[parameter] }
    return FineTuningState(values)
  }

  /// Sums of gradients, all zero.
  public func accumulator() -> GradientAccumulator<Element> { GradientAccumulator(design) }

  /// Whether it is a matrix.
  public func decays(_ parameter: Parameter) -> Bool { parameter.isMatrix }

  /// The weights, which share their values with the state.
  public func weights(_ values: ParameterValues<Element>) -> ResidentWeights<Element> {
    ResidentWeights(design) { values[$0] }
  }

  /// The weights of one pass.
  public func weights(
    _ values: ParameterValues<Element>, pass: ExamplePass, step: Int, seed: UInt64
  ) -> ResidentWeights<Element> { weights(values) }
}

extension GradientAccumulator: TrainingAccumulator {
  /// Yes.
  public var observesHead: Bool { true }

  /// Prepares for the gradients of a pass.
  public mutating func begin(_ pass: ExamplePass, weights: ResidentWeights<Element>) {
    self.pass = pass.stack
  }

  /// Nothing: it holds no weights.
  public mutating func end() {}
}
