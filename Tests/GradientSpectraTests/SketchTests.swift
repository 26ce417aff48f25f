import Dispatch
import LinearAlgebra
import Synchronization
import TestSupport
import Tensors
import Testing
import Transformer

@testable import GradientSpectra

@Suite struct SketchTests {
  private func product(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test func `Inner products are right on average over seeds, whatever the dimension`() throws {
    let model = TinyDecoder.model(seed: 5, of: Double.self)
    let projections: Set<Projection> = [.q, .v, .down]
    let texts = [TinyDecoder.tokens(20, seed: 1), TinyDecoder.tokens(26, seed: 2)]
    let exact = texts.map {
      EveryGradient.of($0, responseStart: 12, in: model, projections)
    }
    let (cross, square) = (innerProduct(exact[0], exact[1]), innerProduct(exact[0], exact[0]))
    let scale = (square * innerProduct(exact[1], exact[1])).squareRoot()
    for side in [8, 32] {
      var (mean, norm) = (0.0, 0.0)
      for seed in 0..<300 {
        let measure = SketchMeasurement(
          model: model, projections: projections,
          sketch: GradientSketch(dimension: 64, seed: seed, side: side))
        let sketches = try texts.map { try measure($0, responseStart: 12) }
        mean += product(sketches[0], sketches[1]) / 300
        norm += product(sketches[0], sketches[0]) / 300
      }
      #expect(abs(mean - cross) < 0.06 * scale, "side \(side)")
      #expect(abs(norm - square) < 0.09 * square, "side \(side)")
    }
  }

  @Test func `It is the sum of images of all layers and projections that are asked for`() throws {
    let model = TinyDecoder.model(seed: 6, of: Double.self)
    let tokens = TinyDecoder.tokens(22, seed: 3)
    let sketch = GradientSketch(dimension: 256, seed: 1, side: 32)
    func vector(_ projections: Set<Projection>) throws -> [Float] {
      try SketchMeasurement(model: model, projections: projections, sketch: sketch)(
        tokens, responseStart: 10)
    }
    let parts = try Projection.allCases.map { try vector([$0]) }
    let whole = try vector(Set(Projection.allCases))
    for (place, value) in whole.enumerated() {
      let sum = parts.reduce(0) { $0 + $1[place] }
      #expect(abs(sum - value) <= 1e-5 * (parts.map { abs($0[place]) }.max() ?? 0) + 1e-7)
    }
    #expect(parts.allSatisfy { part in part.contains { $0 != 0 } })
    #expect(try vector([]).allSatisfy { $0 == 0 })
  }

  @Test func `Threads change no bit`() throws {
    let model = TinyDecoder.model(seed: 7, of: Float.self)
    let measure = SketchMeasurement(
      model: model, projections: [.q, .k, .v, .o],
      sketch: GradientSketch(dimension: 128, seed: 2))
    let texts = (0..<6).map { TinyDecoder.tokens(18 + Int($0), seed: $0) }
    let alone = try texts.map { try measure($0, responseStart: 9) }
    let beside = Mutex([[Float]](repeating: [], count: texts.count))
    DispatchQueue.concurrentPerform(iterations: texts.count) { index in
      let vector = (try? measure(texts[index], responseStart: 9)) ?? []
      beside.withLock { $0[index] = vector }
    }
    #expect(beside.withLock { $0 } == alone)
  }

  @Test func `Signs follow from seed, layer, projection, side and coordinate`() {
    let sketch = GradientSketch(dimension: 64, seed: 9, side: 64)
    let some: Matrix<Float> = sketch.signs(.inputs, .q, layer: 3, count: 10)
    let more: Matrix<Float> = sketch.signs(.inputs, .q, layer: 3, count: 30)
    #expect(some.values == Array(more.values.prefix(640)))
    #expect(some.values.allSatisfy { abs($0) == 1 })
    #expect(abs(more.values.reduce(0, +)) < 4 * Float(1920).squareRoot())
    let others: [Matrix<Float>] = [
      sketch.signs(.outputs, .q, layer: 3, count: 10),
      sketch.signs(.inputs, .k, layer: 3, count: 10),
      sketch.signs(.inputs, .q, layer: 2, count: 10),
      GradientSketch(dimension: 64, seed: 8, side: 64).signs(.inputs, .q, layer: 3, count: 10),
    ]
    #expect(others.allSatisfy { $0 != some })
  }

  @Test func `A text without response has none`() {
    let measure = SketchMeasurement(
      model: TinyDecoder.model(seed: 7, of: Float.self), projections: [.q],
      sketch: GradientSketch(dimension: 64, seed: 2))
    #expect(throws: UnmeasurableExample.noResponseToken) {
      try measure(TinyDecoder.tokens(8, seed: 1), responseStart: 8)
    }
  }
}
