import DataMixing
import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

@testable import Curvature

/// Every pair of some x and some δ makes them independent, and then K-FAC and EK-FAC are exact.
@Suite struct IndependentFactorsTests {
  @Test(arguments: [CurvatureInverse.kfac, .ekfac])
  func `The inverse is that of the dense matrix`(inverse: CurvatureInverse) throws {
    let recipe = CurvatureRecipe(projections: [.down], layers: [0], labels: .given)
    let collector = CurvatureCollector(
      model: TinyDecoder.model(of: Double.self), recipe: recipe, threads: 1)
    let (outputs, inputs) = (6, 7)
    var numbers = SeededNumbers(seed: 2)
    let (x, delta) = (
      numbers.matrix(9, inputs, of: Double.self), numbers.matrix(8, outputs, of: Double.self)
    )
    var sums = CovarianceSums<Double>(collector.sites)
    let pairs = (0..<9).flatMap { a in (0..<8).map { (a, $0) } }
    for (a, b) in pairs {
      addGram(of: x, rows: a..<a + 1, to: &sums.inputs[0])
      addGram(of: delta, rows: b..<b + 1, to: &sums.gradients[0])
    }
    (sums.tokens, sums.examples, sums.done) = (72, 72, 72)
    let axes = try KroneckerAxes(sums, threads: 1)
    let moments = Moments(collector.sites)
    var dense = Matrix<Double>(zeros: outputs * inputs, outputs * inputs)
    for (a, b) in pairs {
      let (one, other) = (x.selecting(rows: [a]), delta.selecting(rows: [b]))
      var visitor = TurningVisitor(axes, rows: 1) { index, gradient in
        addSquares(of: gradient.values, to: &moments.value.sums[index].values)
      }
      visitor.visit(0, input: one, outputGradient: other)
      let gradient = naiveProduct(flipped(other), one).values
      for i in gradient.indices {
        for j in gradient.indices { dense[i, j] += gradient[i] * gradient[j] / 72 }
      }
    }
    moments.value.examples = 72
    let probe = numbers.matrix(outputs, inputs, of: Double.self)
    let found = try Curvature(axes: axes, moments: moments.value)
      .preconditioned([probe], 0, inverse, damping: .absolute(0.02))
    let expected = naiveSolution(dense, plus: 0.02, probe.values)
    #expect(disagreement(found[0].values, expected, absolute: 1e-9, relative: 1e-9) < 1)
  }

  private final class Moments {
    var value: MomentSums<Double>

    init(_ sites: CurvatureSites) { value = MomentSums(sites) }
  }

  @Test func `Both ways to turn a gradient agree`() throws {
    let collector = CurvatureCollector(
      model: TinyDecoder.model(of: Double.self), recipe: CollectorTests.everything, threads: 1)
    let sums = try collector.covariances(of: TinyDecoder.examples(6))
    let axes = try KroneckerAxes(sums, threads: 1)
    var numbers = SeededNumbers(seed: 2)
    for rows in [1, 40] {
      for (index, shape) in collector.sites.shapes.enumerated() {
        let x = numbers.matrix(rows, shape.inputs, of: Double.self)
        let delta = numbers.matrix(rows, shape.outputs, of: Double.self)
        let box = Box()
        var visitor = TurningVisitor(axes, rows: rows) { _, gradient in box.value = gradient }
        visitor.visit(index, input: x, outputGradient: delta)
        let expected = naiveProduct(
          naiveProduct(axes.gradients[index].vectors, naiveProduct(flipped(delta), x)),
          flipped(axes.inputs[collector.sites.inputs[index]].vectors))
        #expect(
          disagreement(box.value.values, expected.values, absolute: 1e-11, relative: 1e-11) < 1)
      }
    }
    #expect(TurningRoute.cheapest(rows: 1, outputs: 6, inputs: 7, sharing: 1) == .factors)
    #expect(TurningRoute.cheapest(rows: 40, outputs: 6, inputs: 7, sharing: 1) == .gradient)
  }

  private final class Box { var value = Matrix<Double>(zeros: 0, 0) }
}
