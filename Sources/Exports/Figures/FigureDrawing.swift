import Charts
import Diagnostics
import Experiments
import Reports

/// Draws charts at the size that they are printed at, so that type has its true size: 7.5 to 9 pt.
struct FigureDrawing {
  private let maker: ChartMaker
  private let options: FigureOptions
  private let renderer: any ChartRenderer

  init(_ findings: Findings, options: FigureOptions, renderer: any ChartRenderer) {
    maker = ChartMaker(findings)
    self.options = options
    self.renderer = renderer
  }

  /// The figure of a cell that holds a chart.
  func bytes(of cell: CellFinding, _ format: ExportFormat) throws -> [UInt8] {
    let scene = try self.scene(of: cell)
    switch format {
    case .svg:
      let svg = SVGRenderer.svg(scene, id: "chart_\(cell.id)", for: .print(options.theme))
      return Array(svg.utf8)
    case .pdf: return try renderer.pdf(scene, theme: options.theme)
    default:
      let bytes = try renderer.png(
        scene, theme: options.theme, scale: options.dotsPerInch / 96)
      return PNGResolution(dotsPerInch: options.dotsPerInch).added(to: bytes)
    }
  }

  private func scene(of cell: CellFinding) throws -> Scene {
    guard let finding = cell.chart else { preconditionFailure("'\(cell.id)' holds no chart") }
    let headline = Headline(
      cell.title, subtitle: finding.subtitle,
      prominence: options.isTitled ? .figure : .hidden)
    let width = options.width * Length.pixelsPerMillimetre
    let chart = maker.chart(finding, headline: headline)
    let scene = chart.scene(width: width, measurer: renderer)
    guard let height = options.height else { return scene }
    return try fitted(chart, scene, to: height * Length.pixelsPerMillimetre, of: cell.id)
  }

  /// The scene as high as it was asked for. What stands around plots is as high as it is, so that the
  /// height grows in a line with that of the plots, until rounding.
  private func fitted(
    _ chart: any Chart, _ natural: Scene, to height: Double, of cell: String
  ) throws -> Scene {
    guard var chart = chart as? any StretchableChart else {
      return try padded(natural, to: height, of: cell)
    }
    chart.stretch = 2
    let growth = chart.scene(width: natural.width, measurer: renderer).height - natural.height
    let wanted = growth > 0 ? 1 + (height - natural.height) / growth : 1
    chart.stretch = max(wanted, Self.leastStretch)
    var scene = chart.scene(width: natural.width, measurer: renderer)
    // Labels may need another line when plots are lower; a little lower still is enough.
    for _ in 0..<4 where scene.height > height && chart.stretch > Self.leastStretch {
      chart.stretch = max(
        chart.stretch - (scene.height - height + 1) / max(growth, 1), Self.leastStretch)
      scene = chart.scene(width: natural.width, measurer: renderer)
    }
    return try padded(scene, to: height, of: cell)
  }

  /// Lower plots cannot be read.
  private static let leastStretch = 0.4

  private func padded(_ scene: Scene, to height: Double, of cell: String) throws -> Scene {
    guard scene.height <= height else {
      throw Problem.figureTooLow(cell, wanted: height, least: scene.height)
    }
    return Scene(
      width: scene.width, height: height, title: scene.title, description: scene.description,
      elements: scene.elements)
  }
}
