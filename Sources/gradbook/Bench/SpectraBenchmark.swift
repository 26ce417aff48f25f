import GradientSpectra
import LinearAlgebra
import Synchronization
import Tensors
import Transformer

/// Times the texts of `BenchmarkModel` by stage.
struct SpectraBenchmark {
  let model: Decoder<Float>
  let threads: Int

  /// Seconds of all threads, by stage.
  struct Stages: Sendable {
    var forward = 0.0
    var loss = 0.0
    var backward = 0.0
    var spectra = 0.0
    var total: Double { forward + loss + backward + spectra }
  }

  /// What one round took.
  struct Round: Sendable {
    /// The speed of the products around it.
    var speed: ProductSpeed
    /// Seconds an example, by the clock on the wall.
    var wall: Double
    /// Seconds an example on one thread, by stage.
    var stages: Stages
    /// Seconds an example that the matrix products alone would take on one thread.
    var floor: Double
    /// The time of one thread as a multiple of the floor.
    var ratio: Double { stages.total / floor }
  }

  /// Goes through the texts once, the longest first; the products are timed before and after.
  func run() -> Round {
    let before = ProductSpeed.measure(threads: threads)
    let lengths = BenchmarkModel.lengths.sorted { $0.total > $1.total }
    let next = Mutex(0)
    let stages = Mutex(Stages())
    let wall = ContinuousClock().measure {
      onThreads(threads) { _ in
        while true {
          let index = next.withLock { value -> Int in
            defer { value += 1 }
            return value
          }
          guard index < lengths.count else { return }
          let spent = time(prompt: lengths[index].prompt, total: lengths[index].total)
          stages.withLock { $0 = $0.adding(spent) }
        }
      }
    }.seconds
    let speed = ProductSpeed.mean(before, ProductSpeed.measure(threads: threads))
    let count = Double(lengths.count)
    let operations = lengths.reduce(0) { $0 + floatingPointOperations($1.prompt, $1.total) }
    return Round(
      speed: speed, wall: wall / count, stages: stages.withLock { $0 }.divided(by: count),
      floor: operations / speed.perThread / count)
  }

  /// 4·P·T of the blocks, and 4·N·V·H of the vocabulary projection.
  private func floatingPointOperations(_ prompt: Int, _ total: Int) -> Double {
    let design = model.design
    let scored = scoredPositions(count: total, responseStart: prompt).count
    return 4 * Double(design.blockParameters) * Double(total)
      + 4 * Double(scored) * Double(design.vocabularySize) * Double(design.hiddenSize)
  }

  private func time(prompt: Int, total: Int) -> Stages {
    let tokens = (0..<total).map { Int32(($0 * 7919 + total) % 49152) }
    let clock = ContinuousClock()
    let start = clock.now
    let trace = model.forward(tokens)
    let afterForward = clock.now
    let loss = model.loss(trace, responseStart: prompt)
    let afterLoss = clock.now
    var observer = TimedCollector()
    model.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &observer)
    let end = clock.now
    return Stages(
      forward: (afterForward - start).seconds, loss: (afterLoss - afterForward).seconds,
      backward: (end - afterLoss).seconds - observer.seconds, spectra: observer.seconds)
  }
}

extension SpectraBenchmark.Stages {
  func divided(by count: Double) -> Self {
    Self(
      forward: forward / count, loss: loss / count, backward: backward / count,
      spectra: spectra / count)
  }

  func adding(_ other: Self) -> Self {
    Self(
      forward: forward + other.forward, loss: loss + other.loss,
      backward: backward + other.backward, spectra: spectra + other.spectra)
  }
}

/// A collector that times itself.
private struct TimedCollector: GradientObserver {
  let projections: Set<Projection> = [.q, .k, .v, .o]
  private var collector = SpectraCollector<Float>(projections: [.q, .k, .v, .o])
  private(set) var seconds = 0.0

  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Float>, outputGradient: Matrix<Float>
  ) {
    seconds +=
      ContinuousClock().measure {
        collector.observe(projection, layer: layer, input: input, outputGradient: outputGradient)
      }.seconds
  }
}
