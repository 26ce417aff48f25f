import Foundation
import JSONTree
import TestSupport
import Testing

@testable import DataSelection

@Suite struct AdamDirectionTests {
  private func cosine(_ a: [Float], _ b: [Float]) -> Double {
    func inner(_ x: [Float], _ y: [Float]) -> Double {
      zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return inner(a, b) / (inner(a, a) * inner(b, b)).squareRoot()
  }

  private func turned(
    _ adam: AdamDirection, _ gradient: [Float], _ first: [Float], _ second: [Float], step: Int
  ) -> [Float] {
    var values = gradient
    GradientDirection.adam(adam).turn(&values, first: first, second: second, step: step)
    return values
  }

  @Test func `The direction is the step that PyTorch takes next`() throws {
    let oracle = try #require(Oracle.document()["adam"])
    let adam = AdamDirection(epsilon: try #require(oracle["epsilon"]?.double))
    let found = turned(
      adam, try #require(oracle["gradient"]?.floats), try #require(oracle["first"]?.floats),
      try #require(oracle["second"]?.floats), step: try #require(oracle["step"]?.integer))
    let expected = try #require(oracle["torch"]?.doubles)
    #expect(disagreement(found.map(Double.init), expected, absolute: 1e-6, relative: 1e-5) <= 1)
  }

  @Test func `As published, epsilon stands inside the root and nothing is corrected`() throws {
    let oracle = try #require(Oracle.document()["adam"])
    let found = turned(
      .published, try #require(oracle["gradient"]?.floats), try #require(oracle["first"]?.floats),
      try #require(oracle["second"]?.floats), step: 5)
    let expected = try #require(oracle["published"]?.doubles)
    #expect(disagreement(found.map(Double.init), expected, absolute: 1e-6, relative: 1e-5) <= 1)
  }

  @Test func `Three coordinates by hand`() {
    // m' = 0.9·m + 0.1·g, v' = 0.999·v + 0.001·g², with g = 1, 2, −1.
    let (g, m, v): ([Float], [Float], [Float]) = ([1, 2, -1], [1, 0, 0.5], [0.04, 0.005, 0])
    let numerators = [1.0, 0.2, 0.35]
    let seconds = [0.04096, 0.008995, 0.001]
    let outside = AdamDirection(epsilon: 0.1, correctsBias: false)
    let inside = AdamDirection(epsilon: 0.1, epsilonPlacement: .insideRoot, correctsBias: false)
    let byHand = zip(numerators, seconds).map { $0 / ($1.squareRoot() + 0.1) }
    let byHandInside = zip(numerators, seconds).map { $0 / ($1 + 0.1).squareRoot() }
    let found = turned(outside, g, m, v, step: 3).map(Double.init)
    let foundInside = turned(inside, g, m, v, step: 3).map(Double.init)
    #expect(disagreement(found, byHand, absolute: 1e-6, relative: 1e-6) <= 1)
    #expect(disagreement(foundInside, byHandInside, absolute: 1e-6, relative: 1e-6) <= 1)
  }

  @Test func `Where v is large both placements point the same way`() {
    var numbers = SeededNumbers(seed: 1)
    func draw() -> [Float] { (0..<200).map { _ in Float.random(in: -1...1, using: &numbers) } }
    let (g, m, v) = (draw(), draw(), draw().map { 1 + abs($0) })
    let inside = AdamDirection(epsilonPlacement: .insideRoot)
    let found = cosine(
      turned(AdamDirection(), g, m, v, step: 7), turned(inside, g, m, v, step: 7))
    #expect(abs(found - 1) < 1e-4)
  }

  @Test func `Without epsilon the bias correction turns nothing`() {
    var numbers = SeededNumbers(seed: 2)
    func draw() -> [Float] { (0..<200).map { _ in Float.random(in: -1...1, using: &numbers) } }
    let (g, m, v) = (draw(), draw(), draw().map { $0 * $0 })
    let corrected = turned(AdamDirection(epsilon: 0), g, m, v, step: 2)
    let plain = turned(AdamDirection(epsilon: 0, correctsBias: false), g, m, v, step: 2)
    #expect(corrected != plain)
    #expect(abs(cosine(corrected, plain) - 1) < 1e-6)
  }

  @Test func `A coordinate that never had a gradient does not move`() {
    #expect(turned(AdamDirection(epsilon: 0), [0], [0], [0], step: 0) == [0])
  }

  @Test func `The part of coordinates that epsilon rules`() {
    let second: [Float] = [0, 0.003, 0.03, 0.2]
    // Half of √v + 0.1 where √v ≤ 0.1, and half of v + 0.1 where v ≤ 0.1.
    let outside = AdamDirection(secondDecay: 0, epsilon: 0.1, correctsBias: false)
    #expect(outside.epsilonShare(second: second, step: 1) == 1)
    let kept = AdamDirection(secondDecay: 0.999, epsilon: 0.1, correctsBias: false)
    #expect(kept.epsilonShare(second: second, step: 1) == 0.5)
    var inside = kept
    inside.epsilonPlacement = .insideRoot
    #expect(inside.epsilonShare(second: second, step: 1) == 0.75)
    #expect(inside.epsilonShare(second: [], step: 1) == 0)
  }

  @Test func `Signs and plain gradients`() {
    var values: [Float] = [-2, 0, 3, .nan]
    GradientDirection.gradient.turn(&values)
    #expect(values[0] == -2 && values[2] == 3)
    GradientDirection.sign.turn(&values)
    #expect(Array(values[..<3]) == [-1, 0, 1])
    #expect(values[3].isNaN)
  }

  @Test func `Identities say what was chosen`() {
    #expect(
      GradientDirection.adam(.published).identity
        == "adam 0.9 0.999, epsilon 1e-08 insideRoot, uncorrected")
    #expect(
      GradientDirection.adam(AdamDirection()).identity
        == "adam 0.9 0.999, epsilon 1e-08 outsideRoot, corrected")
  }
}
