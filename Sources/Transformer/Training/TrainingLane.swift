import LinearAlgebra
import Tensors

/// One partial gradient of a batch, computed by one thread.
struct TrainingLane<Element: BLASScalar>: Sendable {
  /// Adds the gradients up.
  var accumulator: GradientAccumulator<Element>
  /// The passes of the batch that are its part.
  var passes: [StackedSequences] = []
  /// The sum of the losses of all tokens that its passes predicted.
  private(set) var totalLoss = 0.0

  /// Creates a lane with a gradient of zero.
  init(_ design: DecoderDesign) { accumulator = GradientAccumulator(design) }

  /// Runs the passes and adds their gradients up.
  ///
  /// - Parameters:
  ///   - decoder: The model.
  ///   - predictions: The predicted tokens of the whole batch, over which the loss is a mean.
  mutating func run(_ decoder: Decoder<Element>, predictions: Int) {
    totalLoss = 0
    for pass in passes { run(pass, decoder, share: Double(pass.predictions) / Double(predictions)) }
  }

  private mutating func run(_ pass: StackedSequences, _ decoder: Decoder<Element>, share: Double) {
    let share = Element(share)
    let trace = decoder.forward(pass.tokens, segments: pass.segments)
    let hidden = trace.hidden
    var loss = withoutActuallyEscaping({ rows, gradient in
      accumulator.observeHead(logitGradient: gradient, hidden: hidden, rows: rows, scale: share)
    }) { decoder.loss(trace, scored: pass.scored, onLogitGradient: $0) }
    totalLoss += loss.tokenLosses.reduce(0, +)
    scale(&loss.hiddenGradient.values, by: share)
    accumulator.pass = pass
    decoder.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &accumulator)
  }
}
