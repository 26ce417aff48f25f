import Diagnostics
public import Tensors

/// How the targets of a subtask and a candidate become one number.
public enum SubtaskRule: String, Sendable, Hashable, CaseIterable {
  /// The cosine with the mean of the targets' gradients: the paper (arXiv 2402.04333, equation 2).
  case cosineOfMean
  /// The mean of the cosines with each target's gradient: the published code.
  case meanOfCosines
  /// The inner product with the mean of the targets' gradients; prefers short responses, whose
  /// gradients are longer.
  case dotProduct
}

/// The projected gradients of the targets at one checkpoint.
public struct TargetGradients: Sendable {
  /// The rows, not normalized, [targets, d].
  public let rows: Matrix<Float>
  /// The subtask of each row, from 0 without gaps, [targets].
  public let subtasks: [Int]
  /// The number of subtasks.
  public let subtaskCount: Int

  /// Creates targets.
  ///
  /// - Parameters:
  ///   - rows: Not normalized, [targets, d]; a row that is not finite is left out of its subtask.
  ///   - subtasks: The subtask of each row, from 0; one subtask if `nil`.
  public init(_ rows: Matrix<Float>, subtasks: [Int]? = nil) {
    let subtasks = subtasks ?? Array(repeating: 0, count: rows.rows)
    precondition(subtasks.count == rows.rows, "\(subtasks.count) subtasks of \(rows.rows) targets")
    precondition(rows.rows > 0 && subtasks.allSatisfy { $0 >= 0 }, "no targets")
    self.rows = rows
    self.subtasks = subtasks
    subtaskCount = (subtasks.max() ?? 0) + 1
  }

  /// The one vector of each subtask whose inner product with a candidate's row is the score: all rules
  /// are linear in the candidate.
  ///
  /// - Parameter rule: The rule.
  /// - Returns: [subtasks, d].
  /// - Throws: `Problem` for a subtask without a finite target, or whose targets have no direction.
  func queries(_ rule: SubtaskRule) throws -> Matrix<Float> {
    var queries = Matrix<Float>(unset: subtaskCount, rows.columns)
    for subtask in 0..<subtaskCount {
      let members = subtasks.indices.filter { subtasks[$0] == subtask }
      let query = try mean(of: members, rule, subtask: subtask)
      for (column, value) in query.enumerated() { queries[subtask, column] = Float(value) }
    }
    return queries
  }

  private func mean(of members: [Int], _ rule: SubtaskRule, subtask: Int) throws -> [Double] {
    let vectors = members.compactMap { finite($0) }
    guard !vectors.isEmpty else { throw Problem.noFiniteTarget(subtask: subtask) }
    var sum = [Double](repeating: 0, count: rows.columns)
    for vector in vectors {
      let length = norm(vector)
      let factor = rule == .meanOfCosines ? (length > 0 ? 1 / length : 0) : 1
      for i in sum.indices { sum[i] += vector[i] * factor / Double(vectors.count) }
    }
    let length = norm(sum)
    guard length > 0 else { throw Problem.vanishingTarget(subtask: subtask) }
    return rule == .cosineOfMean ? sum.map { $0 / length } : sum
  }

  private func finite(_ row: Int) -> [Double]? {
    let values = rows.values[rows.range(ofRow: row)].map(Double.init)
    return values.allSatisfy(\.isFinite) ? values : nil
  }

  private func norm(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
