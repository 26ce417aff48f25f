import Experiments

extension Sample {
  /// A page of four models of two families.
  static let comparing: Findings = {
    var page = findings([
      cell("alike", "Curves of a-1 and a-2 are most alike", .chart(matrices)),
      cell("one", "Curves of a-1 and a-2 are most alike", .chart(matrix("distance"))),
      cell("contrast", "Detailed thinking pulls less", .chart(contrast)),
      cell("sizes", "Nuclear norm grows with size along 2 of 2 lines", .chart(sizes)),
      cell("differ", "Curves differ between families", .claim(families)),
      cell("untested", "Curves differ between families", .claim(untested)),
    ])
    page.models = models
    return page
  }()

  static let models = [
    ("a-1", "A", "1M"), ("a-2", "A", "2M"), ("b-1", "B", "1M"), ("b-2", "B", "2M"),
  ]
  .map { name, family, size in
    ModelFacts(
      name: name, family: family, size: size, variant: nil,
      digest: String(repeating: "5a", count: 32), layers: 4, hiddenSize: 64,
      architecture: "llama", parameters: size == "1M" ? 1_049_088 : 2_098_176, problem: nil)
  }

  private static let identities = models.map {
    Identity(model: $0.name, family: $0.family, size: $0.size)
  }

  static func matrix(_ measure: String) -> ChartFinding {
    ChartFinding(
      quantity: norm, x: "", scale: "linear", color: nil, isRelative: false,
      body: .matrix(
        PanelsFinding(
          rowTitle: "", rows: [""], columnTitle: "", columns: [""], panels: [[values(measure)]])))
  }

  static func values(_ measure: String) -> MatrixFinding {
    let near: Double? = measure == "distance" ? 0.0625 : 0.9375
    let far: Double? = measure == "distance" ? 1.25 : -0.25
    let own: Double? = measure == "distance" ? 0 : 1
    let values = (0..<4).map { row in
      (0..<4).map { row == $0 ? own : row / 2 == $0 / 2 ? near : far }
    }
    func shifted(_ shift: Double) -> [[Double?]] {
      values.enumerated().map { row, list in
        list.enumerated().map { row == $0 ? nil : $1.map { $0 + shift } }
      }
    }
    return MatrixFinding(
      models: identities, measure: measure, values: values, lower: shifted(-0.03125),
      upper: shifted(0.03125), order: [1, 0, 2, 3],
      merges: [
        .init(left: 0, right: 1, height: 0.0625), .init(left: 2, right: 3, height: 0.0625),
        .init(left: 4, right: 5, height: 1.25),
      ], n: 24)
  }

  static let matrices = ChartFinding(
    quantity: norm, x: "", scale: "linear", color: nil, isRelative: false,
    body: .matrix(
      PanelsFinding(
        rowTitle: "data", rows: ["none", "detailed"], columnTitle: "projection",
        columns: ["q", "k"],
        panels: [[values("pearson"), values("pearson")], [values("pearson"), nil]])))

  private static func series(_ identity: Identity, x: [Double], _ values: [Double]) -> SeriesFinding
  {
    SeriesFinding(
      name: identity.model ?? identity.family ?? "", identity: identity, x: x, value: values,
      lower: values.map { $0 - 0.125 }, upper: values.map { $0 + 0.125 }, n: 24)
  }

  static let contrast = ChartFinding(
    quantity: norm, x: "relative depth", scale: "linear", color: nil, isRelative: false,
    baseline: 0,
    body: .lines(
      PanelsFinding(
        rowTitle: "family", rows: ["A", "B"], columnTitle: "", columns: [""],
        panels: [
          [identities[0..<2].map { series($0, x: [0, 0.5, 1], [-0.5, -0.25, 0.25]) }],
          [identities[2..<4].map { series($0, x: [0, 1], [-0.5, -0.75]) }],
        ])))

  static let sizes = ChartFinding(
    quantity: norm, x: "parameters", scale: "linear", color: "family", isRelative: false,
    body: .lines(
      PanelsFinding(
        rowTitle: "", rows: [""], columnTitle: "", columns: [""],
        panels: [
          [
            ["A", "B"].map {
              series(Identity(family: $0, data: "none"), x: [1_049_088, 2_098_176], [1, 3])
            }
          ]
        ])))

  static let families = ClaimFinding(
    statement: "Curves differ between families", differs: "family", quantity: norm,
    source: "A paper, claim 2", verdict: "not supported",
    rows: [
      DifferenceFinding(
        label: "All together", identity: Identity(), reference: "within families",
        difference: estimate(0.0625, 0.015625, n: 24), value: 0.125, referenceValue: 0.0625,
        isPaired: true, pValue: 1.0 / 3, minimumPValue: 1.0 / 3,
        effect: estimate(0.875, 0.0625, n: 24), verdict: "not supported", problem: nil)
    ])

  static let untested = ClaimFinding(
    statement: "Curves differ between families", differs: "family", quantity: norm, source: nil,
    verdict: "cannot be tested",
    rows: [
      DifferenceFinding(
        label: "All together", identity: Identity(), reference: "within families",
        difference: nothing, value: 0.125, referenceValue: nil, isPaired: true, pValue: nil,
        minimumPValue: nil, verdict: "cannot be tested", problem: "Every family has one model")
    ])
}
