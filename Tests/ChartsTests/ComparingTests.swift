import Testing

@testable import Charts

@Suite struct ComparingTests {
  let measurer = FixedMeasurer()

  private func labels(_ axis: Axis, width: Double) -> [String] {
    let values = axis.ticks ?? []
    let domain = Domain(of: values, axis: axis, padding: 0, reachesZero: false).marked(by: axis)
    return AxisMarks.horizontalTicks(domain, width: width, wholeOnly: false, measurer: measurer)
      .labelled.map(\.label)
  }

  @Test func `Depth has ticks at quarters, halves or ends as there is room`() {
    #expect(labels(.relativeDepth, width: 300) == ["0", "0.25", "0.5", "0.75", "1"])
    #expect(labels(.relativeDepth, width: 90) == ["0", "0.5", "1"])
    #expect(labels(.relativeDepth, width: 30) == ["0", "1"])
  }

  @Test func `Sizes have ticks at themselves, the near ones left out`() {
    let sizes = [8.3e6, 0.5e6, 0.512e6, 2.1e6, 134_515_008, 1.54e9, 0, -1, .nan]
    #expect(
      labels(.parameters(sizes), width: 500) == ["0.5M", "2.1M", "8.3M", "135M", "1.54B"])
    #expect(labels(.parameters(sizes), width: 200) == ["0.5M", "8.3M", "135M", "1.54B"])
    #expect(labels(.parameters([7e6]), width: 200) == ["7M"])
    #expect(labels(.parameters([]), width: 200) == ["1", "10"])
  }

  @Test(arguments: [
    (0.0, "0"), (1, "1"), (512, "512"), (4_096, "4.1K"), (99_949, "99.9K"), (1e5, "0.1M"),
    (499_999, "0.5M"), (999_999, "1M"), (268_098_176, "268M"), (134_515_008, "135M"),
    (1_543_714_304, "1.54B"), (7e10, "70B"), (999.9e9, "1T"), (2e12, "2T"), (-5e6, "−5000000"),
  ])
  func `Counts have a letter`(value: Double, text: String) {
    let found = NumberText.count(value).filter { $0 != "\u{202F}" }
    #expect(found == text)
  }

  @Test func `A reference widens the axis and is named in the key`() {
    var chart = Samples.single
    #expect(chart.verticalDomains[0].bounds.upperBound < 100)
    chart.references = [.init(200, name: "bound"), .init(-50)]
    let bounds = chart.verticalDomains[0].bounds
    #expect(bounds.contains(200) && bounds.contains(-50))
    let dump = chart.scene(width: 760, measurer: measurer).dump
    #expect(dump.contains("text “bound”") && dump.contains("reference “bound”"))
    #expect(dump.split(separator: "\n").filter { $0.contains(" reference") }.count == 2)
  }

  @Test func `Whiskers of one place stand side by side`() {
    let scene = Samples.sizes.scene(width: 760, measurer: measurer)
    let bars = scene.dump.split(separator: "\n").filter {
      $0.contains("line") && $0.contains(" | ")
    }
    #expect(bars.count >= 20)
    #expect(Set(bars).count == bars.count)
    #expect(!scene.dump.contains("outline"))
  }

  @Test func `Markers that would touch are thinned out`() {
    func markers(_ count: Int) -> Int {
      let values = (0..<count).map { LineChart.Value(x: Double($0), y: 1 + Double($0 % 2)) }
      let chart = LineChart(
        Headline("t"),
        grid: PanelGrid(
          single: [.init("s", style: SeriesStyle(.hue(0), marker: .circle), values: values)]),
        x: Axis("x"), y: Axis("y"))
      return chart.scene(width: 760, measurer: measurer).dump.split(separator: "\n")
        .filter { $0.contains("circle") }.count
    }
    #expect(markers(40) == 40)
    #expect((12...18).contains(markers(400)))
  }

  @Test func `Ten thousand noisy steps draw small and keep their extremes`() {
    let values = (0..<10_000).map { (step: Int) -> LineChart.Value in
      let noise = Double((step * 7919) % 101) / 100
      return .init(x: Double(step), y: 1000 / Double(step + 100) + noise)
    }
    var spiked = values
    spiked[5_000].y = 14
    let series = (0..<9).map {
      LineChart.Series("s\($0)", style: SeriesStyle(.hue($0)), values: spiked)
    }
    let chart = LineChart(
      Headline("Losses"), grid: PanelGrid(single: series), x: Axis("step", isWhole: true),
      y: Axis("loss", scaling: .linear))
    let scene = chart.scene(width: 760, measurer: measurer)
    #expect(SVGRenderer.svg(scene, id: "loss").utf8.count < 250_000)
    let y = Scale(domain: chart.verticalDomains[0], start: 280, end: 0)
    let top = y.position(of: 14) - y.position(of: 1)
    #expect(spread(of: scene) >= abs(top))
    #expect(chart.spokenDescription.contains("s0 falls"))
  }

  /// How far the points of the longest line are apart from top to bottom.
  private func spread(of scene: Scene) -> Double {
    var longest: [Point] = []
    func visit(_ element: SceneElement) {
      switch element {
      case .group(let group): group.elements.forEach(visit)
      case .path(let path):
        for run in path.runs where run.count > longest.count { longest = run }
      case .rect, .circle, .text: break
      }
    }
    scene.elements.forEach(visit)
    return (longest.map(\.y).max() ?? 0) - (longest.map(\.y).min() ?? 0)
  }

  @Test func `A dense line passes through the extremes of every pixel`() {
    let points = (0..<5_000).map { Point(Double($0) / 10, Double(($0 * 37) % 50)) }
    let kept = simplified(points)
    #expect(kept.count <= 1_002 && kept.first == points.first && kept.last == points.last)
    for column in 0..<500 {
      let all = points.filter { Int($0.x) == column }.map(\.y)
      let some = kept.filter { Int($0.x) == column }.map(\.y)
      #expect(
        (all.max() ?? 0) - (some.max() ?? 99) < 0.3 && (some.min() ?? 99) - (all.min() ?? 0) < 0.3)
    }
  }

  @Test func `A trend by bisection is that of all comparisons`() {
    func slow(_ values: [Double]) -> String {
      let part = max(1, values.count / 3)
      let signs = values.suffix(part).flatMap { late in
        values.prefix(part).map { late > $0 ? 1 : late < $0 ? -1 : 0 }
      }
      let balance = signs.reduce(0, +)
      return balance.magnitude * 3 < part * part ? "goes" : balance > 0 ? "rises" : "falls"
    }
    for count in 1...30 {
      for step in 1...13 {
        let values = (0..<count).map { Double(($0 * step) % 7 + $0 / (step % 4 + 2)) }
        #expect(trend(of: values) == slow(values))
        #expect(trend(of: values.reversed()) == slow(values.reversed()))
      }
    }
  }
}

@Suite struct SimilarityMatrixTests {
  @Test func `Colours diverge where correlations change sign`() {
    #expect(Samples.similarity.ramp == .sequential)
    #expect(Samples.similarity.domain.bounds.upperBound == 1)
    #expect(Samples.similarityWithGap.ramp == .diverging)
    #expect(Samples.similarityWithGap.domain.bounds == -1...1)
    var distances = Samples.similarity
    distances.measure = .distance
    #expect(distances.domain.bounds.lowerBound == 0 && distances.ramp == .sequential)
  }

  @Test func `Rows follow the tree, what it lacks follows them`() {
    #expect(Samples.similarity.order == [2, 1, 0, 3, 4, 5])
    #expect(Samples.similarityWithGap.order == [3, 5, 0, 1, 2, 4])
    #expect(Samples.similarity.table.cells.count == 15)
  }

  @Test func `Branches of one family have its colour`() {
    let dump = Samples.similarity.scene(width: 760, measurer: FixedMeasurer()).dump
    let branches = dump.split(separator: "\n").filter { $0.hasSuffix(" 1.5") }
    #expect(branches.count == 5)
    func count(_ ink: Ink) -> Int {
      branches.filter { $0.contains("\(ink.light.hex)/\(ink.dark.hex)") }.count
    }
    #expect(count(Palette.hues[0]) == 2 && count(Palette.hues[1]) == 2 && count(.muted) == 1)
  }

  @Test func `Numbers have as many digits as tell values apart`() {
    func decimals(_ values: [Double]) -> Int {
      let items = (0..<3).map { SimilarityMatrix.Item("\($0)", style: SeriesStyle(.hue($0))) }
      let matrix: [[Double?]] = [
        [0, values[0], values[1]], [values[0], 0, values[2]], [values[1], values[2], 0],
      ]
      return SimilarityMatrix(
        Headline("t"), items: items, values: matrix, quantity: "q", measure: .distance
      ).decimals
    }
    #expect(decimals([0.5, 0.2, 0.9]) == 2 && decimals([0.95, 0.96, 0.97]) == 3)
    #expect(decimals([12, 14.5, 80]) == 1 && decimals([120, 145, 800]) == 0)
    #expect(decimals([0, 0, 0]) == 2)
  }

  @Test(arguments: [2, 12, 42])
  func `From two models to forty-two the labels stay in the drawing`(count: Int) {
    let items = (0..<count).map {
      SimilarityMatrix.Item(
        "a model with a long name \($0)", style: SeriesStyle(.hue($0 % 6)), group: "f\($0 % 6)")
    }
    let values = (0..<count).map { row in (0..<count).map { 1 - Double(abs(row - $0)) / 50 } }
    let chart = SimilarityMatrix(
      Headline("t"), items: items, values: values, quantity: "r", measure: .correlation)
    for width in [280.0, 380, 760] {
      let scene = chart.scene(width: width, measurer: FixedMeasurer())
      for text in texts(scene.elements) where text.rotation != 0 {
        let reach = FixedMeasurer().width(of: text.string, in: text.font) * 0.7072
        #expect(text.position.x - reach >= 0 && text.position.y + reach <= scene.height)
      }
      let names = texts(scene.elements).filter { $0.rotation == 0 && $0.string.hasPrefix("a m") }
      #expect(names.count == count)
    }
  }

  private func texts(_ elements: [SceneElement]) -> [SceneText] {
    elements.flatMap { element -> [SceneText] in
      switch element {
      case .group(let group): texts(group.elements)
      case .text(let text): [text]
      case .path, .rect, .circle: []
      }
    }
  }

  @Test func `A tree that does not join all its leaves is a mistake of the caller`() async {
    await #expect(processExitsWith: .failure) {
      _ = Dendrogram(leaves: [0, 1, 2], merges: [.init(0, 1, height: 1)], order: [0, 1, 2])
    }
    await #expect(processExitsWith: .failure) {
      _ = Dendrogram(
        leaves: [0, 1, 2], merges: [.init(0, 1, height: 1), .init(0, 2, height: 2)],
        order: [0, 1, 2])
    }
  }
}
