import LinearAlgebra
import Tensors

/// One partial gradient of a batch of examples, computed by one thread.
struct FineTuningLane<Target: TrainingTarget>: Sendable {
  /// Adds the gradients up.
  var accumulator: Target.Accumulator
  /// The passes of the batch that are its part.
  var passes: [ExamplePass] = []
  /// Its part of the batch's loss.
  private(set) var loss = 0.0

  /// Creates a lane with a gradient of zero.
  init(_ target: Target) { accumulator = target.accumulator() }

  /// Runs the passes and adds their gradients up.
  mutating func run(_ job: FineTuningJob<Target>) {
    loss = 0
    for pass in passes { run(pass, job) }
  }

  private mutating func run(_ pass: ExamplePass, _ job: FineTuningJob<Target>) {
    let weights = job.target.weights(job.values, pass: pass, step: job.step, seed: job.seed)
    let decoder = Decoder(weights: weights, tables: job.tables)
    let trace = decoder.forward(
      pass.stack.tokens, segments: pass.stack.segments, retention: job.retention)
    let share = Target.Element(pass.share)
    accumulator.begin(pass, weights: weights)
    var loss = observedLoss(decoder, trace, pass, share: share)
    self.loss += pass.share * loss.mean
    scale(&loss.hiddenGradient.values, by: share)
    decoder.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &accumulator)
    accumulator.end()
  }

  /// The loss, whose gradient by the vocabulary projection is added up where that is trained.
  private mutating func observedLoss(
    _ decoder: Decoder<Target.Element>, _ trace: Decoder<Target.Element>.Trace, _ pass: ExamplePass,
    share: Target.Element
  ) -> ResponseLoss<Target.Element> {
    guard accumulator.observesHead else { return decoder.loss(trace, scored: pass.scored) }
    let hidden = trace.hidden
    return withoutActuallyEscaping({ rows, gradient in
      accumulator.observeHead(logitGradient: gradient, hidden: hidden, rows: rows, scale: share)
    }) { decoder.loss(trace, scored: pass.scored, onLogitGradient: $0) }
  }
}

/// What the lanes of one update share.
struct FineTuningJob<Target: TrainingTarget>: Sendable {
  let target: Target
  let values: KeyedValues<Target.Key, Target.Element>
  let tables: RotaryTables<Target.Element>
  /// The update, the first being 1.
  let step: Int
  let seed: UInt64
  var retention = Retention.everything
}
