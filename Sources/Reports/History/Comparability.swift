import Experiments
import JSONTree

/// Why a number of two reports cannot be compared.
enum Comparability {
  /// For example `data`, or `model and method`; `nil` if it can be.
  static func obstacle(
    _ number: HistoryNumber, between old: Findings, and new: Findings
  ) -> String? {
    let cells = [old, new].map { findings in
      findings.cells.first { equal($0.id, number.cell) }?.fingerprint
    }
    if let first = cells[0], equal(first, cells[1]) { return nil }
    let checks: [(String, Bool)] = [
      ("model", digests(of: number.models, old) != digests(of: number.models, new)),
      ("data", sets(number.data, old) != sets(number.data, new)),
      ("method", versions(old) != versions(new)),
      ("settings", settings(number, old) != settings(number, new)),
      ("cell", cell(number, old) != cell(number, new)),
    ]
    let words = checks.filter(\.1).map(\.0)
    return words.isEmpty ? nil : listed(words)
  }

  private static func digests(of models: [String]?, _ findings: Findings) -> [String?] {
    named(models, findings.models, \.name).map(\.digest)
  }

  private static func sets(_ names: [String]?, _ findings: Findings) -> [String?] {
    findings.data.filter { set in
      names?.contains { equal($0, set.name) || equal($0, set.label) } ?? true
    }.map(\.digest)
  }

  private static func versions(_ findings: Findings) -> [JSONValue] {
    findings.methods.map { .object([JSONMember($0.name, .integer($0.version))]) }
  }

  private static func named<Entry>(
    _ names: [String]?, _ entries: [Entry], _ name: (Entry) -> String
  ) -> [Entry] {
    entries.filter { entry in names?.contains { equal($0, name(entry)) } ?? true }
  }

  // MARK: The specification

  /// What is measured, and how prompts are made; where weights come from is in their digest.
  private static func settings(_ number: HistoryNumber, _ findings: Findings) -> [JSONValue] {
    let models = findings.spec["models"]?.array ?? []
    let ways = named(number.models, models) { $0["name"]?.string ?? "" }.map {
      members(of: $0, among: ["prompt", "template", "maxLength", "sample"])
    }
    return [findings.spec["measure"] ?? .null] + ways
  }

  /// What the cell asks for, without the words around it.
  private static func cell(_ number: HistoryNumber, _ findings: Findings) -> JSONValue? {
    let entry = findings.spec["cells"]?.array?.first { entry in
      entry["id"]?.string.map { equal($0, number.cell) } ?? false
    }
    guard let body = entry?["claim"] ?? entry?["table"] else { return nil }
    let words = ["source", "models", "for", "rows", "columns"]
    return .object(
      (body.members ?? []).filter { member in
        !words.contains { equal($0, member.key) }
      })
  }

  private static func members(of value: JSONValue, among keys: [String]) -> JSONValue {
    .object((value.members ?? []).filter { member in keys.contains { equal($0, member.key) } })
  }
}
