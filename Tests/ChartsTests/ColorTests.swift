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
