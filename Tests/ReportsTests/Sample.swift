import Experiments
import JSONTree

/// Findings made up for tests: nothing in them was measured.
enum Sample {
  static let norm = QuantityFacts(
    metric: "nuclearNorm", label: "Nuclear norm", unit: "nat", direction: "neutral",
    summary: "The sum of the singular values: Σσ.")
  static let rank = QuantityFacts(
    metric: "effectiveRank", label: "Effective rank", unit: nil, direction: "neutral",
    summary: "The exponential of the entropy of p = σ / Σσ: exp(−Σ p ln p), at least 1.")
  static let similarity = QuantityFacts(
    metric: "keyValueSimilarity", label: "Key–value similarity", unit: nil, direction: "neutral",
    summary: "The cosine of the gradients of k and v in one layer, from −1 to 1.")

  static func findings(_ cells: [CellFinding]) -> Findings {
    Findings(
      name: "fast-slow", title: "Fast and slow thinking",
      question: "Does a detailed chain of thought flatten layer-wise gradients?",
      description: "Three forms of **one** set of answers.",
      spec: ["title": "Fast and slow thinking", "models": ["smollm2-135m-instruct"]],
      models: [model], data: data,
      environment: EnvironmentFacts(
        library: "OpenBLAS 0.3.21", kernels: "SkylakeX", threads: 1, precision: "float32"),
      methods: [MethodFacts(name: "spectra", version: 3)],
      statistics: StatisticsFacts(resamples: 10_000, confidence: 0.95, seed: 1), cells: cells)
  }

  static let model = ModelFacts(
    name: "smollm2-135m-instruct", family: "SmolLM2", size: "135M", variant: "instruct",
    digest: String(repeating: "5a", count: 32), layers: 30, hiddenSize: 576, problem: nil)

  private static let levels = [
    ("none", "No thinking"), ("simplified", "Simplified thinking"),
    ("detailed", "Detailed thinking"),
  ]

  static let data = levels.map { level, label in
    DataFacts(
      name: level, label: label,
      kind: "reasoning", thinking: level, relevance: "correct",
      digest: String(repeating: "0c", count: 32), rows: 40,
      measured: [
        MeasuredFacts(
          model: model.name, count: level == "detailed" ? 38 : 40, medianResponseTokens: 112.5,
          responseTokens: [12, 340], meanLoss: 1.234567,
          missing: level == "detailed"
            ? [
              MissingExample(index: 7, id: "q7", reason: "It has no response tokens."),
              MissingExample(index: 9, id: nil, reason: "It is longer than 1024 tokens."),
            ] : [])
      ], problem: nil)
  }

  static func cell(
    _ id: String, _ title: String, _ content: CellFinding.Content,
    status: CellFinding.Status = .ok, problems: [String] = [],
    caption: String = "Means over examples; bands are 95 % bootstrap intervals; n = 40."
  ) -> CellFinding {
    CellFinding(
      id: id, title: title, caption: caption, status: status, problems: problems,
      fingerprint: String(repeating: "ab", count: 32), content: content)
  }

  static func estimate(_ value: Double, _ half: Double, n: Int = 40) -> EstimateFinding {
    EstimateFinding(value: value, lower: value - half, upper: value + half, n: n)
  }

  static let nothing = EstimateFinding(value: nil, lower: nil, upper: nil, n: 0)

  static func difference(
    _ label: String, _ value: Double, _ half: Double, verdict: String, p: Double? = 0.0341
  ) -> DifferenceFinding {
    DifferenceFinding(
      label: label, identity: Identity(model: model.name, data: "none"), reference: "detailed",
      difference: estimate(value, half), value: 4.2 + value, referenceValue: 4.2, isPaired: true,
      pValue: p, minimumPValue: p.map { _ in 0.0002 }, verdict: verdict, problem: nil)
  }

  static let missingDifference = DifferenceFinding(
    label: "o", identity: Identity(model: model.name, data: "none"), reference: "detailed",
    difference: nothing, value: nil, referenceValue: nil, isPaired: false, pValue: nil,
    minimumPValue: nil, verdict: "inconclusive", problem: "not measured")
}
