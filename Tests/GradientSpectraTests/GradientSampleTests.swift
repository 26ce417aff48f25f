import Foundation
import JSONTree
import Statistics
import TestSupport
import Testing

@testable import GradientSpectra

@Suite struct GradientSampleTests {
  private func cases() throws -> [JSONValue] {
    let path = (Bundle.module.resourcePath ?? "") + "/Fixtures/dataset-spectra.json"
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    return try JSONDocument(bytes).root.value["cases"]?.array ?? []
  }

  private func numbers(_ value: JSONValue?) -> [Double] { value?.array?.compactMap(\.double) ?? [] }

  private func relative(_ a: Double?, _ b: Double?) -> Double {
    guard let a, let b else { return .infinity }
    return abs(a - b) / abs(b)
  }

  @Test func `G-Vendi and GRACE agree with numpy, with few and with many examples`() throws {
    let all = try cases()
    #expect(all.count == 3)
    for entry in all {
      let rows = (entry["rows"]?.array ?? []).map { numbers($0).map(Float.init) }
      let sample = GradientSample(rows, requests: Array(rows.indices))
      let (train, test) = (
        numbers(entry["train"]).map(Int.init), numbers(entry["test"]).map(Int.init)
      )
      let name = entry["name"]?.string ?? ""
      #expect(
        relative(sample.gVendi(Array(rows.indices)), entry["gVendi"]?.double) < 1e-10, "\(name)")
      #expect(relative(sample.gVendi(train), entry["gVendiOfTrain"]?.double) < 1e-10, "\(name)")
      #expect(
        relative(sample.graceTerm(train: train, test: test), entry["graceTerm"]?.double) < 1e-8,
        "\(name)")
    }
  }

  @Test func `Equal gradients count once, orthogonal ones each`() throws {
    let equal = GradientSample(
      [[Float]](repeating: [3, 4, 0], count: 5), requests: Array(0..<5))
    #expect(abs(try #require(equal.gVendi(Array(0..<5))) - 1) < 1e-12)
    let apart = GradientSample([[2, 0, 0], [0, 1, 0], [0, 0, 9]], requests: [0, 1, 2])
    #expect(abs(try #require(apart.gVendi([0, 1, 2])) - 3) < 1e-12)
    let two = GradientSample([[1, 0], [1, 0], [0, 1], [0, 1]], requests: [0, 1, 2, 3])
    #expect(abs(try #require(two.gVendi([0, 1, 2, 3])) - 2) < 1e-12)
  }

  @Test func `One example has a G-Vendi of one and no GRACE; none has neither`() throws {
    let one = GradientSample([[1, 2]], requests: [0])
    #expect(one.gVendi([0]) == 1 && one.grace([0], seed: Seed(1)) == nil)
    let none = GradientSample([], requests: [])
    #expect(none.gVendi([]) == nil && none.grace([], seed: Seed(1)) == nil)
  }

  @Test func `Gradients without direction are left out`() {
    let sample = GradientSample(
      [[0, 0], [1, 0], [.nan, 1], [0, 2], [.infinity, 0]], requests: [0, 1, 2, 3, 4])
    #expect(sample.positions == [1, 3] && sample.unusable == 3 && sample.requests == [1, 3])
  }

  @Test func `Examples of one request stay on one side of a split`() throws {
    // Each request's gradients are equal and all requests orthogonal: a held-out gradient never lies in
    // the span of the others, so GRACE is 1 / (ε / d) whatever the split.
    let rows = (0..<8).map { example in (0..<4).map { $0 == example / 2 ? Float(1) : 0 } }
    let sample = GradientSample(rows, requests: [0, 0, 1, 1, 2, 2, 3, 3])
    let grace = try #require(sample.grace(Array(0..<8), seed: Seed(5)))
    #expect(abs(grace - 4 / 1e-3) < 1e-6 * grace)
    let split = GradientSample(rows, requests: Array(0..<8))
    #expect(try #require(split.grace(Array(0..<8), seed: Seed(5))) < 0.01 * grace)
    #expect(sample.grace([0, 1], seed: Seed(5)) == nil)
  }

  @Test func `Intervals cover in repeated samples`() throws {
    // Gradients with a common part and a spectrum that falls as 1/i; 150 data sets of 30.
    var numbers = SeededNumbers(seed: 21)
    func normal() -> Double {
      (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &numbers) }
    }
    let samples = (0..<150).map { _ in
      GradientSample(
        (0..<30).map { _ in
          (1...64).map { Float((normal() + ($0 == 1 ? 0.8 : 0)) / Double($0)) }
        }, requests: Array(0..<30))
    }
    let all = Array(0..<30)
    for isGrace in [false, true] {
      func value(_ sample: GradientSample, _ indices: [Int]) -> Double? {
        isGrace ? sample.grace(indices, seed: Seed(1)) : sample.gVendi(indices)
      }
      let truth = try samples.reduce(0.0) { try $0 + #require(value($1, all)) } / 150
      let covered = try samples.enumerated().count { number, sample in
        let estimate = Subsampling(
          groups: all.map { [$0] }, draws: 60, seed: Seed(UInt64(number))
        ).estimate(size: 30, leavingOut: isGrace ? 0.5 : 0.25) { value(sample, $0) }
        return try #require(estimate.interval(level: 0.95)).contains(truth)
      }
      #expect((133...150).contains(covered), "\(isGrace ? "GRACE" : "G-Vendi"): \(covered) of 150")
    }
  }
}
