import Artifacts
import JSONTree

/// Turns the cells of a specification into findings.
///
/// A function of specification and measurements alone; a cell that cannot be built says why and does
/// not keep the others from being built.
struct CellBuilder: Sendable {
  let spec: ExperimentSpec
  let measurements: Measurements
  let estimation: Estimation

  init(spec: ExperimentSpec, measurements: Measurements) {
    self.spec = spec
    self.measurements = measurements
    estimation = Estimation(settings: spec.statistics)
  }

  /// A cell before its identity and fingerprint are put to it.
  struct Draft {
    var title: String
    var caption: String
    var content: CellFinding.Content
  }

  func finding(for cell: ExperimentSpec.Cell) -> CellFinding {
    let draft = draft(of: cell.content)
    let problems = problems(of: cell.content)
    let status: CellFinding.Status =
      if case .nothing = draft.content { .failed } else { problems.isEmpty ? .ok : .partial }
    return CellFinding(
      id: cell.id, title: cell.title ?? draft.title, caption: cell.caption ?? draft.caption,
      status: status, problems: problems, fingerprint: fingerprint(of: cell),
      content: draft.content)
  }

  private func draft(of content: ExperimentSpec.Cell.Content) -> Draft {
    switch content {
    case .markdown(let text): Draft(title: "", caption: "", content: .markdown(text))
    case .chart(let chart): self.chart(chart)
    case .table(let table): self.table(table)
    case .claim(let claim): self.claim(claim)
    case .similarity(let similarity): self.similarity(similarity)
    case .families(let claim): families(claim)
    case .selection(let view): selection(view)
    case .mixture(let view): mixture(view)
    }
  }

  /// What of a cell's models and data was not measured.
  private func problems(of content: ExperimentSpec.Cell.Content) -> [String] {
    if case .selection(let view) = content { return selectionProblems(view) }
    if case .mixture(let view) = content { return mixtureProblems(view) }
    guard let filters = content.filters else { return [] }
    var problems: [String] = []
    if case .chart(let chart) = content, chart.form == .training {
      problems = untrained(filters.models)
    }
    for model in filters.models {
      if let problem = measurements.model(model)?.problem {
        problems.append("Model '\(model)' was not measured: \(problem)")
      }
    }
    for facts in measurements.data where filters.data.contains(facts.name) {
      if let problem = facts.problem {
        problems.append("Data '\(facts.name)' was not read: \(problem)")
      }
      for measured in facts.measured where filters.models.contains(measured.model) {
        if let problem = measured.problem {
          problems.append(
            "Data '\(facts.name)' could not be chosen with '\(measured.model)': \(problem)")
        }
        guard !measured.missing.isEmpty else { continue }
        problems.append(
          "\(measured.missing.count) of \(measured.missing.count + measured.count) examples of "
            + "'\(facts.name)' were not measured with '\(measured.model)'.")
      }
      problems += missingScores(of: content.metrics, facts.name, filters.models)
    }
    return problems + dataSetProblems(content.metrics, filters)
  }

  /// The digest of all that determines a cell.
  private func fingerprint(of cell: ExperimentSpec.Cell) -> String {
    let filters = cell.content.filters
    let named = (filters?.models ?? []) + cell.content.referenceModels
    let models = measurements.models.filter { named.contains($0.name) }
    let data = measurements.data.filter { filters?.data.contains($0.name) ?? false }
    let environment = EnvironmentFacts.current
    var members: [JSONMember] = [
      JSONMember("cell", cell.json), JSONMember("measure", spec.measure.spectra.json),
      JSONMember("statistics", spec.statistics.json),
      JSONMember("models", .array(models.map(identity))),
      JSONMember("data", .array(data.map { .string($0.digest ?? "") })),
      JSONMember("method", .integer(SpectraStep.version)),
      JSONMember("findings", .integer(Findings.currentSchema)),
      JSONMember(
        "environment",
        [
          .string(environment.library), .string(environment.kernels),
          .integer(environment.threads), .string(environment.precision),
        ]),
    ]
    if cell.content.comparesData { members.append(JSONMember("comparisons", .integer(2))) }
    if let scores = scoreInputs(of: cell.content) { members.append(JSONMember("scores", scores)) }
    if let sketch = spec.measure.sketch, cell.content.metrics.contains(where: \.isOfDataSet) {
      members.append(JSONMember("sketch", sketch.json))
    }
    if case .selection(let view) = cell.content {
      members.append(JSONMember("selection", selectionInputs(of: view)))
    }
    if case .mixture(let view) = cell.content {
      members.append(JSONMember("mixture", mixtureInputs(of: view)))
    }
    return Digest(of: .object(members)).hex
  }
}

extension CellBuilder {
  /// The digest of a model, with how it is used where that is its own.
  func identity(of model: ModelFacts) -> JSONValue {
    let definition = spec.models.first { $0.name == model.name }
    let digest = JSONValue.string(model.digest ?? "")
    guard let definition, definition.prompt != nil || definition.sample != nil else {
      return digest
    }
    return .object([
      "digest": digest, "prompt": definition.prompt.map(JSONValue.word),
      "sample": definition.sample.map(JSONValue.integer),
    ])
  }
}

extension ExperimentSpec.Cell.Content {
  /// Whether the cell holds differences of data sets, which say more than those of version 1 did.
  fileprivate var comparesData: Bool {
    switch self {
    case .claim: true
    case .chart(let chart): chart.kind == .forest || chart.kind == .separation
    default: false
    }
  }

  /// The models that others are compared with.
  fileprivate var referenceModels: [String] {
    if case .claim(let claim) = self, case .model(let name) = claim.than { [name] } else { [] }
  }

  /// The metrics that the cell shows.
  var metrics: [Metric] {
    switch self {
    case .markdown: []
    case .chart(let chart): (chart.quantity.map { [$0] } ?? chart.scores).map(\.metric)
    case .table(let table): table.quantities.map(\.metric)
    case .claim(let claim): [claim.quantity.metric]
    case .similarity(let similarity): [similarity.quantity.metric]
    case .families(let claim): [claim.quantity.metric]
    case .selection, .mixture: []
    }
  }

  var filters: ExperimentSpec.Filters? {
    switch self {
    case .markdown: nil
    case .chart(let chart): chart.filters
    case .table(let table): table.filters
    case .claim(let claim): claim.filters
    case .similarity(let similarity): similarity.filters
    case .families(let claim): claim.filters
    case .selection, .mixture: nil
    }
  }
}

// MARK: - Words

extension ExperimentSpec.Quantity {
  /// What findings say of the quantity.
  var facts: QuantityFacts {
    let facts = metric.facts
    // "MAD, early layers" of the nuclear norm is "MAD of nuclear norm, early layers".
    let words = facts.label.split(separator: ",", maxSplits: 1).map(String.init)
    let tail = words.count > 1 ? "," + words[1] : ""
    let label =
      madOf.map { "\(words[0]) of \($0.facts.label.lowercasingFirst)\(tail)" } ?? facts.label
    return QuantityFacts(
      metric: metric.rawValue, label: label, unit: unit, direction: facts.direction.rawValue,
      summary: facts.summary)
  }
}

extension String {
  /// The string with its first letter small, unless the word is all capitals or symbols.
  var lowercasingFirst: String {
    guard let first, first.isUppercase, dropFirst().first?.isLowercase ?? false else { return self }
    return first.lowercased() + dropFirst()
  }
}

extension CellBuilder {
  /// For example `95 %`.
  var confidence: String { "\(spec.statistics.confidence * 100)".trimmingZeros + " %" }

  /// How intervals are made, as the end of a caption.
  var intervalWords: String {
    "\(confidence) bootstrap intervals over examples (BCa, \(spec.statistics.resamples) resamples)"
  }

  /// For example `n = 60` or `n = 58 to 60`.
  func countWords(_ counts: [Int]) -> String {
    guard let fewest = counts.min(), let most = counts.max() else { return "n = 0" }
    return fewest == most ? "n = \(fewest)" : "n = \(fewest) to \(most)"
  }
}

extension String {
  fileprivate var trimmingZeros: String { hasSuffix(".0") ? String(dropLast(2)) : self }
}
