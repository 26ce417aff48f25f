import Foundation
import FoundationXML
import Testing

@testable import Charts

@Suite struct SVGTests {
  static let hostile = [
    "<script>alert(1)</script>", "a & b", "\"double\" 'single'", "שלום עולם", "مرحبا", "😀 ‍👩‍👧",
    "]]>", "\u{0}\u{8}\u{FFFE}", "line\nbreak\ttab", "\u{202E}reversed", "-->",
    String(repeating: "long", count: 100), String(repeating: "many words ", count: 40), "",
  ]

  private func chart(_ text: String) -> LineChart {
    LineChart(
      Headline(text, subtitle: text),
      grid: PanelGrid(
        rows: [text, "b"], columns: [text],
        panels: [
          [
            .shown([
              .init(text, style: SeriesStyle(.hue(0)), values: Samples.values(0, 0)),
              .init(text + "2", style: SeriesStyle(.hue(1)), values: Samples.values(1, 0)),
            ])
          ], [.absent(.failed)],
        ]), x: Axis(text), y: Axis(text, unit: text))
  }

  @Test(arguments: hostile)
  func `A hostile label becomes well-formed, harmless text`(text: String) throws {
    let scene = chart(text).scene(width: 360, measurer: FixedMeasurer())
    let document = Document(SVGRenderer.svg(scene, id: "c"))
    #expect(document.isWellFormed, "\(text)")
    #expect(!document.names.contains("script"))
    #expect(
      document.names.isSubset(of: [
        "svg", "title", "desc", "style", "g", "rect", "path", "circle", "text", "tspan", "clipPath",
      ]))
    #expect(text.isEmpty || document.text.contains(displayText(text).prefix(8)))
  }

  @Test func `All ids and rules belong to the chart`() {
    var chart = Samples.single
    chart.y.domain = 2...20
    let svg = SVGRenderer.svg(
      chart.scene(width: 400, measurer: FixedMeasurer()), id: "cell-3_a")
    let document = Document(svg)
    #expect(document.ids.count >= 4)
    #expect(Set(document.ids).count == document.ids.count)
    #expect(document.ids.allSatisfy { $0 == "cell-3_a" || $0.hasPrefix("cell-3_a-") })
    let rules = svg.split(separator: "{").filter { $0.contains("fill:") || $0.contains(" .") }
    #expect(rules.count > 4)
    #expect(svg.contains("aria-labelledby=\"cell-3_a-title cell-3_a-desc\""))
    #expect(svg.contains("role=\"img\""))
    #expect(svg.contains("@media screen and (prefers-color-scheme:dark){#cell-3_a .f0{"))
  }

  @Test func `The background is opaque in both themes`() {
    let svg = SVGRenderer.svg(Samples.single.scene(width: 400, measurer: FixedMeasurer()), id: "c")
    #expect(svg.contains("<rect x=\"0\" y=\"0\" width=\"400\""))
    #expect(svg.contains("fill=\"#ffffff\" class=\"f0\""))
    #expect(svg.contains("#c .f0{fill:#14181d}"))
  }

  @Test func `Superscripts become raised text`() {
    let scene = Scene(
      width: 100, height: 20, title: "t", description: "d",
      elements: [.text("2×10⁻⁶ σ₁", at: Point(1, 10), font: .label)])
    let svg = SVGRenderer.svg(scene, id: "c")
    #expect(
      svg.contains(
        "2×10<tspan dy=\"-3.96\" font-size=\"8.14\">−6</tspan>"
          + "<tspan dy=\"3.96\" font-size=\"11\"> σ</tspan>"
          + "<tspan dy=\"1.98\" font-size=\"8.14\">1</tspan>"))
  }

  @Test(arguments: ["", "1a", "a b", "a\"", "é"])
  func `An id that could break the page is a mistake of the caller`(id: String) async {
    await #expect(processExitsWith: .failure) { [id] in
      let scene = Scene(width: 1, height: 1, title: "", description: "", elements: [])
      _ = SVGRenderer.svg(scene, id: id)
    }
  }
}

/// What an XML parser finds in an SVG.
private final class Document: NSObject, XMLParserDelegate {
  var names: Set<String> = []
  var ids: [String] = []
  var text = ""
  private(set) var isWellFormed = false

  init(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName qName: String?, attributes attributeDict: [String: String]
  ) {
    names.insert(elementName)
    if let id = attributeDict["id"] { ids.append(id) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
