import DataMixing
import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

@testable import Curvature

/// Products with the Gauss–Newton matrix against the dense matrix, row by row of the Jacobian.
@Suite struct GaussNewtonTests {
  let weights: ResidentWeights<Double> = TinyDecoder.weights()
  let sites = CurvatureSites(TinyDecoder.design, projections: [.q, .down], layers: [0, 1])
  let examples = TinyDecoder.examples(4)

  /// 1/n · Σ Jᵀ·(diag p − p·pᵀ)·J, every row of J by a backward pass.
  private var dense: Matrix<Double> {
    let model = Decoder(weights: weights, maxLength: 20)
    let size = sites.shapes.reduce(0) { $0 + $1.outputs * $1.inputs }
    var result = Matrix<Double>(zeros: size, size)
    for example in examples {
      let logits = model.logits(model.forward(example.tokens))
      for row in example.scored.joined() {
        let exponentials = logits.values[logits.range(ofRow: row)].map { Double.exponential($0) }
        let p = exponentials.map { $0 / exponentials.reduce(0, +) }
        let rows = p.indices.map { token in
          var unit = Matrix<Double>(zeros: logits.rows, logits.columns)
          unit[row, token] = 1
          let trace = model.forward(example.tokens)
          let hidden = product(unit.operand, model.weights.head().operand)
          let box = Box(sites)
          var observer = FactorObserver(
            sites,
            ClosureVisitor<Double> { box.parts[$0] = naiveProduct(flipped($2), $1).values })
          model.backward(trace, hiddenGradient: hidden, observer: &observer)
          return box.parts.flatMap { $0 }
        }
        let mean = (0..<size).map { i in p.indices.reduce(0) { $0 + p[$1] * rows[$1][i] } }
        for token in p.indices {
          let centred = (0..<size).map { rows[token][$0] - mean[$0] }
          for i in 0..<size {
            for j in 0..<size {
              result[i, j] += p[token] * centred[i] * centred[j] / Double(examples.count)
            }
          }
        }
      }
    }
    return result
  }

  private final class Box {
    var parts: [[Double]]

    init(_ sites: CurvatureSites) { parts = Array(repeating: [], count: sites.sites.count) }
  }

  @Test func `Products and solutions are those of the dense matrix`() throws {
    let dense = dense
    var numbers = SeededNumbers(seed: 3)
    let v = numbers.matrix(1, dense.rows, of: Double.self).values
    let matrix = try GaussNewton(weights, sites: sites, examples: examples, threads: 2)
    let expected = naiveProduct(Matrix(rows: 1, columns: v.count, values: v), dense).values
    let largest = expected.reduce(0) { max($0, abs($1)) }
    #expect(
      disagreement(try matrix.product(v), expected, absolute: 1e-9 * largest, relative: 0) < 1)

    let collector = CurvatureCollector(
      model: Decoder(weights: weights, maxLength: 20),
      recipe: CurvatureRecipe(projections: [.q, .down], labels: .given), threads: 1)
    let gradient = try collector.meanGradient(of: examples)
    let damping = gradient.indices.map { 0.1 * Double($0 + 1) }
    let found = try matrix.solution(gradient, damping: damping, tolerance: 1e-9)
    var (damped, place) = (dense, 0)
    for (map, amount) in zip(gradient, damping) {
      for _ in map.values {
        damped[place, place] += amount
        place += 1
      }
    }
    let solution = naiveSolution(damped, plus: 0, gradient.flatMap(\.values))
    let size = solution.reduce(0) { max($0, abs($1)) }
    #expect(found.run.ending == .converged)
    #expect(
      disagreement(
        found.solution.flatMap(\.values), solution, absolute: 1e-6 * size, relative: 0) < 1)

    let queries = try InfluenceQueries(
      preconditioned: [found.solution], sites: sites, threads: 2)
    let scores = try collector.scores(of: examples, on: queries)
    for (number, example) in examples.enumerated() {
      let own = try collector.gradient(of: example).flatMap(\.values)
      #expect(abs(scores[0, number] - innerProduct(own, solution)) < 1e-5)
    }
  }

  @Test func `Gradients of sampled labels have it as their second moment`() throws {
    let dense = dense
    let trace = (0..<dense.rows).reduce(0) { $0 + dense[$1, $1] }
    var numbers = SeededNumbers(seed: 3)
    let v = numbers.matrix(1, dense.rows, of: Double.self).values
    let form = innerProduct(
      naiveProduct(Matrix(rows: 1, columns: v.count, values: v), dense).values, v)
    var (squares, squaresAlong) = (0.0, 0.0)
    let draws = 3000
    for seed in 0..<draws {
      let recipe = CurvatureRecipe(
        projections: [.q, .down], labels: .sampled(seed: UInt64(seed)))
      let collector = CurvatureCollector(
        model: Decoder(weights: weights, maxLength: 20), recipe: recipe, threads: 1)
      for (number, example) in examples.enumerated() where example.predictions > 0 {
        let box = Box(sites)
        _ = try collector.pass(
          example, number: number, labels: collector.labels(number),
          ClosureVisitor<Double> {
            box.parts[$0] = product($2.transposed, $1.operand).values
          })
        let gradient = box.parts.flatMap { $0 }
        squares += innerProduct(gradient, gradient) / Double(examples.count * draws)
        let along = innerProduct(gradient, v)
        squaresAlong += along * along / Double(examples.count * draws)
      }
    }
    #expect(abs(squares / trace - 1) < 0.05)
    #expect(abs(squaresAlong / form - 1) < 0.1)
  }
}
