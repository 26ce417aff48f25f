import Diagnostics
import JSONTree

/// The problems found so far in one document.
///
/// Readers report here and go on, so that the whole document is judged in one pass.
final class ProblemLog {
  let document: JSONDocument
  private var entries: [(offset: Int, problem: Problem)] = []

  init(_ document: JSONDocument) { self.document = document }

  func report(_ problem: Problem, at node: JSONNode) {
    entries.append((node.offset, problem.located(document.place(of: node))))
  }

  func report(_ problem: Problem, atKey member: JSONNode.Member) {
    entries.append((member.keyOffset, problem.located(document.place(ofKey: member))))
  }

  /// The value, if it is there and nothing at all was reported.
  func finish<Value>(_ value: Value?) throws -> Value {
    if entries.isEmpty, let value { return value }
    precondition(!entries.isEmpty, "A reader gave up without reporting why")
    let ordered = entries.enumerated().sorted {
      ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset)
    }
    throw ProblemList(ordered.map(\.element.problem))
  }
}
