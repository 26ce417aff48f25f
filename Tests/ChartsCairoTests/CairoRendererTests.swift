import Charts
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import ChartsCairo

@Suite struct CairoRendererTests {
  private func renderer() throws -> CairoRenderer { try CairoRenderer() }

  @Test func `Widths are those of Helvetica and Arial`() throws {
    let renderer = try renderer()
    // Units of 1/1000 em, from the metrics of Helvetica: all digits 556, W 944, i 222, space 278.
    #expect(renderer.width(of: "0123456789", in: Font(size: 100)) == 556.15)
    #expect(abs(renderer.width(of: "W", in: Font(size: 100)) - 94.4) < 0.1)
    #expect(abs(renderer.width(of: "i", in: Font(size: 100)) - 22.2) < 0.1)
    #expect(abs(renderer.width(of: "0", in: Font(size: 100, weight: .bold)) - 55.6) < 0.1)
    #expect(renderer.width(of: "", in: .init(size: 11)) == 0)
  }

  @Test func `Widths grow with the size without rounding to pixels`() throws {
    let renderer = try renderer()
    let text = "nuclear norm of the gradient"
    let large = renderer.width(of: text, in: Font(size: 1000))
    for size in [10.0, 10.5, 11, 12, 15] {
      #expect(abs(renderer.width(of: text, in: Font(size: size)) - large * size / 1000) < 0.2)
    }
  }

  @Test(arguments: ["σ", "₁", "‖", "∞", "ρ", "Δ", "−", "▲", "▼", "שלום", "مرحبا", "😀", "中"])
  func `Signs outside the main font have a width`(text: String) throws {
    #expect(try renderer().width(of: text, in: Font(size: 20)) > 3)
  }

  @Test func `A missing font names its package`() throws {
    #expect(
      problem { try CairoRenderer(fontDirectory: "/nowhere") }
        == Problem(
          "A font that charts are drawn with cannot be opened.",
          at: Place(file: "/nowhere/liberation/LiberationSans-Regular.ttf"),
          expected: "a TrueType font of the Debian package fonts-liberation",
          remedy: "Install it: apt-get install fonts-liberation."))
  }

  @Test func `A damaged fallback font names its package`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "charts-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let fonts = URL(fileURLWithPath: "/usr/share/fonts/truetype")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("dejavu"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.appendingPathComponent("liberation"),
      withDestinationURL: fonts.appendingPathComponent("liberation"))
    try Data("not a font".utf8).write(to: folder.appendingPathComponent("dejavu/DejaVuSans.ttf"))
    try Data("not a font".utf8).write(
      to: folder.appendingPathComponent("dejavu/DejaVuSans-Bold.ttf"))
    let found = problem { try CairoRenderer(fontDirectory: folder.path) }
    #expect(found?.place.file?.hasSuffix("dejavu/DejaVuSans.ttf") == true)
    #expect(found?.remedy == "Install it: apt-get install fonts-dejavu-core.")
  }

  @Test func `A PNG has the scene's size times the scale`() throws {
    let renderer = try renderer()
    let scene = Samples.scenes(renderer)[0]
    for scale in [1.0, 2, 3.5] {
      let png = try renderer.png(scene, scale: scale)
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(number(png[16..<20]) == Int((scene.width * scale).rounded(.up)))
      #expect(number(png[20..<24]) == Int((scene.height * scale).rounded(.up)))
    }
  }

  @Test func `Themes differ`() throws {
    let renderer = try renderer()
    let scene = Samples.scenes(renderer)[2]
    #expect(try renderer.png(scene) != renderer.png(scene, theme: .dark))
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  @Test func `A PDF has the scene's size in points, its title and no clock`() throws {
    let renderer = try renderer()
    let chart = Samples.forest.scene(width: ChartWidth.inches(3.5), measurer: renderer)
    let text = String(decoding: try renderer.pdf(chart), as: UTF8.self)
    #expect(text.hasPrefix("%PDF-"))
    #expect(text.contains("/MediaBox [ 0 0 252 "))
    #expect(text.contains("/Title (One of two differs)"))
    #expect(text.contains("/CreationDate (20000101000000Z)"))
    #expect(text.contains("+LiberationSans"))
    #expect(!text.contains("+Helvetica"))
  }

  @Test func `A picture too large says so`() throws {
    let renderer = try renderer()
    let scene = Samples.scenes(renderer)[2]
    let found = problem { try renderer.png(scene, scale: 1000) }
    #expect(
      found?.summary.hasPrefix("The chart 'One of two differs' cannot be drawn as PNG of ") == true)
    #expect(found?.remedy?.contains("32767") == true)
    #expect(
      found?.found
        == "invalid value (typically too big) for the size of the input (surface, pattern, etc.)")
  }

  @Test func `Handles are given back`() async {
    // In a process of its own, because other tests take memory at the same time.
    await #expect(processExitsWith: .success) {
      let renderer = try CairoRenderer()
      let scene = Samples.scenes(renderer)[2]
      func draw(_ times: Int) throws {
        for _ in 0..<times {
          _ = try renderer.png(scene, scale: 1)
          _ = try renderer.pdf(scene)
          _ = try CairoRenderer()
        }
      }
      try draw(20)
      let before = Self.residentPages()
      try draw(60)
      // One lost surface of 420 × 200 px is 82 pages.
      precondition(Self.residentPages() - before < 1000, "memory grows with every drawing")
    }
  }

  private static func residentPages() -> Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(
      separator: " ")
    return fields.flatMap { Int($0[1]) } ?? 0
  }
}
