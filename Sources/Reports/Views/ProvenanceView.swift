import Charts
import Experiments
import JSONTree

/// Where the numbers come from, and how to get them again.
struct ProvenanceView {
  let value: TemplateValue

  init(_ findings: Findings) {
    let environment = findings.environment
    let statistics = findings.statistics
    value = [
      "command": .text(Self.command(findings)),
      "models": .list(findings.models.map(Self.model)),
      "sets": .list(findings.data.map(Self.set)),
      "notes": .list(findings.data.flatMap(Self.notes)),
      "measured": .list(findings.data.flatMap(Self.measured)),
      "hasMeasured": .flag(findings.data.contains { !$0.measured.isEmpty }),
      "missing": Self.missing(findings),
      "environment": [
        "library": .text(environment.library), "kernels": .text(environment.kernels),
        "threads": .text(counted(environment.threads, "thread")),
        "precision": .text(environment.precision),
      ],
      "methods": .texts(findings.methods.map { "\($0.name) \($0.version)" }),
      "intervals": .text(
        "\(percentText(statistics.confidence)) bootstrap intervals of "
          + "\(counted(statistics.resamples, "resample")) over examples, seed \(statistics.seed)"),
      "spec": .text(findings.spec.text(.indented)),
    ]
  }

  private static func model(_ model: ModelFacts) -> TemplateValue {
    [
      "name": .text(model.name), "family": .text(model.family), "size": .text(model.size),
      "variant": .optional(model.variant), "architecture": .optional(model.architecture),
      "parameters": .optional(
        model.parameters.map { NumberText.significant(Double($0), digits: 15) }),
      "layers": .optional(model.layers.map(String.init)),
      "hiddenSize": .optional(model.hiddenSize.map(String.init)),
      "digest": .optional(model.digest), "problem": .optional(model.problem),
    ]
  }

  private static func set(_ data: DataFacts) -> TemplateValue {
    [
      "name": .text(data.name), "label": .text(data.label), "kind": .text(data.kind),
      "thinking": .optional(data.thinking), "relevance": .text(data.relevance),
      "rows": .text(NumberText.significant(Double(data.rows), digits: 15)),
      "digest": .optional(data.digest), "problem": .optional(data.problem),
    ]
  }
}

extension ProvenanceView {
  /// The command that gives these findings again.
  private static func command(_ findings: Findings) -> String {
    let suffix = "-published"
    guard findings.isPublished == true, findings.name.hasSuffix(suffix) else {
      return "gradbook run Experiments/\(findings.name).json"
    }
    return "gradbook run Experiments/\(findings.name.dropLast(suffix.count)).json --data-root DIR"
  }

  /// How examples were come by, and how many a subset by measurement was chosen among.
  private static func notes(_ data: DataFacts) -> [TemplateValue] {
    let candidates = data.measured.compactMap { facts in
      facts.candidates.map { "With \(facts.model) it was chosen among \(counted($0, "example"))." }
    }
    let problems = data.measured.compactMap { facts in
      facts.problem.map { "With \(facts.model) nothing could be chosen: \($0)" }
    }
    return ((data.notes ?? []) + candidates + problems).map { words in
      ["set": .text(data.label), "words": .text(words)]
    }
  }

  private static func measured(_ data: DataFacts) -> [TemplateValue] {
    data.measured.map { facts in
      [
        "set": .text(data.label), "model": .text(facts.model),
        "count": .text(NumberText.significant(Double(facts.count), digits: 15)),
        "median": .optional(
          facts.medianResponseTokens.map { NumberText.significant($0, digits: 4) }),
        "range": .optional(range(facts.responseTokens)),
        "loss": .optional(facts.meanLoss.map { NumberText.significant($0, digits: 4) }),
        "missingCount": .text(NumberText.significant(Double(facts.missing.count), digits: 15)),
      ]
    }
  }

  /// For example `12 to 340`.
  private static func range(_ ends: [Int]) -> String? {
    guard let low = ends.min(), let high = ends.max() else { return nil }
    return low == high ? "\(low)" : "\(low) to \(high)"
  }

  private static func missing(_ findings: Findings) -> TemplateValue {
    let examples = findings.data.flatMap { data in
      data.measured.flatMap { facts in
        facts.missing.map { example -> TemplateValue in
          [
            "set": .text(data.label), "model": .text(facts.model),
            "index": .text("\(example.index)"), "name": .optional(example.id),
            "reason": .text(example.reason),
          ]
        }
      }
    }
    guard !examples.isEmpty else { return .absent }
    return ["count": .text(counted(examples.count, "example")), "examples": .list(examples)]
  }
}
