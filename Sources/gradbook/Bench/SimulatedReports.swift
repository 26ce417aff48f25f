import Comparison
import Experiments
import JSONTree
import RealModule
import Statistics

/// Reports of simulated curves.
struct SimulatedReports {
  private static let layers = 30
  private let seed: Int
  private let examples: Int

  init(seed: Int, examples: Int) { (self.seed, self.examples) = (seed, examples) }

  /// Two reports of four curves: the second shifted by so many standard deviations, of other examples or
  /// of the same ones measured again with a tenth of noise.
  func pair(shift: Double, isPaired: Bool) -> (ComparedReport, ComparedReport) {
    var numbers = Gaussian(seed: seed)
    var curves: [(first: [[Double]], second: [[Double]])] = []
    for _ in 0..<4 {
      let first = draw(&numbers)
      // The standard deviation of exp(z), z normal with deviation 0.7.
      let deviation = 0.85
      let other =
        isPaired
        ? first.map { $0.map { $0 + 0.1 * deviation * numbers.next() } } : draw(&numbers)
      curves.append((first, other.map { $0.map { $0 + shift * deviation } }))
    }
    let ids = (0..<UInt64(examples)).map { $0 }
    let others = isPaired ? ids : ids.map { $0 + 1_000_000 }
    return (
      report("first", curves.map(\.first), ids), report("second", curves.map(\.second), others)
    )
  }

  /// Examples by layers: half of the variance is the example's own.
  private func draw(_ numbers: inout Gaussian) -> [[Double]] {
    (0..<examples).map { _ in
      let own = numbers.next()
      return (0..<Self.layers).map { _ in
        Double.exp(0.7 * (own + numbers.next()) * 0.5.squareRoot())
      }
    }
  }

  private func report(
    _ name: String, _ curves: [[[Double]]], _ ids: [UInt64]
  ) -> ComparedReport {
    let series = zip(["q", "k", "v", "o"], curves).map { projection, curve in
      self.series("m", "a", projection, curve, ids)
    }
    return Self.written(name, Self.findings([Self.cell("curves", series)]))
  }

  /// A report of 3 models, 3 data kinds, 30 layers and 4 projections.
  var large: Findings {
    var numbers = Gaussian(seed: seed)
    let ids = (0..<UInt64(examples)).map { $0 }
    var series: [SeriesFinding] = []
    for model in ["m", "n", "o"] {
      for data in ["a", "b", "c"] {
        for projection in ["q", "k", "v", "o"] {
          series.append(self.series(model, data, projection, draw(&numbers), ids))
        }
      }
    }
    return Self.findings([Self.cell("curves", series)])
  }

  // MARK: Findings

  private func series(
    _ model: String, _ data: String, _ projection: String, _ curve: [[Double]], _ ids: [UInt64]
  ) -> SeriesFinding {
    let columns = (0..<Self.layers).map { layer in curve.map { $0[layer] } }
    let means = columns.map { mean(of: $0) ?? 0 }
    let errors = columns.map { 1.96 * (standardError(of: $0) ?? 0) }
    return SeriesFinding(
      name: "\(model) \(data)",
      identity: Identity(
        model: model, family: model, size: "1M", data: data, projection: projection),
      x: columns.indices.map(Double.init), value: means, lower: zip(means, errors).map { $0 - $1 },
      upper: zip(means, errors).map { $0 + $1 }, n: examples,
      influence: zip(columns, means).map { column, mean in
        [ExampleInfluence(examples: ids, values: column.map { $0 - mean })]
      })
  }

  private static func cell(_ id: String, _ series: [SeriesFinding]) -> CellFinding {
    let quantity = QuantityFacts(
      metric: "nuclearNorm", label: "Nuclear norm", unit: nil, direction: "neutral", summary: "")
    return CellFinding(
      id: id, title: id, caption: "", status: .ok, problems: [], fingerprint: "",
      content: .chart(
        ChartFinding(
          quantity: quantity, x: "layer", scale: "linear", color: nil, isRelative: false,
          body: .lines(
            PanelsFinding(
              rowTitle: "", rows: [""], columnTitle: "", columns: [""], panels: [[series]])))))
  }

  private static func findings(_ cells: [CellFinding]) -> Findings {
    Findings(
      name: "simulated", title: "Simulated", question: "", description: nil, spec: [:], models: [],
      data: [],
      environment: EnvironmentFacts(
        library: "none", kernels: "none", threads: 1, precision: "float64"),
      methods: [],
      statistics: StatisticsFacts(resamples: 0, confidence: 0.95, seed: 0), cells: cells)
  }

  private static func written(_ name: String, _ findings: Findings) -> ComparedReport {
    var findings = findings
    findings.samples = ExampleInfluences(findings, text: "")
    return ComparedReport(name: name, findings: findings)
  }
}

/// Normal numbers, by the polar method of Marsaglia.
private struct Gaussian {
  private var generator: SeededGenerator
  private var spare: Double?

  init(seed: Int) { generator = SeededGenerator(Seed(UInt64(seed))) }

  mutating func next() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let (u, v) = (2 * generator.unit() - 1, 2 * generator.unit() - 1)
      let s = u * u + v * v
      guard s > 0, s < 1 else { continue }
      let factor = (-2 * Double.log(s) / s).squareRoot()
      spare = v * factor
      return u * factor
    }
  }
}
