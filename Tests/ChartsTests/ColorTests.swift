import Foundation
import Testing

@testable import Charts

@Suite struct ColorTests {
  @Test func `Contrast is that of WCAG`() {
    #expect(RGB(0x000000).contrast(with: RGB(0xFFFFFF)) == 21)
    #expect((RGB(0x0072B2).contrast(with: RGB(0xFFFFFF)) * 100).rounded() == 519)
  }

  @Test(arguments: Theme.allCases)
  func `Lines and marks stand 3 to 1 against the background`(theme: Theme) {
    let ground = Ink.background.color(in: theme)
    for hue in 0..<(2 * Palette.hues.count) {
      for lightness in [nil, -1, -0.5, 0, 0.5, 1] as [Double?] {
        let ink = Palette.ink(of: SeriesStyle(.hue(hue), lightness: lightness))
        #expect(ink.color(in: theme).contrast(with: ground) >= 3, "hue \(hue) \(lightness ?? 9)")
      }
    }
    for count in 1...8 {
      for step in 0..<count {
        let color = Palette.ordinal(step, of: count).color(in: theme)
        #expect(color.contrast(with: ground) >= 3, "step \(step) of \(count)")
      }
    }
  }

  @Test(arguments: Theme.allCases)
  func `Words stand 4.5 to 1 against the background`(theme: Theme) {
    let ground = Ink.background.color(in: theme)
    var inks = [Ink.text, .muted]
    inks += Palette.hues.indices.map { Palette.textInk(of: SeriesStyle(.hue($0), lightness: 1)) }
    inks += (0..<5).map { Palette.textInk(of: SeriesStyle(.ordinal(step: $0, of: 5))) }
    for ink in inks { #expect(ink.color(in: theme).contrast(with: ground) >= 4.5, "\(ink)") }
  }

  @Test(arguments: Theme.allCases)
  func `Numbers in cells can be read on every colour`(theme: Theme) {
    for ramp in [ColorRamp.sequential, .diverging] {
      for step in 0...255 {
        let ink = ramp.ink(at: Double(step) / 255)
        #expect(ink.opposite.color(in: theme).contrast(with: ink.color(in: theme)) >= 4.5)
      }
    }
  }

  @Test(arguments: Theme.allCases)
  func `Ordered steps run in one direction of lightness`(theme: Theme) {
    let ground = Ink.background.color(in: theme)
    let contrasts = (0..<5).map {
      Palette.ordinal($0, of: 5).color(in: theme).contrast(with: ground)
    }
    #expect(zip(contrasts, contrasts.dropFirst()).allSatisfy { $1 > $0 * 1.15 }, "\(contrasts)")
  }

  @Test(arguments: Theme.allCases)
  func `Lightness runs from strong to faint`(theme: Theme) {
    let ground = Ink.background.color(in: theme)
    for hue in Palette.hues.indices {
      let contrasts = [-1.0, 0, 1].map {
        Palette.ink(of: SeriesStyle(.hue(hue), lightness: $0)).color(in: theme).contrast(
          with: ground)
      }
      #expect(contrasts[0] > contrasts[1] && contrasts[1] > contrasts[2], "hue \(hue)")
    }
  }

  /// Ottosson's OKLab (2020), in which equal distances look about equally far apart.
  private func lab(_ color: RGB) -> [Double] {
    let rgb = [color.red, color.green, color.blue].map { channel -> Double in
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    func combine(_ rows: [[Double]], _ column: [Double]) -> [Double] {
      rows.map { zip($0, column).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let cones = combine(
      [
        [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ], rgb)
    return combine(
      [
        [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
      ], cones.map { cbrt($0) })
  }

  private func apart(_ a: RGB, _ b: RGB) -> Double {
    zip(lab(a), lab(b)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  @Test(arguments: Theme.allCases)
  func `Six families of four sizes can be told apart`(theme: Theme) {
    let colors = (0..<6).map { family in
      (0..<4).map {
        Palette.ink(of: .model(family: family, size: $0, of: 4)).color(in: theme)
      }
    }
    for (family, sizes) in colors.enumerated() {
      for (a, b) in zip(sizes, sizes.dropFirst()) { #expect(apart(a, b) > 0.065, "\(family)") }
      for (other, others) in colors.enumerated().prefix(family) {
        for (a, b) in zip(sizes, others) { #expect(apart(a, b) > 0.065, "\(family) \(other)") }
      }
    }
  }

  @Test func `Sizes of a family have markers of their own, a single one its hue`() {
    let sizes = (0..<4).map { SeriesStyle.model(family: 2, size: $0, of: 4) }
    #expect(Set(sizes.map(\.marker)).count == 4 && !sizes.contains { $0.marker == .none })
    #expect(sizes.map(\.color) == [.hue(2), .hue(2), .hue(2), .hue(2)])
    #expect(SeriesStyle.model(family: 1, size: 0, of: 1).lightness == nil)
  }

  @Test func `No line on white is yellow`() {
    for ink in Palette.hues {
      #expect(!(ink.light.red > 200 && ink.light.green > 180 && ink.light.blue < 120))
    }
  }

  @Test func `An entity keeps its hue`() {
    let registry = HueRegistry(["Qwen 3", "Gemma 3", "SmolLM2"])
    #expect(registry.color(of: "Gemma 3") == .hue(1))
  }

  @Test func `An unknown entity is a mistake of the caller`() async {
    await #expect(processExitsWith: .failure) { _ = HueRegistry(["a"]).color(of: "b") }
  }
}
