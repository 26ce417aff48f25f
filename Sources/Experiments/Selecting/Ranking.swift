import DataSelection
import JSONTree

/// What a selector made of a pool.
struct Ranking: Sendable, Equatable {
  /// The score of each example, the highest best; −∞ for one that cannot be scored. Of selectors that
  /// draw or take turns, minus the place in their order.
  var scores: [Double]
  /// The examples in the selector's order.
  var order: [Int]
  /// Those that were chosen, in their order.
  var chosen: [Int]

  /// As text to store; equal rankings give equal bytes.
  var bytes: [UInt8] {
    let value: JSONValue = [
      "scores": .array(scores.map { .finite($0) }),
      "order": .array(order.map { .integer($0) }), "chosen": .array(chosen.map { .integer($0) }),
    ]
    return Array(value.text(.canonical).utf8)
  }

  init(scores: [Double], order: [Int], chosen: [Int]) {
    (self.scores, self.order, self.chosen) = (scores, order, chosen)
  }

  /// Reads what `bytes` gave; `nil` for anything else.
  init?(bytes: [UInt8]) {
    guard let root = try? JSONDocument(bytes).root.value,
      let scores = root["scores"]?.array, let order = root["order"]?.array?.compactMap(\.integer),
      let chosen = root["chosen"]?.array?.compactMap(\.integer), scores.count == order.count
    else { return nil }
    self.scores = scores.map { $0.double ?? -.infinity }
    (self.order, self.chosen) = (order, chosen)
  }
}

extension ExperimentSpec.SelectionMeasure.Scores.Part {
  /// Scores of which the highest are those wanted; a value that is not finite ranks last.
  ///
  /// - Parameter values: Any number of each example, [n].
  /// - Returns: [n]; for the middle minus the number of ranks to the median's.
  func scores(_ values: [Double]) -> [Double] {
    switch self {
    case .highest: return ScoreEnd.highest.scores(values)
    case .lowest: return ScoreEnd.lowest.scores(values)
    case .middle:
      let order = ranking(of: values).filter { values[$0].isFinite }
      var scores = values.map { _ in -Double.infinity }
      for (rank, index) in order.enumerated() {
        scores[index] = -abs(Double(rank) - Double(order.count - 1) / 2)
      }
      return scores
    }
  }
}
