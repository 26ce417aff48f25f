import Testing

@testable import Charts

@Suite struct SharedPaintTests {
  private static func body(_ elements: [SceneElement]) -> String {
    var writer = SVGWriter(id: "c", medium: .screen, usualSize: 11)
    writer.write(elements)
    return writer.body
  }

  private static func circle(_ x: Double, _ paint: Paint) -> SceneElement {
    .circle(center: Point(x, 1), radius: 2, paint)
  }

  @Test func `Neighbours of one paint say it once, in order`() {
    let elements = [1, 2, 3].map { Self.circle($0, .fill(.muted)) }
    let body = Self.body(elements + [Self.circle(4, .fill(.grid))])
    let lines = body.split(separator: "\n").map { String($0.prefix(14)) }
    #expect(
      lines == [
        "<g fill=\"#5760", "<circle cx=\"1\"", "<circle cx=\"2\"", "<circle cx=\"3\"", "</g>",
        "<circle cx=\"4\"",
      ])
    #expect(body.contains("<circle cx=\"1\" cy=\"1\" r=\"2\"/>"))
  }

  @Test func `Groups of one paint share it too, but not with text`() {
    let strips = [1, 2, 3].map {
      SceneElement.group(
        "hover", tooltip: "t", [.rect(Rect(x: $0, y: 0, width: 1, height: 1), .none)])
    }
    let body = Self.body(strips)
    #expect(body.hasPrefix("<g fill=\"none\" pointer-events=\"all\">\n<g class=\"chart-hover\">"))
    #expect(body.split(separator: "fill=").count == 2)
    let labelled = [1.0, 2, 3].map { x in
      SceneElement.group(
        "cell", [Self.circle(x, .fill(.muted)), .text("a", at: Point(x, 1), font: .label)])
    }
    #expect(!Self.body(labelled).contains("<g fill"))
  }

  @Test func `Lines go on in steps that add up to their places`() {
    let path = ScenePath(
      runs: [[Point(1, 2), Point(1.33, 1.67), Point(1.66, 12), Point(0.66, 12)], [Point(5, 5)]],
      isClosed: false, paint: .stroke(.muted))
    #expect(PathText(path).text == "M1 2l.33-.33 .33 10.33-1 0M5 5")
  }
}
