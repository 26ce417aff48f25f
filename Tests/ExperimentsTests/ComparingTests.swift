import Diagnostics
import Foundation
import JSONTree
import Statistics
import TestSupport
import Testing

@testable import Experiments

/// What a cell must hold for a test to go on.
private struct WrongContent: Error {}

extension CellFinding {
  fileprivate func lines() throws -> PanelsFinding<[SeriesFinding]> {
    guard case .chart(let chart) = content, case .lines(let panels) = chart.body else {
      throw WrongContent()
    }
    return panels
  }

  fileprivate func matrices() throws -> PanelsFinding<MatrixFinding> {
    guard case .chart(let chart) = content, case .matrix(let panels) = chart.body else {
      throw WrongContent()
    }
    return panels
  }

  fileprivate func claim() throws -> ClaimFinding {
    guard case .claim(let claim) = content else { throw WrongContent() }
    return claim
  }

  fileprivate var chart: ChartFinding? {
    if case .chart(let chart) = content { chart } else { nil }
  }
}

private let families = InventedFamilies(models: InventedFamilies.three)

@Suite struct DepthChartTests {
  @Test func `Models of different layer counts share an axis from 0 to 1`() throws {
    let cell = try families.finding(
      #"{"chart": {"metric": "nuclearNorm", "x": "depth", "color": "model", "data": ["none"], "projections": ["q"]}}"#
    )
    let series = try #require(try cell.lines().panels[0][0])
    #expect(series.map(\.x.count) == families.models.map(\.layers))
    #expect(series.allSatisfy { $0.x.first == 0 && $0.x.last == 1 })
    #expect(cell.chart?.x == "relative depth" && cell.chart?.baseline == nil)
  }

  @Test func `Curves over their means have the mean 1 and forget the scale of the model`() throws {
    let cell = try families.finding(
      #"{"chart": {"metric": "nuclearNorm", "x": "depth", "normalize": "mean", "color": "model", "data": ["none"], "projections": ["q"], "families": ["A"]}}"#
    )
    let series = try #require(try cell.lines().panels[0][0])
    #expect(series.map(\.name) == ["a-1", "a-2", "a-4"])
    for curve in series {
      let values = curve.value.compactMap { $0 }
      #expect(abs(values.reduce(0, +) / Double(values.count) - 1) < 1e-12)
      #expect(abs((values.first ?? 0) - 4.0 / 3) < 0.03)
      let (lower, upper) = (try #require(curve.lower[0]), try #require(curve.upper[0]))
      #expect(lower < values[0] && values[0] < upper && upper - lower < 0.1)
    }
    #expect(cell.chart?.quantity?.label == "Nuclear norm over its mean")
    #expect(cell.chart?.quantity?.unit == nil && cell.chart?.baseline == 1)
    #expect(
      cell.title.hasPrefix("The spread over layers of nuclear norm over its mean is highest for a-")
    )
  }

  @Test func `Families and sizes filter models`() throws {
    let cell = try families.finding(
      #"{"chart": {"metric": "nuclearNorm", "color": "model", "families": ["C", "A"], "sizes": ["2M"], "data": ["none"]}}"#
    )
    #expect(try cell.lines().panels[0][0]?.map(\.name) == ["a-2", "c-2"])
  }
}

@Suite struct SizeChartTests {
  @Test func `A point is a model at its parameters, a line a family`() throws {
    let cell = try families.finding(
      #"{"chart": {"metric": "nuclearNorm", "x": "size", "rows": "family", "columns": "data", "projections": ["q"]}}"#
    )
    let panels = try cell.lines()
    #expect(panels.rows == ["A", "B", "C"] && panels.columns == ["none", "detailed", "other"])
    let line = try #require(panels.panels[1][0]?.first)
    #expect(line.x == [1e6, 2e6, 4e6] && line.n == 12)
    #expect(line.identity == Identity(family: "B", data: "none", projection: "q"))
    let values = line.value.compactMap { $0 }
    #expect(values.count == 3 && values[1] > 2.5 * values[0] && values[2] > 2.5 * values[1])
    #expect(cell.title == "Nuclear norm grows with size along 9 of 9 lines")
    #expect(cell.chart?.x == "parameters")
  }

  @Test func `Counted parameters come before those that the size names`() {
    var facts = families.measurements.models[0]
    #expect(facts.parameterCount == 1e6)
    facts.size = "1.5B"
    #expect(facts.parameterCount == 1.5e9)
    facts.parameters = 1_543_714_304
    #expect(facts.parameterCount == 1_543_714_304)
    facts = families.measurements.models[0]
    facts.size = "small"
    #expect(facts.parameterCount == nil)
  }

  @Test func `A table by family averages over its models on the same examples`() throws {
    let cell = try families.finding(
      #"{"table": {"metric": "nuclearNorm", "rows": "family", "columns": "data", "projections": ["q"]}}"#
    )
    let alone = try families.finding(
      #"{"table": {"metric": "nuclearNorm", "rows": "model", "columns": "data", "projections": ["q"]}}"#
    )
    guard case .table(let table) = cell.content, case .table(let models) = alone.content else {
      throw WrongContent()
    }
    #expect(table.rows == ["A", "B", "C"])
    let parts = (0..<3).compactMap { models.cells[$0][0][0].value }
    let whole = try #require(table.cells[0][0][0].value)
    #expect(abs(whole - parts.reduce(0, +) / 3) < 1e-9 * whole)
    #expect(table.cells[0][0][0].n == 12)
    #expect(cell.caption.hasPrefix("Means over examples, layers, models and projections with 95 %"))
    #expect(alone.caption.hasPrefix("Means over examples, layers and projections with 95 %"))
  }
}

@Suite struct ContrastTests {
  private func contrast(_ members: String) throws -> CellFinding {
    try families.finding(
      #"{"chart": {"kind": "contrast", "metric": "nuclearNorm", "projections": ["q"], \#(members)}}"#
    )
  }

  @Test func `A log ratio in each layer is that of the means, of paired examples`() throws {
    let cell = try contrast(#""of": "detailed", "than": "none", "difference": "logRatio""#)
    let panels = try cell.lines()
    #expect(panels.columns == ["q"] && panels.panels[0][0]?.count == 9)
    for curve in try #require(panels.panels[0][0]) {
      let ends = [curve.value.first ?? nil, curve.value.last ?? nil].compactMap { $0 }
      #expect(ends.count == 2 && abs(ends[0] - log(0.8)) < 0.04 && abs(ends[1] - log(0.6)) < 0.04)
      #expect(try #require(curve.upper[0]) < 0)
      // Examples differ threefold; pairing takes that out.
      #expect(try #require(curve.upper[0]) - #require(curve.lower[0]) < 0.1)
    }
    #expect(
      cell.title
        == "With detailed against none, nuclear norm is clearly greater in most layers for 0 of 9 "
        + "curves and clearly less for 9")
    #expect(cell.caption.contains("examples are paired; n = 12."))
    #expect(cell.chart?.baseline == 0 && cell.chart?.quantity?.label == "Log ratio of nuclear norm")
  }

  @Test func `Other requests are not paired, and the band says so`() throws {
    let cell = try contrast(#""of": "other", "than": "none", "x": "layer", "models": ["a-1"]"#)
    let curve = try #require(try cell.lines().panels[0][0]?.first)
    #expect(curve.x == [0, 1, 2, 3])
    #expect(try #require(curve.lower[0]) < 0 && #require(curve.upper[0]) > 0)
    #expect(cell.caption.contains("examples are not paired"))
    #expect(cell.chart?.quantity?.unit == "nat")
  }

  @Test func `Several pairs are told apart by what is compared with what`() throws {
    let cell = try contrast(#""of": ["detailed", "other"], "than": "none", "rows": "data""#)
    #expect(try cell.lines().rows == ["detailed against none", "other against none"])
  }
}

@Suite struct SimilarityTests {
  @Test func `Curves of a family are most alike, and the tree finds the families`() throws {
    let cell = try families.finding(#"{"similarity": {"metric": "nuclearNorm"}}"#)
    let panels = try cell.matrices()
    #expect(panels.columns == ["q", "v"] && panels.rows == [""])
    let matrix = try #require(panels.panels[0][0])
    #expect(matrix.models.map(\.model) == families.models.map(\.name))
    #expect(matrix.merges.count == 8 && matrix.order.sorted() == Array(0..<9) && matrix.n == 12)
    for row in 0..<9 {
      #expect(matrix.values[row][row] == 1 && matrix.lower[row][row] == nil)
      for column in 0..<row {
        #expect(matrix.values[row][column] == matrix.values[column][row])
        #expect(matrix.lower[row][column] == matrix.lower[column][row])
        let value = try #require(matrix.values[row][column])
        #expect((value > 0.9) == (row / 3 == column / 3), "\(row) \(column)")
        #expect(try #require(matrix.lower[row][column]) <= #require(matrix.upper[row][column]))
      }
    }
    // Families stand together: the order changes family twice only.
    let order = matrix.order.map { $0 / 3 }
    #expect(zip(order, order.dropFirst()).count { $0 != $1 } == 2)
    #expect(
      cell.caption.hasPrefix(
        "The first split of the tree keeps every family whole in 2 of 2 projections. Numbers are "
          + "Pearson's r"))
    #expect(cell.caption.contains("averaged over 3 data sets."))
    #expect(cell.title.contains("are most alike") && cell.title.contains("in 2 of 2 projections"))
  }

  @Test func `A distance is 0 on the diagonal and scale-free`() throws {
    let cell = try families.finding(
      #"{"similarity": {"metric": "nuclearNorm", "measure": "distance", "for": "all", "families": ["A"]}}"#
    )
    let matrix = try #require(try cell.matrices().panels[0][0])
    #expect(matrix.values[0][0] == 0 && matrix.values[1][1] == 0)
    // a-4 has nine times the norm of a-1 and nearly the same shape.
    #expect(try #require(matrix.values[0][2]) < 0.05)
    #expect(cell.caption.hasPrefix("All models are of one family."))
  }

  @Test func `Pooling over data sets averages their similarities`() throws {
    func matrix(_ data: String) throws -> MatrixFinding? {
      try families.finding(
        #"{"similarity": {"metric": "nuclearNorm", "for": "all", "projections": ["q"], "data": [\#(data)]}}"#
      ).matrices().panels[0][0]
    }
    let parts = try [#""none""#, #""other""#].map { try #require(try matrix($0)?.values[4][0]) }
    let whole = try #require(try matrix(#""none", "other""#)?.values[4][0])
    #expect(abs(whole - (parts[0] + parts[1]) / 2) < 1e-12)
  }

  @Test func `Only examples that all models share are compared`() throws {
    var measurements = families.measurements
    measurements.examples[Measurements.Pair(model: "b-1", data: "none")]?.removeFirst(4)
    measurements.examples[Measurements.Pair(model: "c-1", data: "none")]?.removeAll()
    let filters = ExperimentSpec.Filters(
      models: ["a-1", "b-1", "c-1"], data: ["none"], projections: [.q], layers: .segment(.all))
    let comparison = ModelComparison(
      measurements, .nuclearNorm, by: .pearson, filters: filters)
    #expect(comparison.models == ["a-1", "b-1"] && comparison.counts == [8])
    #expect(comparison.resampled(.init(resamples: 20, confidence: 0.9, seed: 1))?.counts == [8])
  }

  @Test func `The same measurements give the same bytes, and findings survive their file`() throws {
    let cells = [
      #"{"similarity": {"metric": "nuclearNorm", "measure": "spearman"}}"#,
      #"{"claim": {"that": "nuclearNorm", "differs": "family"}}"#,
      #"{"chart": {"metric": "mad", "x": "size"}}"#,
      #"{"chart": {"kind": "contrast", "metric": "nuclearNorm", "of": "other", "than": "none"}}"#,
    ]
    func findings() throws -> Findings {
      Findings(
        name: "t", title: "T", question: "Q", description: nil, spec: [:],
        models: families.measurements.models, data: [], environment: .current, methods: [],
        statistics: StatisticsFacts(resamples: 1, confidence: 0.95, seed: 0),
        cells: try cells.map { try families.finding($0, resamples: 40) })
    }
    let text = try findings().encoded()
    #expect(try findings().encoded() == text)
    #expect(try Findings(parsing: Array(text.utf8), file: "f.json").encoded() == text)
  }
}

@Suite struct FamilyClaimTests {
  private func claim(_ invented: InventedFamilies, _ members: String = "") throws -> CellFinding {
    try invented.finding(
      #"{"claim": {"that": "nuclearNorm", "differs": "family"\#(members)}}"#)
  }

  @Test func `Three families of three sizes that keep their shapes are told apart`() throws {
    let cell = try claim(families)
    let claim = try cell.claim()
    let row = claim.rows[0]
    #expect(claim.verdict == "supported" && claim.differs == "family")
    // 9! / (3!³ · 3!) ways to deal nine models to three families of three.
    #expect(row.minimumPValue == 1.0 / 280 && row.pValue == 1.0 / 280)
    #expect(try #require(row.value) > 0.5 && #require(row.referenceValue) < 0.1)
    #expect(row.effect?.value == 1 && row.label == "All together")
    #expect(try #require(row.difference.lower) > 0)
    #expect(cell.caption.contains("With these models p cannot be below 0.0036."))
    #expect(claim.statement == "Nuclear norm curves differ between families more than within them")
  }

  @Test func `Families that are only names are not supported`() throws {
    var mixed = InventedFamilies.three
    // Every family gets one model of each shape.
    for (index, name) in ["A", "B", "C", "A", "B", "C", "A", "B", "C"].enumerated() {
      mixed[index].name = "m\(index)"
      mixed[index].family = name
    }
    var invented = InventedFamilies(models: mixed)
    invented.shapes = ["A", "A", "A", "B", "B", "B", "C", "C", "C"]
    let claim = try claim(invented).claim()
    #expect(claim.verdict == "not supported")
    #expect(try #require(claim.rows[0].pValue) > 0.5)
  }

  @Test func `Two families of two cannot be supported, and the caption says why`() throws {
    let four = InventedFamilies(
      models: Array(InventedFamilies.three[0..<2] + InventedFamilies.three[3..<5]))
    let cell = try claim(four)
    #expect(try cell.claim().verdict == "inconclusive")
    #expect(try cell.claim().rows[0].minimumPValue == 1.0 / 3)
    #expect(
      cell.caption.contains(
        "With these models p cannot be below 0.3333, so the claim cannot be supported at this level."
      ))
  }

  @Test func `One size of each family cannot be tested`() throws {
    let cell = try claim(families, #", "sizes": ["2M"]"#)
    let claim = try cell.claim()
    #expect(claim.verdict == "cannot be tested")
    #expect(
      claim.rows[0].problem
        == "Every family has one model, so nothing lies within a family; add a second size of one")
    #expect(try #require(claim.rows[0].value) > 0.5 && claim.rows[0].pValue == nil)
    #expect(cell.caption.contains("Nothing can be tested with these models."))
    #expect(cell.status == .ok)
  }

  @Test func `One family cannot be tested`() throws {
    let claim = try claim(families, #", "families": ["B"]"#).claim()
    #expect(claim.verdict == "cannot be tested")
    #expect(
      claim.rows[0].problem == "All models are of one family, so nothing lies between families")
  }

  @Test func `Projections and data sets are judged apart where the claim says so`() throws {
    let claim = try claim(
      families, #", "for": "each projection and data set", "measure": "distance""#
    ).claim()
    #expect(
      claim.rows.map(\.label) == [
        "q · none", "v · none", "q · detailed", "v · detailed", "q · other", "v · other",
      ])
    #expect(claim.rows.allSatisfy { $0.verdict == "supported" } && claim.verdict == "supported")
    #expect(claim.rows[3].identity == Identity(data: "detailed", projection: "v"))
  }
}

@Suite struct ClaimOfEachFamilyTests {
  @Test func `A claim for each family has a row of the mean of its models`() throws {
    let cell = try families.finding(
      #"{"claim": {"that": "mad", "of": "none", "is": "greater", "than": "detailed", "for": "each family"}}"#
    )
    let claim = try cell.claim()
    #expect(claim.rows.map(\.label) == ["A", "B", "C"])
    #expect(claim.rows[0].identity == Identity(family: "A", data: "none"))
    #expect(claim.rows.allSatisfy { $0.isPaired && $0.difference.n == 12 })
    let apart = try families.finding(
      #"{"claim": {"that": "mad", "of": "none", "is": "greater", "than": "detailed"}}"#
    ).claim()
    let mean = (0..<3).compactMap { apart.rows[$0].value }.reduce(0, +) / 3
    #expect(abs(try #require(claim.rows[0].value) - mean) < 1e-9)
  }
}

@Suite struct TrainingChartTests {
  @Test func `Nothing was trained: the cell says so`() throws {
    let cell = try families.finding(#"{"chart": {"kind": "training", "models": ["a-1"]}}"#)
    #expect(cell.status == .failed)
    #expect(
      cell.problems == [
        "Model 'a-1' was not trained by this experiment: there is no loss to draw."
      ])
  }

  @Test func `The loss falls over the tokens seen`() throws {
    var invented = families
    invented.training = TrainingFacts(
      points: [
        .init(step: 0, tokens: 0, loss: 5.5), .init(step: 10, tokens: 5120, loss: 3.25),
      ], parameters: 1000, tokens: 5120)
    let cell = try invented.finding(
      #"{"chart": {"kind": "training", "rows": "family", "sizes": ["1M", "4M"]}}"#)
    let panels = try cell.lines()
    #expect(panels.rows == ["A", "B", "C"])
    let series = try #require(panels.panels[1][0])
    #expect(series.map(\.name) == ["b-1", "b-4"] && series[0].x == [0, 5120])
    #expect(series[0].value == [5.5, 3.25] && series[0].lower == [nil, nil])
    #expect(cell.chart?.x == "training tokens" && cell.status == .ok)
    #expect(cell.title == "Training ends with a loss of 3.25 nat for all 6 models")
  }

  @Test func `The facts of a training survive their file, and damage is told`() throws {
    let facts = TrainingFacts(
      points: [.init(step: 1, tokens: 2, loss: 3.5, learningRate: 1e-3)], parameters: 4, tokens: 2)
    let bytes = try facts.encoded()
    #expect(try TrainingFacts(parsing: bytes, file: "t.json") == facts)
    #expect(try TrainingFacts(parsing: bytes, file: "t.json").encoded() == bytes)
    let damage = problem { try TrainingFacts(parsing: Array("{}".utf8), file: "t.json") }
    #expect(damage?.summary == "The file does not hold the facts of a training.")
    #expect(damage?.remedy == "Remove it and train the model again.")
  }
}
