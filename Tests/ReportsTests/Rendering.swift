import Charts
public import ChartsCairo
import Experiments
public import Reports

extension CairoRenderer: ChartRenderer {}

/// Measures without fonts and draws the names of what it would draw, for tests of pages.
struct FlatRenderer: ChartRenderer {
  func width(ofRun text: String, in font: Font) -> Double {
    Double(text.unicodeScalars.count) * font.size * 0.55
  }

  func png(_ scene: Scene, theme: Theme, scale: Double) -> [UInt8] {
    Array("PNG \(theme) \(scale) \(scene.title)".utf8)
  }

  func pdf(_ scene: Scene, theme: Theme) -> [UInt8] { Array("PDF \(scene.title)".utf8) }
}

/// The files of a report by path.
func render(
  _ findings: Findings, renderer: any ChartRenderer = FlatRenderer()
) throws -> [String: String] {
  let files = try Report.files(findings, templates: .standard(), renderer: renderer)
  return Dictionary(
    uniqueKeysWithValues: files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
}

/// The page alone.
func page(_ findings: Findings) throws -> String {
  try render(findings)["index.html"] ?? ""
}
