import Charts
import ChartsCairo
import Diagnostics
import Testing

@testable import Exports

@Suite struct FigureTests {
  @Test(arguments: [
    ("column", 89.0), ("page", 183), ("120mm", 120), ("3.5in", 88.9), ("4in", 101.6),
  ])
  func widthsHaveNamesAndUnits(_ text: String, _ expected: Double) throws {
    #expect(abs(try Length.parse(text, option: "width") - expected) < 1e-9)
  }

  @Test(arguments: ["", "89", "mm", "-3mm", "1e3mm", "0mm", "nanmm", "89 mm", "infin", "pages"])
  func otherWidthsAreProblems(_ text: String) {
    let problem = #expect(throws: Problem.self) { try Length.parse(text, option: "width") }
    #expect(problem?.summary == "'\(text)' is no width of a figure.")
  }

  @Test func aFigureIsNeverTooNarrowToRead() throws {
    let problem = #expect(throws: Problem.self) { try FigureOptions(width: 60) }
    #expect(problem?.summary == "A figure cannot be 60 mm wide.")
    #expect(problem?.expected?.contains("at least 75 mm") == true)
    _ = try FigureOptions(width: 75)
  }

  @Test func svgHasItsSizeInMillimetresAndOneTheme() throws {
    for theme in Theme.allCases {
      let options = try FigureOptions(width: 120, theme: theme)
      let svg = try text(
        export(Sample.findings([Sample.lines]), [.svg], figure: options)["sample/figures/lines.svg"]
      )
      #expect(svg.contains(#"width="120mm""#))
      #expect(!svg.contains("prefers-color-scheme"))
      #expect(svg.contains(Ink.background.color(in: theme).hex))
    }
  }

  @Test func typeIsBetweenSevenAndNinePoints() throws {
    for isTitled in [false, true] {
      let options = try FigureOptions(isTitled: isTitled)
      for (path, bytes) in try export(Sample.findings(), [.svg], figure: options) {
        let sizes = try text(bytes).matches(of: /<(?:text|svg) [^>]*font-size="([0-9.]+)"/).map {
          (Double($0.1) ?? 0) * 0.75
        }
        #expect(
          !sizes.isEmpty && sizes.allSatisfy { (7.4...9.1).contains($0) }, "\(path): \(sizes)")
      }
    }
  }

  @Test func heightIsWhatWasAskedFor() throws {
    for height in [70.0, 100, 140] {
      let options = try FigureOptions(height: height)
      let svg = try text(
        export(Sample.findings([Sample.lines]), [.svg], figure: options)["sample/figures/lines.svg"]
      )
      #expect(svg.contains("height=\"\(Int(height))mm\""))
    }
    let problem = #expect(throws: Problem.self) {
      try export(
        Sample.findings([Sample.lines]), [.svg], figure: try FigureOptions(height: 12))
    }
    #expect(problem?.summary == "The figure of the cell 'lines' does not fit into the height.")
  }

  @Test func pngSaysItsResolution() throws {
    let options = try FigureOptions(dotsPerInch: 600)
    let png = try #require(
      try export(
        Sample.findings([Sample.lines]), [.png], figure: options, renderer: CairoRenderer())[
          "sample/figures/lines.png"])
    // 89 mm at 600 dots an inch, and 23 622 pixels a metre.
    #expect(Array(png[16..<20]) == [0, 0, 0x08, 0x37])
    #expect(Array(png[37..<41]) == Array("pHYs".utf8))
    #expect(Array(png[41..<50]) == [0, 0, 0x5C, 0x46, 0, 0, 0x5C, 0x46, 1])
    #expect(Array(png[50..<54]) == [0x14, 0x94, 0x43, 0x41])
  }

  @Test func pdfEmbedsItsFonts() throws {
    let pdf = try #require(
      try export(
        Sample.findings([Sample.lines]), [.pdf], renderer: CairoRenderer())[
          "sample/figures/lines.pdf"])
    #expect(pdf.starts(with: Array("%PDF".utf8)))
    #expect(String(decoding: pdf, as: UTF8.self).contains("/FontFile"))
  }
}
