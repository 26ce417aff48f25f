import ChartsCairo
import Reports
import Testing

/// Reports with the drawings that people get.
@Suite struct DrawingTests {
  @Test func `A report of usual size is small, and the same in every renderer`() throws {
    let templates = try ReportTemplates.standard()
    let files = try Report.files(Sample.large, templates: templates, renderer: CairoRenderer())
    for file in files where file.path.hasPrefix("charts/") {
      #expect(file.bytes.count < 200_000, "\(file.path)")
    }
    #expect(files.map(\.bytes.count).reduce(0, +) < 3_000_000)
    #expect(
      files == (try Report.files(Sample.large, templates: templates, renderer: CairoRenderer())))
  }
}
