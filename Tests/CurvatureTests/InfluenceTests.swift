import DataMixing
import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

@testable import Curvature

/// Gradients, preconditioned queries and scores against their definitions.
@Suite struct InfluenceTests {
  let model = TinyDecoder.model(of: Double.self)
  let examples = TinyDecoder.examples(9)
  let queries = Array(TinyDecoder.examples(5, seed: 8).dropFirst(3))

  private var settings: InfluenceSettings {
    var settings = InfluenceSettings()
    settings.recipe = CollectorTests.everything
    settings.threads = 2
    return settings
  }

  @Test func `Gradients are derivatives of summed losses`() throws {
    let collector = CurvatureCollector(
      model: model, recipe: CurvatureRecipe(labels: .given), threads: 1)
    let example = examples[0]
    let found = try collector.gradient(of: example)
    for (index, site) in collector.sites.sites.enumerated() {
      var weights: ResidentWeights<Double> = TinyDecoder.weights()
      let differences = centralDifferences(at: site.values(in: weights)) { values in
        site.set(values, in: &weights)
        let decoder = Decoder(weights: weights, maxLength: 20)
        return decoder.loss(decoder.forward(example.tokens), scored: example.scored)
          .tokenLosses.reduce(0, +)
      }
      #expect(disagreement(found[index].values, differences, absolute: 1e-7, relative: 1e-7) < 1)
    }
  }

  @Test func `The gradient of a set is the mean of its examples'`() throws {
    let collector = CurvatureCollector(
      model: model, recipe: CollectorTests.everything, threads: 2)
    let mean = try collector.meanGradient(of: examples)
    for (index, found) in mean.enumerated() {
      let naive = try examples.reduce(into: [Double](repeating: 0, count: found.values.count)) {
        let one = try collector.gradient(of: $1)[index]
        for i in one.values.indices { $0[i] += one.values[i] / Double(examples.count) }
      }
      #expect(disagreement(found.values, naive, absolute: 1e-12, relative: 1e-11) < 1)
    }
  }

  @Test(arguments: CurvatureInverse.allCases)
  func `Scores are inner products through DataMixing's operator`(
    inverse: CurvatureInverse
  ) throws {
    var settings = settings
    settings.inverse = inverse
    let curvature = try curvature(of: examples, model: model, settings: settings)
    let found = try individualInfluence(
      of: examples, on: queries, model: model, curvature: curvature, settings: settings)
    let collector = CurvatureCollector(model: model, recipe: settings.recipe, threads: 1)
    let expected = influences(
      of: try examples.map { try collector.gradient(of: $0) },
      on: try queries.map { try collector.gradient(of: $0) },
      through: try collector.sites.sites.indices.map {
        try curvature.layerPreconditioner($0, inverse, damping: settings.damping)
      })
    #expect(
      disagreement(found.pairwise.values, expected.values, absolute: 1e-9, relative: 1e-8) < 1)
    #expect((0..<queries.count).allSatisfy { found.pairwise[$0, 2] == 0 })
    let sums = (0..<examples.count).map { column in
      (0..<queries.count).reduce(0) { $0 + expected[$1, column] }
    }
    #expect(disagreement(found.summed, sums, absolute: 1e-9, relative: 1e-8) < 1)
    let best = try #require(found.ranking.first)
    #expect(found.summed[best] == found.summed.max())
  }

  @Test func `Published moments are squares of means over batches, turned the other way`() throws {
    let recipe = CollectorTests.everything
    let collector = CurvatureCollector(model: model, recipe: recipe, threads: 3)
    let axes = try KroneckerAxes(try collector.covariances(of: examples), threads: 2)
    let curvature = Curvature<Double>(axes: axes, moments: nil)
    let empty = MomentSums<Double>(collector.sites, rotation: .published, batch: 3)
    let found = try collector.moments(of: examples, along: axes, from: empty, chunk: 6)
    #expect(found.examples == 3)
    for index in collector.sites.sites.indices {
      var naive = [Double](repeating: 0, count: found.sums[index].values.count)
      // The third example has no scored token.
      for batch in [[0, 1], [3, 4, 5], [6, 7, 8]] {
        var mean = Matrix<Double>(
          zeros: found.sums[index].rows, found.sums[index].columns)
        for number in batch {
          let one = try collector.gradient(of: examples[number])[index]
          for i in one.values.indices { mean.values[i] += one.values[i] / Double(batch.count) }
        }
        let turned = curvature.basis(index, .published).rotated(mean)
        for i in naive.indices { naive[i] += turned.values[i] * turned.values[i] }
      }
      #expect(disagreement(found.sums[index].values, naive, absolute: 1e-10, relative: 1e-9) < 1)
    }
  }

  @Test func `All routes to a score agree`() {
    var numbers = SeededNumbers(seed: 4)
    let (delta, x) = (numbers.matrix(9, 5, of: Double.self), numbers.matrix(9, 4, of: Double.self))
    let gradients = (0..<3).map { _ in numbers.matrix(5, 4, of: Double.self) }
    let (u, v) = (numbers.matrix(5, 6, of: Double.self), numbers.matrix(6, 4, of: Double.self))
    func naive(_ gradient: Matrix<Double>, rows: Int) -> Double {
      var sum = 0.0
      for t in 0..<rows {
        for o in 0..<5 { for i in 0..<4 { sum += gradient[o, i] * delta[t, o] * x[t, i] } }
      }
      return sum
    }
    for rows in [0, 1, 7, 9] {
      let dense = gradients.map { naive($0, rows: rows) }
      let low = (0..<3).map { query in
        let part = naiveProduct(
          Matrix(
            rows: 5, columns: 2,
            values: (0..<5).flatMap { [u[$0, 2 * query], u[$0, 2 * query + 1]] }),
          v.selecting(rows: [2 * query, 2 * query + 1]))
        return naive(part, rows: rows)
      }
      for route in ScoreRoute.allCases.map(Optional.some) + [nil] {
        let a = InfluenceQueries.Site.dense(gradients)
          .scores(delta, x, rows: rows, queries: 3, route: route)
        #expect(disagreement(a, dense, absolute: 1e-12, relative: 1e-12) < 1)
        let b = InfluenceQueries.Site.lowRank(u: u, v: v)
          .scores(delta, x, rows: rows, queries: 3, route: route)
        #expect(disagreement(b, low, absolute: 1e-12, relative: 1e-12) < 1)
      }
    }
  }

  @Test func `The cheapest route follows from counts`() {
    func cheapest(_ queries: Int, _ rank: Int?, _ rows: Int) -> ScoreRoute {
      .cheapest(queries: queries, rank: rank, rows: rows, outputs: 1536, inputs: 576)
    }
    #expect(cheapest(1, nil, 256) == .streamed)
    #expect(cheapest(1, nil, 2048) == .formed)
    #expect(cheapest(4, nil, 256) == .formed)
    #expect(cheapest(4, 32, 256) == .factored)
    #expect(cheapest(40, 32, 2048) == .formed)
  }

  @Test(arguments: [(5, 8), (8, 5)])
  func `Low rank is the best of its rank`(shape: (rows: Int, columns: Int)) throws {
    var numbers = SeededNumbers(seed: 6)
    let matrix = numbers.matrix(shape.rows, shape.columns, of: Double.self)
    let values = try #require(singularValues(of: matrix))
    for rank in 1...5 {
      let (u, v) = try lowRank(matrix, rank, name: "m")
      let near = naiveProduct(u, v)
      let error = zip(matrix.values, near.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let least = values[rank...].reduce(0) { $0 + $1 * $1 }
      #expect(abs(error - least) < 1e-12)
    }
  }

  @Test func `Scores of low rank come near those of full rank`() throws {
    var settings = settings
    let curvature = try curvature(of: examples, model: model, settings: settings)
    func scores(_ rank: Int?) throws -> [Double] {
      settings.rank = rank
      return try individualInfluence(
        of: examples, on: queries, model: model, curvature: curvature, settings: settings
      ).pairwise.values
    }
    let full = try scores(nil)
    #expect(disagreement(try scores(8), full, absolute: 1e-9, relative: 1e-9) < 1)
    #expect(pearson(try scores(3), full) > 0.99)
    #expect(pearson(try scores(1), full) < 0.999999)
  }
}
