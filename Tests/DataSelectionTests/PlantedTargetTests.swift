import Statistics
import TestSupport
import Tensors
import Testing

@testable import DataSelection

/// A pool in which one example in twenty teaches what the targets ask for.
@Suite struct PlantedTargetTests {
  private static let pool = 1000
  private static let shape = (rows: 20, columns: 100)
  private let planted: Set<Int>
  private let topic: Matrix<Float>

  init() {
    planted = Set(randomOrder(of: Self.pool, seed: Seed("planted")).prefix(50))
    var numbers = SeededNumbers(seed: 21)
    topic = numbers.matrix(Self.shape.rows, Self.shape.columns)
  }

  /// Noise, with the topic where it is planted, over the root of the response's length: the mean of as
  /// many token gradients.
  private func gradient(_ example: Int, isPlanted: Bool, length: Int) -> Matrix<Float> {
    var numbers = SeededNumbers(seed: UInt64(1000 + example))
    var values: Matrix<Float> = numbers.matrix(Self.shape.rows, Self.shape.columns)
    for i in values.values.indices {
      if isPlanted { values.values[i] += 0.5 * topic.values[i] }
      values.values[i] /= Float(length).squareRoot()
    }
    return values
  }

  private func length(_ example: Int) -> Int { 10 + example * 7919 % 490 }

  private func scores(
    _ projection: Projection, _ direction: GradientDirection, rule: SubtaskRule
  ) throws -> [Double] {
    var numbers = SeededNumbers(seed: 5)
    let count = Self.shape.rows * Self.shape.columns
    // As after a warmup: the second moment is that of the gradients, the first is common to all.
    let first = (0..<count).map { _ in Float.random(in: -0.003...0.003, using: &numbers) }
    let second = (0..<count).map { _ in Float.random(in: 0.0005...0.002, using: &numbers) }
    func rows(_ gradients: [Matrix<Float>]) -> Matrix<Float> {
      var sum = ProjectionSum(projection, examples: gradients.count)
      sum.add(gradients, of: "weight")
      return sum.rows()
    }
    let candidates = (0..<Self.pool).map { example -> Matrix<Float> in
      var values = gradient(
        example, isPlanted: planted.contains(example), length: length(example))
      direction.turn(&values.values, first: first, second: second, step: 100)
      return values
    }
    let targets = (0..<6).map { gradient(-500 + $0, isPlanted: true, length: 40) }
    let (stored, queries) = (rows(candidates), rows(targets))
    return try influence(
      of: [
        ScoredCheckpoint(
          candidates: MemoryRows(stored),
          targets: TargetGradients(queries, subtasks: [0, 0, 0, 1, 1, 1]))
      ], rule: rule
    ).scores
  }

  @Test(arguments: [
    Projection.rademacher(1024), .countSketch(1024), .factored(outputs: 20, inputs: 100),
  ])
  func `The planted examples are found`(_ projection: Projection) throws {
    for direction in [GradientDirection.adam(AdamDirection()), .adam(.published), .gradient] {
      let scores = try scores(projection, direction, rule: .cosineOfMean)
      let chosen = try SelectionPolicy(.fraction(0.05)).select(by: scores)
      #expect(SelectionAgreement.recall(chosen, of: planted) >= 0.9)
    }
    let random = Array(randomOrder(of: Self.pool, seed: Seed("other")).prefix(50))
    #expect(SelectionAgreement.recall(random, of: planted) < 0.2)
  }

  @Test func `Inner products prefer short responses and cosines do not`() throws {
    func meanLength(_ rule: SubtaskRule) throws -> Double {
      let scores = try scores(.countSketch(2048), .gradient, rule: rule)
      let chosen = try SelectionPolicy(.fraction(0.2)).select(by: scores)
      return LengthHistogram((0..<Self.pool).map(length), selection: chosen).selectedMean
    }
    let pool = Double((0..<Self.pool).map(length).reduce(0, +)) / Double(Self.pool)
    #expect(try meanLength(.dotProduct) < 0.7 * pool)
    #expect(abs(try meanLength(.cosineOfMean) / pool - 1) < 0.12)
  }
}
