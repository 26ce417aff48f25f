import Foundation
import LinearAlgebra
import Statistics
import Tensors
import Testing
import Transformer

@testable import Experiments
@testable import GradientSpectra

/// How near sketches come to a real model's gradients, and what they cost.
///
///     GRADBOOK_SKETCH_MODEL=model.gguf GRADBOOK_SKETCH_DATA=train.jsonl swift test --filter RealSketch
///
/// The data are JSON lines of `question` and `answer`, such as GSM8K. Prints a line for each dimension and
/// width of the random matrices.
@Suite struct RealSketchTests {
  private static let model = ProcessInfo.processInfo.environment["GRADBOOK_SKETCH_MODEL"]
  private static let data = ProcessInfo.processInfo.environment["GRADBOOK_SKETCH_DATA"]
  private static let projections: Set<Transformer.Projection> = [.q, .k, .v, .o]

  private struct Sketches: GradientObserver {
    typealias Element = Float
    var dense = DenseVector()
    var collectors: [SketchCollector<Float>]
    var projections: Set<Transformer.Projection> { RealSketchTests.projections }

    mutating func observe(
      _ projection: Transformer.Projection, layer: Int, input: Matrix<Float>,
      outputGradient: Matrix<Float>
    ) {
      dense.values += product(outputGradient.transposed, input.operand).values
      for i in collectors.indices {
        collectors[i].observe(
          projection, layer: layer, input: input, outputGradient: outputGradient)
      }
    }
  }

  private struct DenseVector {
    var values: [Float] = []
  }

  private struct Nothing: GradientObserver {
    typealias Element = Float
    let projections: Set<Transformer.Projection> = []
    mutating func observe(
      _ projection: Transformer.Projection, layer: Int, input: Matrix<Float>,
      outputGradient: Matrix<Float>
    ) {}
  }

  private func cosines(_ count: Int, _ product: (Int, Int) -> Double) -> [Double] {
    let norms = (0..<count).map { product($0, $0).squareRoot() }
    return (0..<count).flatMap { i in
      (0..<i).map { j in product(i, j) / (norms[i] * norms[j]) }
    }
  }

  @Test(.enabled(if: model != nil && data != nil))
  func `Cosines of sketches agree with those of gradients`() throws {
    NumericEnvironment.useOneThreadPerProduct()
    let loaded = try LoadedModel(path: Self.model ?? "", maxLength: 512)
    let decoder = try loaded.model()
    let examples = try ExampleSet(
      contentsOf: Self.data ?? "",
      format: ExampleFormat(
        instruction: "question", input: "input", output: "answer", id: "id"), limit: 12
    ).examples
    let texts = try examples.map {
      try loaded.tokenize($0, prompt: .plain, maxLength: 512)
    }
    let maps =
      [(256, 16), (1024, 32), (4096, 64), (16384, 128)].map {
        GradientSketch(dimension: $0.0, seed: 0, side: $0.1)
      }
    let observed = try concurrently(texts.count) { index -> Sketches in
      let trace = decoder.forward(texts[index].tokens)
      let loss = decoder.loss(trace, responseStart: texts[index].responseStart)
      var observer = Sketches(
        collectors: maps.map { SketchCollector(projections: Self.projections, sketch: $0) })
      decoder.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &observer)
      return observer
    }
    let exact = cosines(texts.count) {
      innerProduct(observed[$0].dense.values, observed[$1].dense.values)
    }
    print("exact cosines from \(exact.min() ?? 0) to \(exact.max() ?? 0)")
    for (index, map) in maps.enumerated() {
      let estimated = cosines(texts.count) {
        innerProduct(observed[$0].collectors[index].vector, observed[$1].collectors[index].vector)
      }
      let square = zip(exact, estimated).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let correlation = try #require(pearsonCorrelation(exact, estimated))
      let error = (square / Double(exact.count)).squareRoot()
      print("dimension \(map.dimension), width \(map.side): error \(error), r \(correlation)")
      if map.dimension >= 4096 { #expect(correlation > 0.95) }
    }
    time(decoder, texts, maps)
  }

  private func time(
    _ decoder: Decoder<Float>, _ texts: [TokenizedExample], _ maps: [GradientSketch]
  ) {
    func seconds<Observer: GradientObserver<Float>>(_ observer: Observer) -> Double {
      let start = ContinuousClock.now
      for text in texts.prefix(2) {
        var observer = observer
        let trace = decoder.forward(text.tokens)
        let loss = decoder.loss(trace, responseStart: text.responseStart)
        decoder.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &observer)
      }
      return (ContinuousClock.now - start) / .seconds(1)
    }
    let pass = min(seconds(Nothing()), seconds(Nothing()))
    print("a pass: \(pass / 2) s of \(texts.prefix(2).map(\.tokens.count)) tokens")
    for map in maps {
      let collector = SketchCollector<Float>(projections: Self.projections, sketch: map)
      let whole = min(seconds(collector), seconds(collector))
      print("dimension \(map.dimension), width \(map.side): \(whole / pass - 1) of a pass more")
    }
    let spectra = SpectraCollector<Float>(projections: Self.projections)
    print("spectra: \(seconds(spectra) / pass - 1) of a pass more")
  }
}
