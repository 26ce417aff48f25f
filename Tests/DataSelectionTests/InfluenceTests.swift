import Diagnostics
import JSONTree
import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import DataSelection

@Suite struct InfluenceTests {
  private func checkpoints(
    _ oracle: JSONValue, subtasks: [Int] = [0, 0, 1, 1, 2, 2]
  ) throws -> [ScoredCheckpoint] {
    let train = try #require(oracle["train"]?.array).map(\.matrix)
    let valid = try #require(oracle["valid"]?.array).map(\.matrix)
    let rates = try #require(oracle["rates"]?.doubles)
    return rates.indices.map { index in
      ScoredCheckpoint(
        candidates: MemoryRows(train[index]),
        targets: TargetGradients(valid[index], subtasks: subtasks), weight: rates[index])
    }
  }

  @Test(arguments: SubtaskRule.allCases)
  func `Scores are PyTorch's`(_ rule: SubtaskRule) throws {
    let oracle = try #require(Oracle.document()["scores"])
    let found = try influence(of: checkpoints(oracle), rule: rule)
    let expected = try #require(oracle[rule.rawValue]).matrix
    let (values, wanted) = (found.bySubtask.values, expected.values)
    #expect(disagreement(values, wanted, absolute: 1e-5, relative: 1e-5) <= 1)
    for row in 0..<7 {
      #expect(found.scores[row] == (0..<3).map { Double(found.bySubtask[row, $0]) }.max())
    }
  }

  @Test func `Two checkpoints, three rows, two subtasks by hand`() throws {
    let train = [
      Matrix<Float>(rows: 3, columns: 2, values: [1, 0, 0, 2, 3, 4]),
      Matrix<Float>(rows: 3, columns: 2, values: [0, 1, 5, 0, -1, 0]),
    ]
    // Subtask 0: (1, 0) and (0, 3); subtask 1: (0, −2).
    let targets = TargetGradients(
      Matrix(rows: 3, columns: 2, values: [1, 0, 0, 3, 0, -2]), subtasks: [0, 0, 1])
    let parts = zip(train, [3.0, 1.0]).map {
      ScoredCheckpoint(candidates: MemoryRows($0), targets: targets, weight: $1)
    }
    let mean = try influence(of: parts, rule: .meanOfCosines).bySubtask
    // Row 0: ¾·(1, 0) + ¼·(0, 1), times the mean (½, ½) of (1, 0) and (0, 1), and (0, −1).
    let byHand: [Float] = [
      0.5, -0.25, 0.5, -0.75, 0.75 * 0.7 - 0.25 * 0.5, -0.75 * 0.8,
    ]
    #expect(disagreement(mean.values, byHand, absolute: 1e-6, relative: 1e-6) <= 1)
    let cosine = try influence(of: parts, rule: .cosineOfMean).bySubtask
    // The mean gradient (½, 3/2) has the direction (1, 3)/√10.
    let root = Float(10).squareRoot()
    let byHand2: [Float] = [
      (0.75 + 0.75) / root, -0.25, (0.75 * 3 + 0.25) / root, -0.75,
      (0.75 * (0.6 + 2.4) - 0.25) / root, -0.75 * 0.8,
    ]
    #expect(disagreement(cosine.values, byHand2, absolute: 1e-6, relative: 1e-6) <= 1)
  }

  @Test(arguments: RowEncoding.allCases)
  func `A store is scored as its rows in memory are`(_ encoding: RowEncoding) throws {
    let folder = try TemporaryDirectory()
    var numbers = SeededNumbers(seed: 8)
    // More than one block of rows and more than one tile of columns.
    let (rows, targets): (Matrix<Float>, Matrix<Float>) = (
      numbers.matrix(300, 700), numbers.matrix(4, 700)
    )
    let writer = try DatastoreWriter(
      path: folder.file("s"), identity: .test, encoding: encoding, dimension: 700,
      ids: (0..<300).map(String.init))
    try writer.write(
      rows, at: Array(0..<300), facts: (0..<300).map { _ in RowFacts(loss: 1, tokens: 1) })
    let query = TargetGradients(targets, subtasks: [0, 1, 1, 2])
    for rule in SubtaskRule.allCases {
      let stored = try influence(
        of: [ScoredCheckpoint(candidates: try Self.opened(writer, folder), targets: query)],
        rule: rule)
      let inMemory = try influence(
        of: [ScoredCheckpoint(candidates: MemoryRows(rows), targets: query)], rule: rule)
      let naive = naive(rows, query, rule)
      let error = (encoding == .float16 ? 2e-4 : 3e-3) * (rule == .dotProduct ? 400 : 1)
      #expect(disagreement(stored.scores, naive, absolute: error, relative: 0) <= 1)
      let small = rule == .dotProduct ? 1e-3 : 1e-6
      #expect(disagreement(inMemory.scores, naive, absolute: small, relative: 1e-6) <= 1)
    }
  }

  /// The store, finished on the first call.
  private static func opened(
    _ writer: DatastoreWriter, _ folder: TemporaryDirectory
  ) throws -> Datastore {
    if let store = try? Datastore(path: folder.file("s")) { return store }
    return try writer.finish()
  }

  /// Cosines one by one in double precision.
  private func naive(
    _ rows: Matrix<Float>, _ targets: TargetGradients, _ rule: SubtaskRule
  ) -> [Double] {
    func vector(_ matrix: Matrix<Float>, _ row: Int) -> [Double] {
      matrix.values[matrix.range(ofRow: row)].map(Double.init)
    }
    func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    func cosine(_ a: [Double], _ b: [Double]) -> Double {
      inner(a, b) / (inner(a, a) * inner(b, b)).squareRoot()
    }
    return (0..<rows.rows).map { row in
      let row = vector(rows, row)
      let scores = (0..<targets.subtaskCount).map { subtask -> Double in
        let members = targets.subtasks.indices.filter { targets.subtasks[$0] == subtask }
          .map { vector(targets.rows, $0) }
        let mean = members[0].indices.map { i in
          members.reduce(0) { $0 + $1[i] } / Double(members.count)
        }
        switch rule {
        case .cosineOfMean: return cosine(row, mean)
        case .meanOfCosines:
          return members.reduce(0) { $0 + cosine(row, $1) } / Double(members.count)
        case .dotProduct: return inner(row, mean)
        }
      }
      return scores.max() ?? 0
    }
  }

  @Test func `What is not finite is last and nothing else is touched`() throws {
    var rows = Matrix<Float>(rows: 3, columns: 2, values: [1, 0, .nan, 1, -1, 0])
    let targets = TargetGradients(
      Matrix(rows: 2, columns: 2, values: [.infinity, 0, 1, 0]), subtasks: [0, 0])
    let found = try influence(
      of: [ScoredCheckpoint(candidates: MemoryRows(rows), targets: targets)])
    #expect(found.scores == [1, -.infinity, -1])
    rows[1, 0] = 0
    let other = try influence(
      of: [ScoredCheckpoint(candidates: MemoryRows(rows), targets: targets)])
    #expect(other.scores[0] == found.scores[0] && other.scores[2] == found.scores[2])
  }

  @Test func `A row of zeros has no influence`() throws {
    let targets = TargetGradients(Matrix(rows: 1, columns: 2, values: [1, 1]))
    for rule in SubtaskRule.allCases {
      let found = try influence(
        of: [ScoredCheckpoint(candidates: MemoryRows(Matrix(zeros: 1, 2)), targets: targets)],
        rule: rule)
      #expect(found.scores == [0])
    }
  }

  @Test func `Subtasks without a direction are problems`() throws {
    let rows = MemoryRows(Matrix(rows: 1, columns: 2, values: [1, 0]))
    let bad = TargetGradients(
      Matrix(rows: 2, columns: 2, values: [1, 0, .nan, 0]), subtasks: [0, 1])
    let zero = TargetGradients(Matrix(rows: 2, columns: 2, values: [1, 0, -1, 0]))
    let first = try #require(
      problem { try influence(of: [ScoredCheckpoint(candidates: rows, targets: bad)]) })
    #expect(first.summary == "Subtask 1 has no target whose gradient is finite.")
    let second = try #require(
      problem { try influence(of: [ScoredCheckpoint(candidates: rows, targets: zero)]) })
    #expect(
      second.summary == "The targets of subtask 0 have gradients that add up to zero.")
  }

  @Test func `Mean learning rates are those of the published checkpoints`() {
    // Linear to 2e-5 over 13 steps, then linear to 0 at 420, as logged after each step; four epochs of
    // 105 steps.
    let rates = (1...420).map { step -> Double in
      let factor = step < 13 ? Double(step) / 13 : Double(420 - step) / 407
      return 2e-5 * factor
    }
    let epochs = (0..<4).map { Array(rates[$0 * 105..<($0 + 1) * 105]) }
    let published = [1.6877e-05, 1.2859e-05, 7.7030e-06, 2.5616e-06]
    let found = checkpointWeights(learningRates: epochs)
    #expect(disagreement(found, published, absolute: 0, relative: 0.003) <= 1)
  }
}
