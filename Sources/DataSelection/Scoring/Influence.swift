import Diagnostics
import LinearAlgebra
public import Tensors

/// One checkpoint's part in the scores.
public struct ScoredCheckpoint: Sendable {
  /// The candidates' rows.
  public let candidates: any RowSource
  /// The targets' rows at the same checkpoint.
  public let targets: TargetGradients
  /// The checkpoint's weight, such as its epoch's mean learning rate; at least 0.
  public let weight: Double

  /// Creates a checkpoint's part.
  public init(candidates: any RowSource, targets: TargetGradients, weight: Double = 1) {
    precondition(candidates.dimension == targets.rows.columns, "rows of different length")
    precondition(weight >= 0 && weight.isFinite, "a weight of \(weight)")
    self.candidates = candidates
    self.targets = targets
    self.weight = weight
  }
}

/// How much each candidate would help each subtask, and the best of it.
public struct InfluenceScores: Sendable {
  /// [candidates, subtasks]; −∞ for a candidate that is not finite at some checkpoint.
  public let bySubtask: Matrix<Float>
  /// The largest of each candidate's scores, [candidates].
  public let scores: [Double]

  /// The scores of each subtask, [subtasks][candidates], for selectors that let subtasks take turns.
  public var queries: [[Double]] {
    (0..<bySubtask.columns).map { subtask in
      (0..<bySubtask.rows).map { Double(bySubtask[$0, subtask]) }
    }
  }
}

/// The influence of candidates on targets: Σ over checkpoints of weight / Σ weights times the subtask's
/// score, and the maximum of that over subtasks (arXiv 2402.04333, definition 3.1 and equation 2).
///
/// - Parameters:
///   - checkpoints: At least one, of the same candidates and subtasks; not all weights are 0.
///   - rule: How a subtask's targets are taken together.
/// - Returns: The scores.
/// - Throws: `Problem` for a subtask whose targets give no direction.
public func influence(
  of checkpoints: [ScoredCheckpoint], rule: SubtaskRule = .cosineOfMean
) throws -> InfluenceScores {
  guard let first = checkpoints.first else { preconditionFailure("no checkpoint to score by") }
  let (count, subtasks) = (first.candidates.count, first.targets.subtaskCount)
  let weights = checkpoints.reduce(0) { $0 + $1.weight }
  precondition(weights > 0, "all weights are 0")
  var sums = Matrix<Float>(zeros: count, subtasks)
  for checkpoint in checkpoints {
    precondition(
      checkpoint.candidates.count == count && checkpoint.targets.subtaskCount == subtasks,
      "checkpoints of different candidates or subtasks")
    let scoring = try RowScoring(checkpoint, rule, factor: Float(checkpoint.weight / weights))
    let blocks = try concurrently(scoring.blockCount) { scoring.scores(ofBlock: $0) }
    var place = 0
    for block in blocks {
      for value in block.values {
        sums.values[place] += value
        place += 1
      }
    }
  }
  return finished(sums, checkpoints)
}

private func finished(
  _ sums: Matrix<Float>, _ checkpoints: [ScoredCheckpoint]
) -> InfluenceScores {
  var sums = sums
  let scores = (0..<sums.rows).map { row in
    if !checkpoints.allSatisfy({ $0.candidates.isFinite(row: row) }) {
      for i in sums.range(ofRow: row) { sums.values[i] = -.infinity }
    }
    return Double(sums.values[sums.range(ofRow: row)].max() ?? -.infinity)
  }
  return InfluenceScores(bySubtask: sums, scores: scores)
}

/// The weights of checkpoints: each epoch's mean learning rate.
///
/// - Parameter learningRates: The rate of every step, by epoch; no epoch is empty.
/// - Returns: One mean an epoch.
public func checkpointWeights(learningRates: [[Double]]) -> [Double] {
  learningRates.map { epoch in
    precondition(!epoch.isEmpty, "an epoch without steps")
    return epoch.reduce(0, +) / Double(epoch.count)
  }
}
