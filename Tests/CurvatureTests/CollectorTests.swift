import DataMixing
import Diagnostics
import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

@testable import Curvature

/// The two passes against their definitions, and their independence of threads, chunks and interruptions.
@Suite struct CollectorTests {
  static let everything = CurvatureRecipe(projections: Set(Projection.allCases), labels: .given)

  /// X and Δ of every site of one example.
  private func factors(
    _ collector: CurvatureCollector<Double>, _ example: TrainingExample, number: Int
  ) throws -> [(x: Matrix<Double>, delta: Matrix<Double>)] {
    let box = Box(collector.sites.sites.count)
    _ = try collector.pass(
      example, number: number, labels: collector.labels(number),
      ClosureVisitor { index, x, delta in box.values[index] = (x, delta) })
    return box.values
  }

  private final class Box {
    var values: [(x: Matrix<Double>, delta: Matrix<Double>)]

    init(_ count: Int) {
      values = Array(repeating: (Matrix(zeros: 0, 0), Matrix(zeros: 0, 0)), count: count)
    }
  }

  @Test(arguments: [CurvatureRecipe.Labels.given, .sampled(seed: 3)])
  func `Sums are what their definitions say`(labels: CurvatureRecipe.Labels) throws {
    var recipe = Self.everything
    recipe.labels = labels
    let collector = CurvatureCollector(
      model: TinyDecoder.model(of: Double.self), recipe: recipe, threads: 2)
    let examples = TinyDecoder.examples(6)
    let sums = try collector.covariances(of: examples)
    let axes = try KroneckerAxes(sums, threads: 2)
    let moments = try collector.moments(of: examples, along: axes)
    let parts = try examples.indices.filter { $0 != 2 }.map {
      (
        end: examples[$0].scored.last?.upperBound ?? 0,
        factors: try factors(collector, examples[$0], number: $0)
      )
    }
    #expect(sums.examples == 5 && sums.done == 6 && sums.tokens == parts.reduce(0) { $0 + $1.end })
    for (index, shape) in collector.sites.shapes.enumerated() {
      let input = collector.sites.inputs[index]
      var (a, s) = (
        Matrix<Double>(zeros: shape.inputs, shape.inputs),
        Matrix<Double>(zeros: shape.outputs, shape.outputs)
      )
      var lambda = Matrix<Double>(zeros: shape.outputs, shape.inputs)
      for part in parts {
        let (x, delta) = part.factors[index]
        for t in 0..<part.end {
          for i in 0..<shape.inputs { for j in i..<shape.inputs { a[i, j] += x[t, i] * x[t, j] } }
          for i in 0..<shape.outputs {
            for j in i..<shape.outputs { s[i, j] += delta[t, i] * delta[t, j] }
          }
        }
        let turned = naiveProduct(
          naiveProduct(axes.gradients[index].vectors, naiveProduct(flipped(delta), x)),
          flipped(axes.inputs[input].vectors))
        for i in turned.values.indices { lambda.values[i] += turned.values[i] * turned.values[i] }
      }
      #expect(
        disagreement(sums.inputs[input].values, a.values, absolute: 1e-11, relative: 1e-11) < 1)
      #expect(
        disagreement(sums.gradients[index].values, s.values, absolute: 1e-11, relative: 1e-11) < 1)
      #expect(
        disagreement(moments.sums[index].values, lambda.values, absolute: 1e-10, relative: 1e-10)
          < 1)
    }
  }

  @Test func `Gate and up share an input, queries, keys and values another`() {
    let sites = CurvatureSites(
      TinyDecoder.design, projections: Set(Projection.allCases), layers: [1])
    #expect(sites.sites.map(\.projection) == [.q, .k, .v, .o, .gate, .up, .down])
    #expect(sites.inputs == [0, 0, 0, 1, 2, 2, 3])
    #expect(sites.inputWidths == [6, 8, 6, 7])
    #expect(sites.sites.allSatisfy { $0.layer == 1 })
  }

  @Test func `No bit depends on threads or chunks`() throws {
    let examples = TinyDecoder.examples(11)
    var recipe = Self.everything
    recipe.labels = .sampled(seed: 9)
    func collected(
      threads: Int, chunk: Int
    ) throws -> (CovarianceSums<Float>, MomentSums<Float>, [Matrix<Float>]) {
      let collector = CurvatureCollector(
        model: TinyDecoder.model(of: Float.self), recipe: recipe, threads: threads)
      let sums = try collector.covariances(of: examples, chunk: chunk)
      let axes = try KroneckerAxes(sums, threads: threads)
      return (
        sums, try collector.moments(of: examples, along: axes, chunk: chunk),
        try collector.meanGradient(of: examples)
      )
    }
    let alone = try collected(threads: 1, chunk: 64)
    for (threads, chunk) in [(2, 64), (5, 3), (3, 1)] {
      let found = try collected(threads: threads, chunk: chunk)
      #expect(found.0 == alone.0 && found.1 == alone.1 && found.2 == alone.2)
    }
  }

  @Test func `Going on from stored sums gives the same bytes`() throws {
    let examples = TinyDecoder.examples(7)
    let collector = CurvatureCollector(
      model: TinyDecoder.model(of: Float.self), recipe: Self.everything, threads: 2)
    func bytes(_ fill: (inout MatrixArchive) -> Void) -> [UInt8] {
      var archive = MatrixArchive(identity: "a model")
      fill(&archive)
      return archive.bytes
    }
    var (first, firstMoments) = ([UInt8](), [UInt8]())
    let whole = try collector.covariances(of: examples, chunk: 4) { sums in
      if sums.done == 4 { first = bytes { sums.store(in: &$0) } }
    }
    let axes = try KroneckerAxes(whole, threads: 2)
    let moments = try collector.moments(of: examples, along: axes, chunk: 4) { sums in
      if sums.done == 4 { firstMoments = bytes { sums.store(in: &$0) } }
    }
    let sites = collector.sites
    let stored = try CovarianceSums<Float>(
      MatrixArchive(bytes: first, identity: "a model"), sites: sites)
    let again = try collector.covariances(of: examples, from: stored)
    #expect(bytes { again.store(in: &$0) } == bytes { whole.store(in: &$0) })
    let storedMoments = try MomentSums<Float>(
      MatrixArchive(bytes: firstMoments, identity: "a model"), sites: sites)
    let againMoments = try collector.moments(of: examples, along: axes, from: storedMoments)
    #expect(bytes { againMoments.store(in: &$0) } == bytes { moments.store(in: &$0) })
    #expect(stored.done == 4 && storedMoments.done == 4)
    let axesBytes = bytes { axes.store(in: &$0) }
    let storedAxes = try KroneckerAxes<Float>(
      MatrixArchive(bytes: axesBytes, identity: "a model"), sites: sites)
    #expect(storedAxes == axes)
  }

  @Test func `Problems say what is wrong`() throws {
    let collector = CurvatureCollector(
      model: TinyDecoder.model(of: Float.self), recipe: Self.everything, threads: 2)
    let silent = [TrainingExample(tokens: [1, 2], scored: [])]
    let found = problem { try collector.covariances(of: silent) }
    #expect(found?.found == "none among 1")
    var ahead = CovarianceSums<Float>(collector.sites)
    ahead.done = 2
    #expect(problem { try collector.covariances(of: silent, from: ahead) }?.found == "2")
    let empty = MatrixArchive(identity: "x")
    let missing = problem { try CovarianceSums<Float>(empty, sites: collector.sites) }
    #expect(missing?.summary.contains("blocks.0.q.input") == true)
    var weights: ResidentWeights<Float> = TinyDecoder.weights()
    weights.blocks[1].down.weight.values[0] = .nan
    let broken = CurvatureCollector(
      model: Decoder(weights: weights, maxLength: 20), recipe: Self.everything, threads: 2)
    let notFinite = problem { try broken.covariances(of: TinyDecoder.examples(3)) }
    #expect(notFinite?.place == Place(example: 0))
  }
}
