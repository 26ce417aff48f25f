import Experiments
import JSONTree
import Reports

/// The parameters of a run: facts of its model and data, and the specification with all defaults.
struct TrackingParameters {
  /// MLflow takes no longer value.
  private static let longest = 6000

  let all: [(key: String, value: String)]

  init(_ findings: Findings, model: String, data: String?) {
    let facts = findings.models.first { equal($0.name, model) }
    let set = findings.data.first { equal($0.name, data) }
    let known: [(String, String?)] = [
      ("model", model), ("model.digest", facts?.digest),
      ("model.architecture", facts?.architecture), ("model.layers", facts?.layers.map(String.init)),
      ("model.hiddenSize", facts?.hiddenSize.map(String.init)),
      ("model.parameters", facts?.parameters.map(String.init)), ("data", data),
      ("data.digest", set?.digest), ("data.label", set?.label),
      ("statistics.resamples", String(findings.statistics.resamples)),
      ("statistics.confidence", findings.statistics.confidence.description),
      ("statistics.seed", String(findings.statistics.seed)),
      ("environment.library", findings.environment.library),
      ("environment.precision", findings.environment.precision),
    ]
    let methods = findings.methods.map { ("method.\($0.name)", String($0.version)) }
    let pairs =
      known.compactMap { key, value in value.map { (key, $0) } } + methods
      + Self.flat(findings.spec, under: "spec")
    all = pairs.map { (trackingName($0), Self.line($1)) }
  }

  /// Members of objects a parameter each; lists of objects an element each.
  private static func flat(_ value: JSONValue, under key: String) -> [(String, String)] {
    switch value {
    case .object(let members):
      members.flatMap { flat($0.value, under: "\(key).\($0.key)") }
    case .array(let elements) where elements.contains { $0.members != nil }:
      elements.enumerated().map { ("\(key).\($0)", $1.text(.canonical)) }
    case .string(let text): [(key, text)]
    default: [(key, value.text(.canonical))]
    }
  }

  private static func line(_ text: String) -> String {
    let line = text.replacing("\r", with: " ").replacing("\n", with: " ")
    return line.count > longest ? line.prefix(longest - 1) + "…" : line
  }
}
