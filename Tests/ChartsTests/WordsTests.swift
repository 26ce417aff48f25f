import Testing

@testable import Charts

@Suite struct WordsTests {
  @Test func `A line chart tells range, extremes and trend`() {
    let values = [4.0, 3, 1, 2].enumerated().map { LineChart.Value(x: Double($0), y: $1) }
    let chart = LineChart(
      Headline("t"),
      grid: PanelGrid(single: [.init("none", style: SeriesStyle(.hue(0)), values: values)]),
      x: Axis("layer"), y: Axis("norm", unit: "×10³"))
    #expect(
      chart.spokenDescription
        == "Line chart of norm (×10³) by layer. none falls from 4 at layer 0 to 2 at layer 3, "
        + "lowest 1 at layer 2, highest 4 at layer 0.")
  }

  @Test(arguments: [
    ([1.0, 2, 3], "rises"), ([3, 2, 1], "falls"), ([1, 1, 1], "goes"),
    ([1e6, 100, 1, 0.1, 0.01, 1e-3], "falls"), ([1, 9, 1, 9, 1, 9], "goes"),
  ])
  func `A trend follows the order of values`(values: [Double], word: String) {
    #expect(trend(of: values) == word)
  }

  @Test func `A forest plot counts its verdicts`() {
    #expect(
      Samples.forest.spokenDescription
        == "Forest plot of difference with 95% interval against 0: 7 rows, 1 improved, "
        + "1 regressed, 2 changed, 1 equivalent, 1 inconclusive. Estimates range from "
        + "−1.52 [−1.93, −1.10] to 1.25 [0.25, 9.00].")
  }

  @Test func `A cell has three digits of the largest number, or two`() {
    let chart = HeatMap(
      Headline("t"), grid: PanelGrid(single: [[1, 0.763], [0.0466, nil]]), xTitle: "curvature",
      xLabels: ["a", "b"], yTitle: "curvature", yLabels: ["a", "b"], quantity: Axis("rank"))
    #expect([1, 0.763, 0.0466].map { chart.cellText($0, digits: 3) } == ["1.00", "0.76", "0.05"])
    #expect(chart.cellText(0.763, digits: 2) == "0.8")
    // Two columns of one name would not be told apart by a reader of the file.
    #expect(chart.table.csv.hasPrefix("curvature (row),curvature (column),rank\n"))
  }

  @Test func `Columns of a file have common spaces in their names`() {
    let value = LineChart.Value(x: 0, y: 1, interval: Interval(0, 2))
    let chart = LineChart(
      Headline("t"),
      grid: PanelGrid(single: [.init("a", style: SeriesStyle(.hue(0)), values: [value])]),
      x: Axis("layer"), y: Axis("norm"), intervalName: "95\u{A0}% interval")
    #expect(chart.table.csv.contains("95 % interval low"))
  }

  @Test func `A heat map tells where its ends are`() {
    #expect(
      Samples.heat(.sequential).spokenDescription
        == "Heat map of change by projection and layer: 4 rows of 6 cells, 2 panels shown. "
        + "none: from −1.5 at layer 0, projection q to 3.5 at layer 0, projection v, 1 cell missing. "
        + "detailed: from −1.5 at layer 0, projection v to 3.5 at layer 3, projection q, "
        + "1 cell missing.")
  }

  @Test func `A similarity matrix tells ends, means of groups and the last join`() {
    #expect(
      Samples.similarity.spokenDescription
        == "Similarity matrix of Pearson correlation between 6 models of 2 families, ordered by a "
        + "tree of distance. Most alike are Llama 8M and Llama 2M (0.95), least Llama 8M and "
        + "Gemma 8M (0.40). The mean within one family is 0.93, between families 0.47. The tree "
        + "parts, at 0.4, Llama 8M, Llama 2M, Llama 0.5M from Gemma 0.5M, Gemma 2M, Gemma 8M.")
    #expect(
      Samples.similarityWithGap.spokenDescription.hasSuffix("No data: Gemma 2M."))
  }

  @Test func `A reference and a size have words`() {
    let words = Samples.contrast.spokenDescription
    #expect(words.contains("A line marks 0: no difference."))
    #expect(Samples.sizes.spokenDescription.contains("at parameters 1.54B"))
  }

  @Test func `A distribution tells size, median and range`() {
    let words = DistributionChart.words("none", .init([3, 1, 2, .nan], interval: Interval(1, 3)))
    #expect(words == "none has 3 values, median 2 [1, 3], range 1 to 3")
  }

  @Test func `A file has full precision and quoted fields`() {
    let table = ChartTable(
      header: ["name", "a, b"],
      cells: [[.text("say \"hi\"\nnow"), .number(0.1 + 0.2)], [.empty, .number(.nan)]])
    #expect(table.csv == "name,\"a, b\"\n\"say \"\"hi\"\"\nnow\",0.30000000000000004\n,\n")
    #expect(table.rows == [["say \"hi\"\nnow", "0.3"], ["", ""]])
  }

  @Test func `Every table has as many fields as its header says`() {
    for (name, chart) in Samples.all {
      #expect(!chart.table.cells.isEmpty, "\(name)")
      #expect(chart.table.cells.allSatisfy { $0.count == chart.table.header.count }, "\(name)")
    }
    #expect(Samples.distribution.valuesTable.cells.count == 24 * 4 + 3)
  }
}
