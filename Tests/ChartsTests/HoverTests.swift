import Testing

@testable import Charts

@Suite struct HoverTests {
  /// The words of the strips of a chart with one panel.
  private static func words(_ series: [LineChart.Series], _ axis: Axis) -> [String] {
    let chart = LineChart(
      Headline("t", subtitle: "s"),
      grid: PanelGrid(rows: [""], columns: [""], panels: [[.shown(series)]]), x: axis, y: Axis("y"))
    return strips(chart.scene(width: 600, measurer: FixedMeasurer()).elements)
  }

  private static func strips(_ elements: [SceneElement]) -> [String] {
    elements.flatMap { element -> [String] in
      guard case .group(let group) = element else { return [] }
      return (group.name == "hover" ? [group.tooltip ?? ""] : []) + strips(group.elements)
    }
  }

  private static func series(_ name: String, _ places: [Double]) -> LineChart.Series {
    LineChart.Series(
      name, style: SeriesStyle(.hue(0)),
      values: places.map { .init(x: $0, y: $0 + 1, interval: Interval($0, $0 + 2)) })
  }

  @Test func `Each of few places has a strip with its values`() {
    let words = Self.words([Self.series("a", [0, 1, 2])], Axis("layer", scaling: .linear))
    #expect(words == ["layer 0: a 1 [0, 2]", "layer 1: a 2 [1, 3]", "layer 2: a 3 [2, 4]"])
  }

  @Test func `Of many places a strip tells the nearest of each series, and where it is`() throws {
    let fine = (0...90).map { Double($0) / 90 }
    let coarse = (0...40).map { Double($0) / 40 }
    let words = Self.words([Self.series("a", fine), Self.series("b", coarse)], .relativeDepth)
    #expect(words.count == 24)
    #expect(words.allSatisfy { $0.contains(": a ") && $0.contains("; b ") })
    let first = try #require(words.first)
    #expect(first.hasPrefix("near relative depth 0.0222: a 1.02 [0.0222, 2.02] at 0.0222; b 1.03"))
  }

  @Test func `Ranks of one spectrum are said once`() throws {
    let words = Self.words([Self.series("a", (1...200).map(Double.init))], Axis("rank"))
    // Between the first ranks of a logarithmic axis is much room and no value.
    #expect((20...24).contains(words.count))
    #expect(Set(words).count > 16)
    #expect(words.allSatisfy { $0.hasPrefix("rank ") && !$0.contains(" at ") })
  }

  @Test func `Where nothing is near there is no strip`() {
    let gap = (0...70).map(Double.init) + (1000...1005).map(Double.init)
    let words = Self.words([Self.series("a", gap)], Axis("layer", scaling: .linear))
    #expect(words.count < 6)
    #expect(!words.isEmpty)
  }
}
