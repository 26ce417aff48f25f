import Diagnostics
import Foundation
import Statistics
import TestSupport
import Tensors
import Testing

@testable import DataMixing

@Suite struct BaselineTests {
  let oracle: Oracle

  init() throws { oracle = try Oracle.load() }

  private func expectClose(_ found: [Double], _ expected: [Double]) {
    #expect(disagreement(found, expected, absolute: 1e-13, relative: 1e-12) < 1)
  }

  @Test func `Plain mixes`() throws {
    #expect(Mix.uniform(4).weights == [0.25, 0.25, 0.25, 0.25])
    #expect(try Mix.proportional([10, 30]).weights == [0.25, 0.75])
    #expect(Mix.specific(1, of: 3).weights == [0, 1, 0])
    #expect(try Mix([1e308, 1e308]).weights == [0.5, 0.5])
    #expect(Mix.uniform(3).counts(total: 100) == [34, 33, 33])
    for wrong in [[], [0, 0], [1, -1], [1, .nan], [.infinity, 1]] as [[Double]] {
      #expect(problem { try Mix(wrong) } != nil)
    }
    let counts = try Mix([0.1, 0.9, 0]).counts(total: 100)
    #expect(
      MixingWarning.about(counts, before: [40, 40, 20], domains: [("a", 10), ("b", 20), ("c", 5)])
        == [MixingWarning.oftenRepeated(domain: "b", times: 4.5), .emptied(domain: "c")])
  }

  @Test(arguments: [[1.0, 1, 1], [0.3, 2, 5], [20, 10, 0.7]])
  func `Random mixes have the moments of a Dirichlet distribution`(concentrations: [Double]) {
    let mixes = Mix.random(20000, concentrations: concentrations, seed: Seed("dirichlet"))
    let total = concentrations.reduce(0, +)
    for (domain, a) in concentrations.enumerated() {
      let weights = mixes.map { $0.weights[domain] }
      let (mean, variance) = (a / total, a * (total - a) / (total * total * (total + 1)))
      let found = weights.reduce(0, +) / 20000
      let spread = weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20000
      #expect(abs(found - mean) < 5 * (variance / 20000).squareRoot())
      #expect(abs(spread / variance - 1) < 0.06)
    }
    #expect(mixes.allSatisfy { abs($0.weights.reduce(0, +) - 1) < 1e-12 })
    #expect(mixes == Mix.random(20000, concentrations: concentrations, seed: Seed("dirichlet")))
    #expect(mixes[0] != Mix.random(1, concentrations: concentrations, seed: Seed("other"))[0])
  }

  @Test func `Tiny concentrations still give a point`() {
    for mix in Mix.random(200, concentrations: [1e-4, 1e-4], seed: Seed(1)) {
      #expect(mix.weights.allSatisfy(\.isFinite) && abs(mix.weights.reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test func `DoReMi is the oracle's, absent domains and all`() throws {
    var doremi = DoReMi(domains: 4)
    #expect(doremi.mix == Mix.uniform(4))
    for excess in oracle.doremi.excess { try doremi.update(excess: excess) }
    expectClose(doremi.weights, oracle.doremi.weights)
    expectClose(doremi.mix.weights, oracle.doremi.mix)
  }

  @Test func `DoReMi by hand: e against 1, smoothed`() throws {
    var doremi = DoReMi(domains: 2, smoothing: 0.1)
    try doremi.update(excess: [1, 0])
    let high = 0.9 * (exp(1) / (exp(1) + 1)) + 0.05
    expectClose(doremi.weights, [high, 1 - high])
    #expect(DoReMi.excess(proxy: [3, 1, 2], reference: [1, 2, 2]) == 2.0 / 3)
    #expect(DoReMi.excess(proxy: [], reference: []) == nil)
    #expect(DoReMi.excess(proxy: [.nan, 1], reference: [1, 1])?.isNaN == true)
    let before = doremi
    #expect(problem { try doremi.update(excess: [.nan, 0]) } != nil)
    #expect(doremi == before)
    try doremi.update(excess: [1e6, 0])
    expectClose(doremi.weights, [0.95, 0.05])
  }

  @Test func `DoGE is the oracle's`() throws {
    let data = oracle.doge
    var doge = DoGE(domains: 3, smoothing: 0.02)
    for (index, rate) in data.rates.enumerated() {
      try doge.update(
        gradients: matrix(data.gradients[index]), targets: matrix(data.targets[index]), rate: rate)
    }
    expectClose(doge.weights, data.weights)
    expectClose(doge.mix.weights, data.mix)
  }

  @Test func `DoGE by hand: bounds hold on both sides`() throws {
    var doge = DoGE(domains: 2, temperature: 0.5)
    let gradients = matrix([[3, 4], [-3, -4]])
    try doge.update(gradients: gradients, targets: matrix([[6, 8]]), rate: 0.1)
    // 50 / 5 is above 5, −50 / 5 below 0: scores 0.5 and 0, over 0.5.
    expectClose(doge.weights, [exp(1) / (exp(1) + 1), 1 / (exp(1) + 1)])
    let before = doge
    #expect(
      problem {
        try doge.update(gradients: matrix([[.nan, 0], [0, 0]]), targets: gradients, rate: 0.1)
      } != nil)
    #expect(doge == before)
    try doge.update(gradients: Matrix(zeros: 2, 2), targets: Matrix(zeros: 1, 2), rate: 0.1)
    expectClose(doge.weights, before.weights)
  }

  @Test func `The regression is the oracle's, with a ridge and without`() throws {
    let mixes = oracle.regression.mixes.map { Mix(unchecked: $0) }
    for expected in oracle.regression.cases {
      let found = try MixtureRegression(
        mixes: mixes, losses: oracle.regression.losses, ridge: expected.ridge)
      #expect(
        disagreement(found.coefficients, expected.coefficients, absolute: 1e-10, relative: 0) < 1)
      #expect(abs(found.intercept - expected.intercept) < 1e-10)
    }
  }

  @Test func `The best of simulated mixes is the naive best`() throws {
    let regression = try MixtureRegression(
      mixes: oracle.regression.mixes.map { Mix(unchecked: $0) }, losses: oracle.regression.losses)
    let (ones, seed) = ([1.0, 1, 1, 1], Seed("regmix"))
    let candidates = Mix.random(5000, concentrations: ones, seed: seed)
    let sorted = candidates.sorted { regression($0) < regression($1) }
    #expect(regression.bestMix(candidates: 5000, concentrations: ones, seed: seed) == sorted[0])
    let top = regression.bestMix(candidates: 5000, best: 100, concentrations: ones, seed: seed)
    let naive = (0..<4).map { domain in
      sorted.prefix(100).reduce(0) { $0 + $1.weights[domain] } / 100
    }
    expectClose(top.weights, naive)
    // The domain with the lowest coefficient gets the most.
    #expect(sorted[0].weights[1] == sorted[0].weights.max())
  }

  @Test func `Regressions without data, or with broken data, are refused`() throws {
    let uniform = Mix.uniform(2)
    #expect(problem { try MixtureRegression(mixes: [], losses: []) } != nil)
    #expect(problem { try MixtureRegression(mixes: [uniform], losses: [1]) } != nil)
    #expect(
      problem { try MixtureRegression(mixes: [uniform, uniform], losses: [1, .nan]) } != nil)
    let flat = try MixtureRegression(mixes: [uniform, uniform], losses: [1, 3])
    #expect(flat.coefficients == [0, 0] && flat.intercept == 2)
  }
}
