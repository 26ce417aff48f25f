extension String {
  /// The number of terminal columns that the text takes.
  var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The text cut to `columns` with `mark` in place of what is cut off.
  func fitted(to columns: Int, mark: String) -> String {
    guard displayWidth > columns else { return self }
    let room = columns - mark.displayWidth
    var width = 0
    let kept = prefix { character in
      width += character.displayWidth
      return width <= room
    }
    return room < 0 ? "" : kept + mark
  }

  /// The text with a `?` for each control character, which could move the cursor.
  func printable(keepingLines: Bool = false) -> String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          let isControl = scalar.properties.generalCategory == .control
          return isControl && !(keepingLines && scalar == "\n") ? "?" : scalar
        }))
  }
}

extension Character {
  /// 0 for marks that stand on nothing, 2 for East Asian wide characters and emoji, else 1.
  var displayWidth: Int {
    let widths = unicodeScalars.map(\.displayWidth)
    let isEmoji = unicodeScalars.contains("\u{FE0F}")
    return isEmoji ? 2 : widths.max() ?? 0
  }
}

extension Unicode.Scalar {
  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if properties.isEmojiPresentation { return 2 }
    return Self.wide.contains { $0.contains(value) } ? 2 : 1
  }

  /// The blocks of East Asian Width W and F (Unicode Standard Annex 11), unassigned code points
  /// inside them included.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD,
  ]
}
