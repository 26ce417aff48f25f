import Experiments
import JSONTree

/// Whether the numbers of a cell mean the same in two versions of an experiment.
struct Comparability {
  private let a: Findings
  private let b: Findings
  private let cellNames: [String]
  private let own: (before: JSONValue, after: JSONValue)

  /// Compares what the cell of this id rests on in both.
  init(_ a: Findings, _ b: Findings, cell id: String) {
    (self.a, self.b) = (a, b)
    own = (Self.content(id, in: a), Self.content(id, in: b))
    cellNames = Self.strings(in: own.after)
  }

  /// Why a number cannot be compared; `nil` if it can.
  func problem(of number: ReportedNumber) -> String? {
    methodProblem(number) ?? measureProblem ?? useProblem(number) ?? dataProblem(number)
      ?? questionProblem(number)
  }

  // MARK: Methods

  private func methodProblem(_ number: ReportedNumber) -> String? {
    let method = number.methodName
    let (old, new) = (version(method, a), version(method, b))
    guard old != new else { return nil }
    return "method '\(method)' was version \(old ?? 0) and is version \(new ?? 0)"
  }

  private func version(_ method: String, _ findings: Findings) -> Int? {
    findings.methods.first { $0.name == method }?.version
  }

  // MARK: Measuring

  /// Which projections are measured says nothing of one of them.
  private var measureProblem: String? {
    let (old, new) = (a.spec["measure"], b.spec["measure"])
    for part in ["spectra", "quality", "sketch"] {
      let names = Set(
        [old, new].flatMap { $0?[part]?.members?.map(\.key) ?? [] }
      ).subtracting(["projections", "scores"]).sorted()
      for name in names where old?[part]?[name] != new?[part]?[name] {
        // A part that only one of them measures does not touch what both do.
        guard old?[part] != nil, new?[part] != nil else { continue }
        return
          "'\(name)' of \(part) was \(text(old?[part]?[name])) and is \(text(new?[part]?[name]))"
      }
    }
    return nil
  }

  private func text(_ value: JSONValue?) -> String { value?.text() ?? "not set" }

  /// How a model is used: its prompt and how many examples it sees.
  private func useProblem(_ number: ReportedNumber) -> String? {
    guard let model = number.key.identity.model else { return nil }
    let (old, new) = (definition(of: model, a), definition(of: model, b))
    for name in ["prompt", "sample"] where old?[name] != new?[name] {
      return "'\(name)' of model '\(model)' was \(text(old?[name])) and is \(text(new?[name]))"
    }
    return nil
  }

  private func definition(of model: String, _ findings: Findings) -> JSONValue? {
    guard case .array(let models)? = findings.spec["models"] else { return nil }
    return models.first { $0["name"]?.string == model }
  }

  // MARK: Data

  private func dataProblem(_ number: ReportedNumber) -> String? {
    let named = [number.key.identity.data, number.key.reference].compactMap { $0 }
    let sets = a.data.map(\.name).filter { name in
      number.key.identity.data == nil ? cellNames.contains(name) : named.contains(name)
    }
    for name in sets {
      let old = a.data.first { $0.name == name }?.digest
      let new = b.data.first { $0.name == name }?.digest
      guard old != new else { continue }
      return
        "the examples of data '\(name)' differ: digest \(short(old)) before and \(short(new)) now"
    }
    return nil
  }

  private func short(_ digest: String?) -> String { digest.map { "\($0.prefix(12))…" } ?? "none" }

  // MARK: The question

  /// What of a cell decides how it looks alone.
  private static let looks: Set<String> = [
    "color", "rows", "columns", "scale", "tolerance", "source", "control", "title", "caption",
  ]
  /// What of a cell each number names by itself.
  private static let facets = ["models", "data", "projections"]

  private func questionProblem(_ number: ReportedNumber) -> String? {
    let names = Set([own.before, own.after].flatMap { $0.members?.map(\.key) ?? [] })
      .subtracting(Self.looks).subtracting(Self.facets).sorted()
    for name in names where own.before[name] != own.after[name] {
      // A list of metrics or pairs that grew leaves those that stand in both as they were.
      if ["metric", "of", "than"].contains(name) { continue }
      return "'\(name)' of the cell was \(text(own.before[name])) and is \(text(own.after[name]))"
    }
    let identity = number.key.identity
    let present = [
      "models": identity.model, "data": identity.data, "projections": identity.projection,
    ]
    for facet in Self.facets where present[facet] == .some(nil) {
      guard own.before[facet] != own.after[facet] else { continue }
      return
        "it is over \(facet) \(text(own.before[facet])) before and \(text(own.after[facet])) now"
    }
    return nil
  }

  /// What a cell shows: the value of `chart`, `table` or `claim`.
  private static func content(_ id: String, in findings: Findings) -> JSONValue {
    guard case .array(let cells)? = findings.spec["cells"],
      let cell = cells.first(where: { $0["id"]?.string == id })
    else { return .null }
    return ["chart", "table", "claim", "similarity"].compactMap { cell[$0] }.first ?? .null
  }

  private static func strings(in value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(strings)
    case .object(let members): members.flatMap { strings(in: $0.value) }
    default: []
    }
  }
}
