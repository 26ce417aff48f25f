import DataSelection
import JSONTree

/// The few examples that are known of a target, and the subtask of each.
struct RankingTarget: Sendable {
  let name: String
  let pool: SelectionPool
  /// From 0 without gaps, in the order of first occurrence.
  let subtasks: [Int]

  var subtaskCount: Int { (subtasks.max() ?? 0) + 1 }
}

extension Example {
  /// Request and response.
  var wholeText: String { request + "\n" + output }
}

extension SelectionPolicy {
  var json: JSONValue {
    let size: JSONValue =
      switch size {
      case .fraction(let part): ["fraction": .number(part)]
      case .count(let count): ["count": .integer(count)]
      }
    return ["size": size, "sources": sources.json, "dropsRepeats": .bool(dropsRepeats)]
  }
}
