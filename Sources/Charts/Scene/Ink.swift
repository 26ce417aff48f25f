/// Which background a chart is drawn for.
public enum Theme: String, Sendable, CaseIterable {
  /// Dark marks on white: pages, print, papers.
  case light
  /// Light marks on a near-black ground.
  case dark
}

/// A colour for each theme.
public struct Ink: Sendable, Hashable {
  /// The colour on the light background.
  public var light: RGB
  /// The colour on the dark background.
  public var dark: RGB

  /// Creates an ink.
  public init(light: RGB, dark: RGB) {
    self.light = light
    self.dark = dark
  }

  init(_ light: UInt32, _ dark: UInt32) {
    self.init(light: RGB(light), dark: RGB(dark))
  }

  /// The colour in `theme`.
  public func color(in theme: Theme) -> RGB {
    switch theme {
    case .light: light
    case .dark: dark
    }
  }

  /// The ground of every chart.
  public static let background = Ink(0xFFFFFF, 0x14181D)
  static let text = Ink(0x1B1F24, 0xE6E9EC)
  static let muted = Ink(0x57606A, 0xA3ADB8)
  static let axis = Ink(0x8C959F, 0x6B7681)
  static let grid = Ink(0xE8EBEE, 0x282E35)
  static let shade = Ink(0xF1F3F5, 0x1F252C)
  static let tolerance = Ink(0xE4E8EC, 0x2B323A)
  static let hatch = Ink(0xC4CAD1, 0x454D56)
}
