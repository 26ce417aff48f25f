public import LinearAlgebra
public import Tensors

/// What fine-tuning changes: adapters beside frozen weights, or all weights.
public protocol TrainingTarget<Element>: Sendable {
  /// The scalar of the model.
  associatedtype Element
  /// The names of the trained parameters.
  associatedtype Key: Hashable & Sendable
  /// What adds their gradients up.
  associatedtype Accumulator: TrainingAccumulator<Key, Element>

  /// The figure of the decoder.
  var design: DecoderDesign { get }

  /// Sums of gradients, all zero.
  func accumulator() -> Accumulator

  /// Whether weight decay acts on a parameter.
  func decays(_ parameter: Key) -> Bool

  /// The weights of one pass.
  ///
  /// - Parameters:
  ///   - values: The trained parameters.
  ///   - pass: The examples.
  ///   - step: The update that the pass is for, the first being 1.
  ///   - seed: Decides what is dropped.
  /// - Returns: The weights, which share the values of the parameters.
  func weights(
    _ values: KeyedValues<Key, Element>, pass: ExamplePass, step: Int, seed: UInt64
  ) -> Accumulator.Weights
}

/// Sums of gradients to which passes add.
public protocol TrainingAccumulator<Key, Element>: GradientObserver, Sendable
where Element: BLASScalar {
  /// The names of the trained parameters.
  associatedtype Key: Hashable & Sendable
  /// The weights of a pass.
  associatedtype Weights: DecoderWeights<Element>

  /// The sums.
  var sums: KeyedValues<Key, Element> { get set }

  /// Whether the vocabulary projection is trained.
  var observesHead: Bool { get }

  /// Prepares for the gradients of a pass.
  mutating func begin(_ pass: ExamplePass, weights: Weights)

  /// Adds the gradient of the vocabulary projection from some rows of a pass.
  ///
  /// - Parameters:
  ///   - logitGradient: The gradient by the logits, [rows, vocabulary].
  ///   - hidden: The normalized last hidden states, [T, hidden].
  ///   - rows: The rows of `hidden` that the logits are of.
  ///   - scale: A factor of the gradient.
  mutating func observeHead(
    logitGradient: Matrix<Element>, hidden: Matrix<Element>, rows: Range<Int>, scale: Element)

  /// Lets go of the weights of the pass.
  mutating func end()
}
