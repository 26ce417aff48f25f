import Experiments
import Reports

/// Baselines in words, for a terminal.
enum BaselineWords {
  /// For example `main  3f2c1aa  before the new tokenizer`.
  static func line(_ baseline: Baseline) -> String {
    [baseline.name, baseline.revision, baseline.note].compactMap { $0 }.joined(separator: "  ")
  }

  /// What a baseline holds: where it is from, models, data and verdicts.
  static func lines(_ baseline: Baseline, _ findings: Findings) -> [String] {
    let claims = findings.cells.compactMap { cell -> String? in
      guard case .claim(let claim) = cell.content else { return nil }
      return "  \(cell.id): \(claim.verdict)"
        + (claim.controlledVerdict.map { "; at equal length \($0)" } ?? "")
    }
    return ["\(baseline.name): \(findings.title)"]
      + [("revision", baseline.revision), ("note", baseline.note)].compactMap { name, text in
        text.map { "\(name): \($0)" }
      }
      + ["models: " + findings.models.map { model(named: $0) }.joined(separator: ", ")]
      + ["data: " + findings.data.map { set(named: $0) }.joined(separator: ", ")]
      + ["methods: " + findings.methods.map { "\($0.name) \($0.version)" }.joined(separator: ", ")]
      + [counted(findings.cells.count, "cell")]
      + (claims.isEmpty ? [] : ["claims:"] + claims)
  }

  private static func model(named model: ModelFacts) -> String {
    model.name + (model.digest.map { " (\($0.prefix(8)))" } ?? "")
  }

  private static func set(named set: DataFacts) -> String {
    set.name + (set.digest.map { " (\($0.prefix(8)))" } ?? "")
  }
}
