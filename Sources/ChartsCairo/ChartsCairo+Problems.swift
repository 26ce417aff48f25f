import Diagnostics

extension Problem {
  static func missingFont(_ path: String, package: String) -> Problem {
    Problem(
      "A font that charts are drawn with cannot be opened.", at: Place(file: path),
      expected: "a TrueType font of the Debian package \(package)",
      remedy: "Install it: apt-get install \(package).")
  }

  static func fontMapUnavailable() -> Problem {
    Problem(
      "Pango cannot set type with FreeType fonts.",
      expected: "a Pango with fontconfig and FreeType",
      remedy: "Install Debian's libpango-1.0-0, libpangocairo-1.0-0 and libpangoft2-1.0-0.")
  }

  static func drawingFailed(_ title: String, format: String, reason: String) -> Problem {
    Problem(
      "The chart '\(title)' cannot be drawn as \(format).", expected: "success of Cairo",
      found: reason,
      remedy:
        "Make the chart smaller: fewer rows, a smaller scale. A PNG has at most 32767 px a side.")
  }
}
