import Testing

@testable import Charts

/// What a reviewer would see at a glance, for every kind of chart at many widths.
@Suite struct LayoutTests {
  static let widths: [Double] = [280, 336, 360, 420, 500, 640, 760, 1000]
  let measurer = FixedMeasurer()

  @Test(arguments: Samples.all.map(\.name), widths)
  func `No text leaves the drawing`(name: String, width: Double) throws {
    let chart = try #require(Samples.all.first { $0.name == name }?.chart)
    let scene = chart.scene(width: width, measurer: measurer)
    #expect(scene.width == width)
    for (text, box) in texts(in: scene.elements) where text.rotation == 0 {
      #expect(
        box.x >= 0 && box.maxX <= width && box.y >= 0 && box.maxY <= scene.height,
        "“\(text.string)” at \(box)")
    }
  }

  @Test(arguments: Samples.all.map(\.name), widths)
  func `No two texts overlap`(name: String, width: Double) throws {
    let chart = try #require(Samples.all.first { $0.name == name }?.chart)
    let scene = chart.scene(width: width, measurer: measurer)
    let all = texts(in: scene.elements).filter { $0.text.rotation == 0 }
    for (index, (text, box)) in all.enumerated() {
      for (other, otherBox) in all[(index + 1)...] {
        #expect(
          box.maxX <= otherBox.x || otherBox.maxX <= box.x || box.maxY <= otherBox.y
            || otherBox.maxY <= box.y, "“\(text.string)” and “\(other.string)”")
      }
    }
  }

  @Test(arguments: Samples.all.map(\.name), widths)
  func `No text is smaller than 10 px`(name: String, width: Double) throws {
    let chart = try #require(Samples.all.first { $0.name == name }?.chart)
    let scene = chart.scene(width: width, measurer: measurer)
    for (text, _) in texts(in: scene.elements) { #expect(text.font.size >= 10) }
  }

  @Test func `Panels that do not fit side by side stand in strips`() {
    let page = Page(width: 360, measurer: measurer, headline: Headline("t"))
    let measures = PanelLayout.Measures(left: 30, right: 0, plotHeight: 100)
    let layout = PanelLayout(
      rows: ["", ""], columns: ["a", "b", "c", "d", "e"], on: page, measures)
    #expect(layout.columnsPerStrip == 2)
    #expect(layout.frames.count == 10)
    #expect(layout.frames.filter(\.isFirstInStrip).count == 6)
    for (index, frame) in layout.frames.enumerated() {
      for other in layout.frames[(index + 1)...] {
        #expect(
          frame.plot.maxX <= other.plot.x || other.plot.maxX <= frame.plot.x
            || frame.plot.maxY <= other.plot.y || other.plot.maxY <= frame.plot.y)
      }
    }
  }

  @Test(arguments: widths) func `Turned labels stay in the drawing`(width: Double) {
    let names = (0..<12).map { "\($0), " + String(repeating: "a long name ", count: $0 % 3 + 1) }
    let chart = HeatMap(
      Headline("t"), grid: PanelGrid(single: [names.indices.map { Double($0) }]), xTitle: "task",
      xLabels: names, yTitle: "y", yLabels: ["q"], quantity: Axis("v"))
    let scene = chart.scene(width: width, measurer: measurer)
    let turned = texts(in: scene.elements).map(\.text).filter { $0.rotation != 0 }
    #expect(turned.count == 12)
    for text in turned {
      // The end stands at the position; the text runs down to the left at 45°.
      let reach = measurer.width(of: text.string, in: text.font) * 0.7072
      #expect(text.anchor == .end && text.rotation == -45)
      #expect(text.position.x - reach >= 0 && text.position.y + reach <= scene.height - 12)
    }
  }

  @Test func `Few series are named at their lines, many in a key`() {
    #expect(groups(named: "labels", in: Samples.single).count == 1)
    #expect(groups(named: "key", in: Samples.single).isEmpty)
    var many = Samples.single
    let values = Samples.values(0, 0)
    many.grid = PanelGrid(
      single: (0..<7).map { .init("series \($0)", style: SeriesStyle(.hue($0)), values: values) })
    #expect(groups(named: "labels", in: many).isEmpty)
    #expect(groups(named: "key", in: many).count == 1)
  }

  @Test func `Context is drawn but not named`() {
    var chart = Samples.single
    let other = LineChart.Series(
      "others", style: SeriesStyle(.context), values: Samples.values(2, 3))
    chart.grid = PanelGrid(single: [other] + Samples.series(0))
    let dump = chart.scene(width: 760, measurer: measurer).dump
    #expect(!dump.contains("text “others”") && dump.contains("series “others”"))
    #expect(groups(named: "labels", in: chart).first?.elements.count == 3)
  }

  @Test func `Labels at lines come once, in the last column, with a key above`() {
    var chart = Samples.lines
    chart.grid = PanelGrid(
      columns: ["q", "k"], panels: [[.shown(Samples.series(0)), .shown(Samples.series(1))]])
    #expect(groups(named: "labels", in: chart).count == 1)
    #expect(groups(named: "key", in: chart).count == 1)
  }

  private func groups(named name: String, in chart: some Chart) -> [SceneGroup] {
    var found: [SceneGroup] = []
    func visit(_ element: SceneElement) {
      guard case .group(let group) = element else { return }
      if group.name == name { found.append(group) }
      group.elements.forEach(visit)
    }
    chart.scene(width: 760, measurer: measurer).elements.forEach(visit)
    return found
  }

  /// Every text with the box of its letters from the top of capitals to the baseline.
  private func texts(in elements: [SceneElement]) -> [(text: SceneText, box: Rect)] {
    elements.flatMap { element -> [(text: SceneText, box: Rect)] in
      switch element {
      case .group(let group): return texts(in: group.elements)
      case .text(let text):
        let width = measurer.width(of: text.string, in: text.font)
        let share = text.anchor == .start ? 0 : text.anchor == .middle ? 0.5 : 1
        return [
          (
            text,
            Rect(
              x: text.position.x - share * width, y: text.position.y - 0.72 * text.font.size,
              width: width, height: 0.72 * text.font.size)
          )
        ]
      case .path, .rect, .circle: return []
      }
    }
  }
}
