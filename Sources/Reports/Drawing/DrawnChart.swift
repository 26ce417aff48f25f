import Charts
import Experiments

/// A chart cell, drawn for page, phone and file.
struct DrawnChart {
  private static let scale = 2.0

  /// For the page: the heading above it says the title.
  let inline: String
  /// The same for a phone, as a file of its own.
  let narrow: String
  let files: [ReportFile]
  let width: Double
  let narrowSize: (width: Double, height: Double)

  init(
    _ finding: ChartFinding, cell: CellFinding, maker: ChartMaker, renderer: any ChartRenderer
  ) throws {
    width = finding.columnCount > 2 ? 920 : ChartWidth.page
    let bare = maker.chart(finding, headline: Headline(finding.subtitle))
    let titled = maker.chart(finding, headline: Headline(cell.title, subtitle: finding.subtitle))
    inline = SVGRenderer.svg(
      Self.named(cell.title, bare.scene(width: width, measurer: renderer)), id: "chart_\(cell.id)")
    let phone = Self.named(cell.title, bare.scene(width: ChartWidth.narrow, measurer: renderer))
    narrowSize = (phone.width, phone.height)
    narrow = SVGRenderer.svg(phone, id: "chart_\(cell.id)_narrow")
    let scene = titled.scene(width: width, measurer: renderer)
    let base = "charts/\(cell.id)"
    files = [
      ReportFile(path: "\(base)-narrow.svg", text: narrow),
      ReportFile(path: "\(base).svg", text: SVGRenderer.svg(scene, id: "chart_\(cell.id)")),
      ReportFile(
        path: "\(base).png",
        bytes: try renderer.png(scene, theme: .light, scale: Self.scale)),
      ReportFile(path: "\(base).pdf", bytes: try renderer.pdf(scene, theme: .light)),
    ]
  }

  /// The accessible name is the finding, whatever the drawing itself is headed.
  private static func named(_ title: String, _ scene: Scene) -> Scene {
    Scene(
      width: scene.width, height: scene.height, title: title, description: scene.description,
      elements: scene.elements)
  }
}
