/// What a terminal can show.
struct TerminalStyle: Sendable, Equatable {
  /// Whether one line may be drawn again and again.
  var isLive: Bool
  var hasColor: Bool
  /// Whether blocks and ellipses may be drawn.
  var hasUnicode: Bool

  /// - Parameters:
  ///   - isTerminal: Whether the output is a terminal.
  ///   - environment: The variables of the process: `TERM`, `CI`, `NO_COLOR` and the locale count.
  init(isTerminal: Bool, environment: [String: String]) {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    let isCI = value("CI").map { $0 != "false" && $0 != "0" } ?? false
    isLive = isTerminal && value("TERM") != nil && value("TERM") != "dumb" && !isCI
    hasColor = isLive && value("NO_COLOR") == nil
    let locale = (value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? "").lowercased()
    hasUnicode = locale.contains("utf-8") || locale.contains("utf8")
  }
}
