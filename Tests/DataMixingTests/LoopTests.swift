import Diagnostics
import Statistics
import TestSupport
import Testing

@testable import DataMixing

@Suite struct LoopTests {
  private func domains(_ rows: [Int]) -> [(name: String, rows: Int)] {
    rows.enumerated().map { ("domain \($0)", $1) }
  }

  /// The example in IDEAL's `reweighting.py`: influences are −α.
  @Test func `The published example comes out`() throws {
    let influences = [6.58e-5, 7.74e-4, 1.31e-4, 1.93e-4, -4.43e-5]
    let step = try MixStep(
      alphas: influences.map { -$0 }, domains: domains([5000, 5000, 5000, 5000, 5000]),
      rounding: Compatibility.published.rounding)
    let expected = [0.0128, 0.15, 0.0254, 0.0374, -0.0086]
    #expect(disagreement(step.betas, expected, absolute: 1e-4, relative: 0) < 1)
    #expect(step.betas[1] == 0.15)
    #expect(step.counts == [5063, 5750, 5126, 5187, 4957])
  }

  @Test func `The largest share is m, and signs are turned`() throws {
    var numbers = SeededNumbers(seed: 8)
    for _ in 0..<200 {
      let alphas = (0..<5).map { _ in Double.random(in: -3...3, using: &numbers) }
      let rows = (0..<5).map { _ in Int.random(in: 0...900, using: &numbers) + 1 }
      let m = Double.random(in: 0.01...1, using: &numbers)
      let step = try MixStep(alphas: alphas, domains: domains(rows), maximum: m)
      #expect(step.betas.map(abs).max() == m)
      #expect(zip(step.betas, alphas).allSatisfy { $0 * $1 <= 0 })
      let total = zip(rows, step.betas).reduce(0.0) { $0 + Double($1.0) * (1 + $1.1) }
      #expect(step.counts.reduce(0, +) == Int(total.rounded()))
      let kept = try MixStep(alphas: alphas, domains: domains(rows), maximum: m, total: .kept)
      #expect(kept.counts.reduce(0, +) == rows.reduce(0, +))
      let fixed = try MixStep(alphas: alphas, domains: domains(rows), total: .of(1234))
      #expect(fixed.counts.reduce(0, +) == 1234)
    }
  }

  @Test func `One domain moves by m, tiny and huge influences too`() throws {
    func betas(_ alphas: [Double]) throws -> [Double] {
      try MixStep(alphas: alphas, domains: domains(alphas.map { _ in 10 })).betas
    }
    #expect(try betas([-0.3]) == [0.15])
    #expect(try betas([7]) == [-0.15])
    #expect(try betas([-Double.leastNonzeroMagnitude, 0]) == [0.15, 0])
    #expect(try betas([-1e308, 1e308]) == [0.15, -0.15])
  }

  @Test func `What cannot be stepped on is refused`() {
    let broken = problem { try MixStep(alphas: [1, .nan], domains: domains([5, 5])) }
    #expect(broken?.summary == "The influence of the domain 'domain 1' is not finite.")
    #expect(problem { try MixStep(alphas: [.infinity, 1], domains: domains([5, 5])) } != nil)
    #expect(problem { try MixStep(alphas: [0, 0], domains: domains([5, 5])) } != nil)
    let nothing = problem { try MixStep(alphas: [1], domains: domains([0])) }
    #expect(nothing?.summary == "Every domain rounds to no rows.")
    #expect(
      problem { try MixStep(alphas: [1, 2], domains: domains([3, 3]), total: .of(0)) } != nil)
  }

  @Test func `A domain that rounds to nothing is named`() throws {
    let step = try MixStep(alphas: [1, -1], domains: domains([1, 1000]), total: .of(100))
    #expect(step.counts == [0, 100])
    func warnings(_ step: MixStep, before rows: [Int]) -> [MixingWarning] {
      MixingWarning.about(step.counts, before: rows, domains: domains([1000, 1000]))
    }
    #expect(warnings(step, before: [1, 1000]) == [.emptied(domain: "domain 0")])
    let cut = try MixStep(
      alphas: [1, -1], domains: domains([1, 10]), rounding: .truncating)
    #expect(cut.counts == [0, 11])
    #expect(warnings(cut, before: [1, 10]) == [.emptied(domain: "domain 0")])
    let none = try MixStep(alphas: [1, -1], domains: domains([0, 10]))
    #expect(warnings(none, before: [0, 10]).isEmpty)
  }

  @Test func `Apportioning keeps the total and every share within one`() {
    #expect(apportioned([1, 1, 1], total: 10) == [4, 3, 3])
    #expect(apportioned([0.5, 0.25, 0.25], total: 3) == [1, 1, 1])
    #expect(apportioned([0, 1], total: 5) == [0, 5])
    #expect(apportioned([0, 0], total: 0) == [0, 0])
    var numbers = SeededNumbers(seed: 2)
    for total in 0..<400 {
      let shares = (0..<7).map { _ in Double.random(in: 0...1, using: &numbers) }
      let sum = shares.reduce(0, +)
      let counts = apportioned(shares, total: total)
      #expect(counts.reduce(0, +) == total)
      for (count, share) in zip(counts, shares) {
        #expect(abs(Double(count) - share / sum * Double(total)) < 1)
      }
    }
  }

  @Test(arguments: RowResampling.Drawing.allCases)
  func `Rows are as many as asked for, and each often enough`(drawing: RowResampling.Drawing) throws
  {
    let resampling = RowResampling(seed: Seed(9), drawing: drawing)
    for (rows, count) in [(10, 7), (10, 10), (10, 13), (10, 37), (1, 3), (4, 0), (0, 0)] {
      let picks = try resampling.rows(from: rows, to: count, round: 1, domain: "math")
      #expect(picks.count == count && picks == picks.sorted())
      #expect(picks.allSatisfy { (0..<rows).contains($0) })
      let uses = (0..<rows).map { row in picks.count { $0 == row } }
      if count >= rows { #expect(uses.allSatisfy { $0 >= 1 }) }
      guard drawing == .withoutReplacement, rows > 0 else { continue }
      #expect((uses.max() ?? 0) - (uses.min() ?? 0) <= 1)
    }
  }

  @Test func `Rows follow from seed, round and domain alone`() throws {
    func rows(_ seed: UInt64, _ round: Int, _ domain: String) throws -> [Int] {
      try RowResampling(seed: Seed(seed)).rows(from: 100, to: 50, round: round, domain: domain)
    }
    let first = try rows(1, 1, "math")
    #expect(try rows(1, 1, "math") == first)
    #expect(try rows(2, 1, "math") != first)
    #expect(try rows(1, 2, "math") != first)
    #expect(try rows(1, 1, "code") != first)
    let nothing = problem {
      try RowResampling(seed: Seed(1)).rows(from: 0, to: 2, round: 1, domain: "bbh")
    }
    #expect(nothing?.summary == "The domain 'bbh' has no rows to repeat.")
  }

  @Test func `Each row is as likely as any other`() throws {
    var uses = [Int](repeating: 0, count: 8)
    for round in 0..<4000 {
      for row in try RowResampling(seed: Seed(3)).rows(from: 8, to: 3, round: round, domain: "a") {
        uses[row] += 1
      }
    }
    // 1500 expected of each; a standard deviation is √(4000·3/8·5/8) ≈ 31.
    #expect(uses.allSatisfy { abs($0 - 1500) < 150 }, "\(uses)")
  }
}
