import Glibc

/// The colours of series, after Okabe and Ito's palette for all forms of colour vision.
///
/// Each hue has one colour a theme, so that an entity stays recognizable. What fails 3:1 on white there (orange,
/// sky blue, yellow) is darkened for the light theme or left to the dark one.
enum Palette {
  /// Blue, vermillion, green, purple, olive, taupe, cyan.
  ///
  /// The first six stay apart at every lightness: of two families at one size, and of two neighbouring
  /// sizes of one family among four, the colours differ by 0.065 and more in OKLab (Ottosson 2020), three
  /// times what is just seen. No six hues of one lightness do so for readers who do not tell red from
  /// green; for them series also have names at their lines, markers and headings.
  static let hues = [
    Ink(0x0072B2, 0x56B4E9), Ink(0xD55E00, 0xFF8A4C), Ink(0x008A64, 0x2CC79A),
    Ink(0xB5568F, 0xE59AC8), Ink(0x767700, 0xDED340), Ink(0x735E56, 0xC3A98C),
    Ink(0x1B8E9E, 0x86E0EC),
  ]

  /// From faint to strong, against the background of each theme.
  static let ordinalAnchors = (
    light: [RGB(0x3E9BB4), RGB(0x2C6FB2), RGB(0x3A2C86), RGB(0x1D0F45)],
    dark: [RGB(0x4C74B8), RGB(0x4FA8C4), RGB(0x8FD9B6), RGB(0xF3F6C2)]
  )

  /// The graphite of verdicts that find nothing.
  static let neutral = Ink(0x4F5963, 0xB9C2CB)

  static let context = Ink(0xB4BBC3, 0x555F6A)

  /// The colour of the lines and marks of `style`.
  static func ink(of style: SeriesStyle) -> Ink {
    switch style.color {
    case .context: context
    case .ordinal(let step, let count): ordinal(step, of: count)
    case .hue(let index):
      shaded(hues[((index % hues.count) + hues.count) % hues.count], style.lightness)
    }
  }

  /// The colour for words that speak of `style`: 4.5:1, as small text needs.
  static func textInk(of style: SeriesStyle) -> Ink {
    readable(ink(of: style))
  }

  /// `ink`, strengthened to 4.5:1 against the background if it has less.
  static func readable(_ ink: Ink) -> Ink {
    func enough(_ theme: Theme) -> RGB {
      let (color, ground) = (ink.color(in: theme), Ink.background.color(in: theme))
      return color.contrast(with: ground) >= 4.5 ? color : color.standing(4.5, against: ground)
    }
    return Ink(light: enough(.light), dark: enough(.dark))
  }

  /// Step `step` of `count` on the ordered ramp.
  static func ordinal(_ step: Int, of count: Int) -> Ink {
    precondition(count >= 1 && step >= 0 && step < count, "step \(step) of a ramp of \(count)")
    let place = count == 1 ? 0.5 : Double(step) / Double(count - 1)
    return Ink(
      light: ColorRamp.color(at: place, along: ordinalAnchors.light),
      dark: ColorRamp.color(at: place, along: ordinalAnchors.dark))
  }

  /// `lightness` −1...1 becomes a contrast of 11 to 3.1, in equal ratios.
  private static func shaded(_ hue: Ink, _ lightness: Double?) -> Ink {
    guard let lightness else { return hue }
    let ratio = 3.1 * pow(11 / 3.1, (1 - lightness) / 2)
    return Ink(
      light: hue.light.standing(ratio, against: Ink.background.light),
      dark: hue.dark.standing(ratio, against: Ink.background.dark))
  }
}
