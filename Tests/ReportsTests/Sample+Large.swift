import Experiments
import TestSupport

extension Sample {
  /// As large as a real report: 30 layers, four projections, three data sets.
  static let large: Findings = {
    var random = SeededNumbers(seed: 20)
    var large = findings([
      cell("intro", "", .markdown(prose)),
      cell(
        "norm-by-layer",
        "Nuclear norm is highest for no thinking and lowest for detailed thinking in 4 of 4 "
          + "projections", .chart(curves(&random)),
        caption: "Nuclear norm per layer; lines are means over examples, bands are 95 % bootstrap "
          + "intervals over examples (BCa, 10 000 resamples); n = 38 to 40."),
      cell(
        "claim-norm", "Nuclear norm is greater with no thinking than with detailed thinking",
        .claim(largeClaim(&random, verdict: "supported", shift: 1.2)),
        caption: "Difference of means over examples with 95 % bootstrap intervals over examples."),
      cell(
        "claim-rank", "Effective rank is greater with no thinking than with detailed thinking",
        .claim(largeClaim(&random, verdict: "refuted", shift: -1.2)),
        caption: "Difference of means over examples with 95 % bootstrap intervals over examples."),
      cell(
        "spectrum",
        "90 % of the nuclear norm lies in 41 singular values for no thinking and in 67 for detailed "
          + "thinking", .chart(largeSpectra(&random)),
        status: .partial,
        caption: "Mean singular value by rank, over examples and layers; n = 38 to 40."),
      cell(
        "norm-values", "The median of nuclear norm is highest for no thinking",
        .chart(largeDistributions(&random)),
        caption: "A point is the nuclear norm of one example, averaged over layers; n = 38 to 40."),
      cell(
        "similarity", "Key–value similarity is largest at layer 3, data No thinking",
        .chart(largeHeat(&random)), caption: "Mean over examples; n = 38 to 40."),
      cell(
        "forest", "Nuclear norm: 6 of 8 differences have an interval that leaves out zero",
        .chart(largeForest(&random)),
        caption: "Paired difference of means over examples with 95 % bootstrap intervals; n = 38."),
      cell(
        "summary", "Norm, rank and similarity by projection", .table(largeTable(&random)),
        caption: "Means over examples and layers with 95 % bootstrap intervals."),
      cell(
        "missing", "Nothing was measured for this chart", .nothing, status: .failed,
        problems: [
          "Model 'gemma-3-270m' was not measured: The file 'gemma-3-270m-q4_k_m.gguf' is cut short."
        ], caption: ""),
    ])
    large.cells[4].problems = [
      "2 of 40 examples of 'detailed' were not measured with 'smollm2-135m-instruct'."
    ]
    return large
  }()

  private static let prose = """
    Responses without a chain of thought **pull harder**, above all on early layers. The notebook asks
    three things of one small model:

    1. how the nuclear norm runs over the layers,
    2. whether the *shape* of the spectrum changes, and
    3. whether both hold for ~~every~~ each projection.

    | Level | What the response shows |
    |---|---|
    | none | the answer alone |
    | simplified | one line of reasoning |
    | detailed | every step |

    > A gradient that is small everywhere may still be large somewhere.

    Details are at https://example.org/fast-slow, settings in `Experiments/fast-slow.json`.
    """

  private static let levels: [(name: String, label: String, factor: Double)] = [
    ("none", "No thinking", 1.6), ("simplified", "Simplified thinking", 1.2),
    ("detailed", "Detailed thinking", 0.8),
  ]

  private static func grid<Content>(_ panels: [Content?]) -> PanelsFinding<Content> {
    PanelsFinding(
      rowTitle: "", rows: [""], columnTitle: "projection", columns: ["q", "k", "v", "o"],
      panels: [panels])
  }

  private static func curve(
    _ level: (name: String, label: String, factor: Double), x: [Double], half: Double,
    _ value: (Double) -> Double
  ) -> SeriesFinding {
    let values = x.map(value)
    return SeriesFinding(
      name: level.label, identity: Identity(model: model.name, data: level.name), x: x,
      value: values, lower: values.map { $0 * (1 - half) }, upper: values.map { $0 * (1 + half) },
      n: 40)
  }

  private static func curves(_ random: inout SeededNumbers) -> ChartFinding {
    let panels = (0..<4).map { projection in
      levels.map { level in
        curve(level, x: (0..<30).map(Double.init), half: 0.08) { layer in
          let bend = 6 / (1 + layer * 0.4) + 0.02 * (layer - 15) * (layer - 15) / 10
          return level.factor * (bend + Double(projection) * 0.4 + random.unit() * 0.4)
        }
      }
    }
    return ChartFinding(
      quantity: norm, x: "layer", scale: "auto", color: "data", isRelative: false,
      body: .lines(grid(panels)))
  }

  private static func largeSpectra(_ random: inout SeededNumbers) -> ChartFinding {
    let panels = (0..<4).map { _ in
      levels.map { level in
        curve(level, x: (1...340).map(Double.init), half: 0.1) { rank in
          level.factor * (1 + 0.02 * random.unit()) / (rank * (1 + rank / (90 / level.factor)))
        }
      }
    }
    return ChartFinding(
      quantity: nil, x: "rank", scale: "log", color: "data", isRelative: true,
      body: .spectra(grid(panels)))
  }

  private static func largeDistributions(_ random: inout SeededNumbers) -> ChartFinding {
    let panels = (0..<4).map { _ in
      levels.map { level in
        let values = (0..<40).map { _ in
          level.factor * (2 + random.unit() + random.unit() + random.unit())
        }
        return SampleFinding(
          name: level.label, identity: Identity(data: level.name), values: values,
          median: estimate(values.sorted()[20], 0.15))
      }
    }
    return ChartFinding(
      quantity: norm, x: "", scale: "linear", color: "data", isRelative: false,
      body: .distributions(grid(panels)))
  }

  private static func largeHeat(_ random: inout SeededNumbers) -> ChartFinding {
    let values = levels.map { level in
      (0..<30).map { layer -> Double? in
        level.factor * 0.4 - Double(layer) * 0.02 + random.unit() * 0.1
      }
    }
    return ChartFinding(
      quantity: similarity, x: "", scale: "linear", color: nil, isRelative: false,
      body: .heat(
        PanelsFinding(
          rowTitle: "", rows: [""], columnTitle: "", columns: [""],
          panels: [
            [
              HeatFinding(
                xTitle: "layer", x: (0..<30).map(String.init), yTitle: "data",
                y: levels.map(\.label), values: values, n: 38)
            ]
          ])))
  }

  private static func rows(_ random: inout SeededNumbers, shift: Double) -> [DifferenceFinding] {
    ["q", "k", "v", "o"].map { projection in
      let value = shift + random.unit() - 0.5
      let verdict = abs(value) < 0.8 ? "inconclusive" : value > 0 ? "greater" : "less"
      return difference(
        "smollm2-135m-instruct · \(projection)", value, 0.8, verdict: verdict, p: 0.0001)
    }
  }

  private static func largeForest(_ random: inout SeededNumbers) -> ChartFinding {
    ChartFinding(
      quantity: norm, x: "difference", scale: "linear", color: nil, isRelative: false,
      body: .forest([
        ForestGroupFinding(
          heading: "No thinking against Detailed thinking", rows: rows(&random, shift: 1.4)),
        ForestGroupFinding(
          heading: "No thinking against Simplified thinking", rows: rows(&random, shift: 0.7)),
      ]))
  }

  private static func largeClaim(
    _ random: inout SeededNumbers, verdict: String, shift: Double
  ) -> ClaimFinding {
    ClaimFinding(
      statement: "The quantity is greater with No thinking than with Detailed thinking",
      quantity: norm, source: "What happened in LLM layers, section 4.1", verdict: verdict,
      rows: rows(&random, shift: shift).map { row in
        var row = row
        row.verdict = row.verdict == "inconclusive" ? row.verdict : verdict
        return row
      })
  }

  private static func largeTable(_ random: inout SeededNumbers) -> TableFinding {
    TableFinding(
      quantities: [norm, rank, similarity], rowTitle: "projection", rows: ["q", "k", "v", "o"],
      columnTitle: "data", columns: levels.map(\.label),
      cells: (0..<4).map { _ in
        levels.map { level in
          [
            estimate(level.factor * (3 + random.unit()), 0.31),
            estimate(level.factor * (50 + 10 * random.unit()), 4.2),
            estimate(level.factor * 0.3, 0.041),
          ]
        }
      })
  }
}

extension SeededNumbers {
  /// From 0 up to 1.
  fileprivate mutating func unit() -> Double { Double.random(in: 0..<1, using: &self) }
}
