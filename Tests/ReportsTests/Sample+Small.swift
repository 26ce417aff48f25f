import Experiments

extension Sample {
  /// One cell of each kind and each status.
  static let small = findings([
    cell(
      "intro", "", .markdown("Answers **without** thinking pull harder.\n\n# Why\n\nSee below.")),
    cell("lines", "Gradients shrink with thinking", .chart(lines)),
    cell(
      "spectra", "Few directions carry the gradient", .chart(spectra), status: .partial,
      problems: ["2 of 40 examples of 'detailed' were not measured."]),
    cell("values", "The median falls", .chart(distributions)),
    cell("grid", "Similarity is largest at layer 1", .chart(heat)),
    cell("forest", "2 of 3 differences leave out zero", .chart(forest)),
    cell("table", "Norm and rank by model", .table(table)),
    cell("claim", "Nuclear norm is greater without thinking", .claim(claim)),
    cell(
      "broken", "Nothing was measured for this chart", .nothing, status: .failed,
      problems: ["Model 'gemma-3-270m' was not measured: The file is damaged."], caption: ""),
  ])

  private static func panels<Content>(
    _ panels: [Content?], columns: [String] = ["q", "k"]
  ) -> PanelsFinding<Content> {
    PanelsFinding(
      rowTitle: "", rows: [""], columnTitle: "projection", columns: columns, panels: [panels])
  }

  private static func series(_ level: String, _ values: [Double?]) -> SeriesFinding {
    SeriesFinding(
      name: level, identity: Identity(model: model.name, data: level),
      x: values.indices.map(Double.init), value: values, lower: values.map { $0.map { $0 - 0.25 } },
      upper: values.map { $0.map { $0 + 0.25 } }, n: 40)
  }

  static let lines = ChartFinding(
    quantity: norm, x: "layer", scale: "auto", color: "data", isRelative: false,
    body: .lines(
      panels([
        [series("none", [3, 2.5, nil, 2]), series("detailed", [2, 1.5, 1.25, 1])], nil,
      ])))

  static let spectra: ChartFinding = {
    var ranked = series("none", [4, 2, 1, 0.5])
    ranked.x = [1, 2, 3, 4]
    return ChartFinding(
      quantity: nil, x: "rank", scale: "log", color: "data", isRelative: true,
      body: .spectra(panels([[ranked]], columns: ["q"])))
  }()

  static let distributions = ChartFinding(
    quantity: norm, x: "", scale: "linear", color: "data", isRelative: false,
    body: .distributions(
      panels([
        [
          SampleFinding(
            name: "none", identity: Identity(data: "none"), values: [1, 2, 3, 4.5],
            median: estimate(2.5, 0.5, n: 4)),
          SampleFinding(
            name: "detailed", identity: Identity(data: "detailed"), values: [1, 1.5, 2],
            median: estimate(1.5, 0.5, n: 3)),
        ],
        [
          SampleFinding(
            name: "detailed", identity: Identity(data: "detailed"), values: [1, 1.5, 2],
            median: estimate(1.5, 0.5, n: 3))
        ],
      ])))

  static let heat = ChartFinding(
    quantity: similarity, x: "", scale: "linear", color: nil, isRelative: false,
    body: .heat(
      PanelsFinding(
        rowTitle: "model", rows: ["a", "b"], columnTitle: "", columns: [""],
        panels: [
          [
            HeatFinding(
              xTitle: "layer", x: ["0", "1", "2"], yTitle: "data", y: ["none", "detailed"],
              values: [[0.25, 0.5, -0.5], [0.125, nil, 0]], n: 40)
          ],
          [
            HeatFinding(
              xTitle: "layer", x: ["0", "1"], yTitle: "data", y: ["none"], values: [[0.25, 0.5]],
              n: 40)
          ],
        ])))

  static let forest = ChartFinding(
    quantity: norm, x: "difference", scale: "linear", color: nil, isRelative: false,
    body: .forest([
      ForestGroupFinding(
        heading: "No thinking against Detailed thinking",
        rows: [
          difference("q", 1.25, 0.5, verdict: "greater"),
          difference("k", -0.75, 0.5, verdict: "less"),
          difference("v", 0.125, 0.5, verdict: "inconclusive"), missingDifference,
        ])
    ]))

  static let table = TableFinding(
    quantities: [norm, rank], rowTitle: "model", rows: [model.name], columnTitle: "data",
    columns: ["none", "detailed"],
    cells: [
      [
        [estimate(4.1875, 0.0625), estimate(31.25, 1.5)],
        [estimate(2.5, 0.125, n: 38), nothing],
      ]
    ])

  static let claim = ClaimFinding(
    statement: "Nuclear norm is greater without thinking", quantity: norm,
    source: "A paper, claim 1", verdict: "inconclusive",
    rows: [
      difference("q", 1.25, 0.5, verdict: "supported", p: 0.0001),
      difference("k", -0.75, 0.5, verdict: "refuted"),
      difference("v", 0.125, 0.5, verdict: "inconclusive", p: nil), missingDifference,
    ])
}
