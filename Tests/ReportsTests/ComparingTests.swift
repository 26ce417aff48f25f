import Charts
import Diagnostics
import Experiments
import TestSupport
import Testing

@testable import Reports

@Suite struct ComparingTests {
  private static func chart(_ finding: ChartFinding) -> any Chart {
    ChartMaker(Sample.comparing).chart(finding, headline: Headline("T"))
  }

  @Test func `A matrix has the models of its tree, in the colours of their families`() throws {
    let chart = try #require(Self.chart(Sample.matrix("pearson")) as? SimilarityMatrix)
    #expect(chart.headline == Headline("T") && chart.quantity == "Pearson's r")
    #expect(chart.items.map(\.name) == ["a-1", "a-2", "b-1", "b-2"])
    #expect(chart.items.map(\.group) == ["A", "A", "B", "B"])
    #expect(chart.items[3].style == SeriesStyle(.hue(1), lightness: -0.8))
    #expect(chart.measure == .correlation && chart.tree?.heightTitle == "1 − r")
    #expect(chart.tree?.order == [1, 0, 2, 3] && chart.tree?.merges.count == 3)
    let distance = try #require(Self.chart(Sample.matrix("distance")) as? SimilarityMatrix)
    #expect(distance.measure == .distance && distance.tree?.heightTitle == "distance")
  }

  @Test func `Several matrices stand side by side, each under the name of its panel`() throws {
    let gallery = try #require(Self.chart(Sample.matrices) as? ChartGallery<SimilarityMatrix>)
    #expect(gallery.members.map(\.headline.title) == ["q, none", "k, none", "q, detailed"])
    #expect(gallery.headline == Headline("T"))
    #expect(gallery.spokenDescription.hasPrefix("q, none: Similarity matrix"))
    let scenes = [360.0, 760].map { gallery.scene(width: $0, measurer: FlatRenderer()) }
    // Two rows where two have room, three where one has.
    #expect(scenes.allSatisfy { $0.height > 0 } && scenes[0].height > scenes[1].height)
  }

  @Test func `A matrix without a tree stands in the order given`() throws {
    var finding = Sample.values("pearson")
    finding.merges = []
    finding.values[0][1] = nil
    var chart = Sample.matrix("pearson")
    chart.body = .matrix(
      PanelsFinding(
        rowTitle: "", rows: [""], columnTitle: "", columns: [""], panels: [[finding]]))
    #expect((Self.chart(chart) as? SimilarityMatrix)?.tree == nil)
  }

  @Test func `Contrasts have a line at zero, sizes an axis of parameters`() throws {
    let contrast = try #require(Self.chart(Sample.contrast) as? LineChart)
    #expect(contrast.references == [LineChart.Reference(0, name: "no difference")])
    #expect(contrast.x == .relativeDepth && contrast.intervals == .bands)
    let sizes = try #require(Self.chart(Sample.sizes) as? LineChart)
    #expect(sizes.x == .parameters([1_049_088, 2_098_176]) && sizes.intervals == .whiskers)
    #expect(sizes.references == [])
    let series = try #require(sizes.grid.panels[0][0].content)
    #expect(series.map(\.style) == [SeriesStyle(.hue(0)), SeriesStyle(.hue(1))])
  }

  @Test func `The page is well-formed and says what the models are`() throws {
    let files = try render(Sample.comparing)
    let reader = HTMLReader(files["index.html"] ?? "")
    #expect(reader.faults == [])
    let words = reader.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("a-1 A 1M · llama · 1.05M parameters · 4 layers · width 64 5a5a5a5a"))
    #expect(words.contains("✕ 1 not supported – 1 cannot be tested"))
    #expect(words.contains("0.125against 0.063 within"))
    #expect(words.contains("p = 0.33least possible 0.3P(between > within) 0.88"))
    #expect(words.contains("Every family has one model"))
    #expect(words.contains("in the order of the tree above them"))
    #expect(words.contains("1 049 088"))
  }

  @Test func `Matrices and claims of families are files with all their numbers`() throws {
    let files = try render(Sample.comparing)
    let matrices = try #require(files["data/alike.csv"]).split(separator: "\n")
    #expect(matrices[0] == "data,projection,model,other model,value,lower,upper,n")
    #expect(matrices[1] == "none,q,a-1,a-2,0.9375,0.90625,0.96875,24")
    #expect(matrices.count == 1 + 3 * 6)
    #expect(files["data/one.csv"]?.hasPrefix("model,other model,value,lower,upper,n\n") == true)
    let claim = try #require(files["data/differ.csv"]).split(separator: "\n")
    #expect(
      claim[0] == "for,difference,lower,upper,n,mean distance between families,"
        + "mean distance within families,P(between > within),P lower,P upper,p,least p,verdict,problem"
    )
    #expect(
      claim[1].hasSuffix(
        "0.125,0.0625,0.875,0.8125,0.9375,0.3333333333333333,"
          + "0.3333333333333333,not supported,"))
  }

  @Test func `A damaged matrix is refused in words`() {
    func words(_ change: (inout MatrixFinding) -> Void) -> String? {
      var matrix = Sample.values("pearson")
      change(&matrix)
      var chart = Sample.matrix("pearson")
      chart.body = .matrix(
        PanelsFinding(
          rowTitle: "", rows: [""], columnTitle: "", columns: [""], panels: [[matrix]]))
      let findings = Sample.findings([Sample.cell("a", "A", .chart(chart))])
      return problem { try FindingsCheck.check(findings) }?.description
    }
    #expect(words { _ in } == nil)
    #expect(words { $0.values.removeLast() }?.contains("expected: 4 rows of a matrix") == true)
    #expect(words { $0.upper[2].removeLast() }?.contains("expected: 4 values in a row") == true)
    #expect(words { $0.order = [0, 1, 2, 2] }?.contains("the order of a matrix is none") == true)
    #expect(words { $0.merges.removeLast() }?.contains("expected: 3 merges of a tree") == true)
    #expect(
      words { $0.merges[2].left = 9 }?.contains("a tree joins what is not there") == true)
  }
}

@Suite struct SeriesOfOneChartTests {
  private let styles = SeriesStyles(Sample.comparing)

  private func series(_ name: String, _ model: String, _ data: String) -> SeriesFinding {
    let facts = Sample.models.first { $0.name == model }
    return SeriesFinding(
      name: name, identity: Identity(model: model, family: facts?.family, data: data), x: [],
      value: [], lower: [], upper: [], n: 0)
  }

  @Test func `Dashes tell data apart where a panel shows several and colours do not`() {
    let panel = [
      series("a-1 · none", "a-1", "none"), series("a-1 · detailed", "a-1", "detailed"),
      series("b-1 · none", "b-1", "none"),
    ]
    let style = styles.telling(apart: [[panel]], by: "family")
    #expect(style(panel[0]).dash == .solid && style(panel[1]).dash == .dotted)
    #expect(style(panel[0]).color == style(panel[1]).color)
    #expect(style(panel[2]).color == .hue(1) && style(panel[2]).dash == .solid)
    let apart = styles.telling(apart: [[[panel[0]], [panel[1]]]], by: "family")
    #expect(apart(panel[1]).dash == .solid)
  }

  @Test func `Sizes of a family differ in lightness where colour is the family`() {
    let panel = [series("a-1", "a-1", "none"), series("a-2", "a-2", "none")]
    let style = styles.telling(apart: [[panel]], by: "family")
    #expect(style(panel[0]) == SeriesStyle(.hue(0), lightness: 0.8))
    #expect(style(panel[1]) == SeriesStyle(.hue(0), lightness: -0.8))
  }

  @Test func `Models that share the colour of their data are told apart by markers`() {
    let panel = ["a-1", "a-2", "b-1"].map { series("\($0) · none", $0, "none") }
    let style = styles.telling(apart: [[panel]], by: "data")
    #expect(panel.map { style($0).marker } == [.none, .circle, .square])
  }
}
