import DataSelection
import Diagnostics
import JSONTree

/// The few examples that are known of a target, and the subtask of each.
struct RankingTarget: Sendable {
  let name: String
  let pool: SelectionPool
  /// From 0 without gaps, in the order of first occurrence.
  let subtasks: [Int]

  /// What is wrong with them, if something is.
  var problem: Problem? = nil

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

extension Problem {
  /// No example of a target has the column of its subtasks.
  static func noSubtasks(_ column: String, in examples: [Example], of data: String) -> Problem {
    var columns: [String] = []
    for example in examples {
      columns += example.columns.map(\.key).filter { !columns.contains($0) }
    }
    return Problem(
      "No example of '\(data)' has the column '\(column)', which holds subtasks.",
      expected: "'\(column)'",
      found: columns.isEmpty
        ? "no such columns" : columns.map { "'\($0)'" }.joined(separator: ", "),
      remedy: didYouMean(column, among: columns)
        ?? "Name the column by 'subtasks', or leave it out for one subtask.")
  }
}
