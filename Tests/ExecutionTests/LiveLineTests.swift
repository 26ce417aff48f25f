import Diagnostics
import Testing

@testable import Execution

@Suite struct LiveLineTests {
  private let plain = TerminalStyle(
    isTerminal: true, environment: ["TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1"])
  private let ascii = TerminalStyle(
    isTerminal: true, environment: ["TERM": "xterm", "LANG": "C", "NO_COLOR": "1"])
  private let color = TerminalStyle(
    isTerminal: true, environment: ["TERM": "xterm", "LANG": "C.UTF-8"])

  /// 50 of 200 steps done in 2 s each, one failed, one under way.
  private func tracker(identity: String = "smollm2-135m-instruct · detailed · 50")
    -> ProgressTracker
  {
    var tracker = ProgressTracker.example(total: 200, done: 49, seconds: 2)
    tracker.receive(.started(.example(49)), at: 98)
    tracker.receive(.failed(.example(49), Problem("Bad.")), at: 100)
    tracker.receive(.started(StepLabel(index: 50, identity: identity, cost: 1)), at: 100)
    return tracker
  }

  private func line(
    _ columns: Int, _ style: TerminalStyle,
    identity: String = "smollm2-135m-instruct · detailed · 50"
  ) -> String {
    LiveLine(tracker: tracker(identity: identity), style: style).text(columns: columns, at: 100)
  }

  @Test(arguments: [
    (
      122,
      "███████░░░░░░░░░░░░░░░░░░░░░░░  50/200  30/min  5 min 00 s left  1 failed  "
        + "smollm2-135m-instruct · detailed · 50"
    ),
    (
      82,
      "██░░░░░░  50/200  30/min  5 min 00 s left  1 failed  smollm2-135m-instruct · d…"
    ),
    (62, "██░░░░░░  50/200  5 min 00 s left  1 failed  smollm2-135m-…"),
    (42, "███░░░░░░░░░░░  50/200  5 min 00 s left"),
    (22, "██░░░░░░░░░  50/200"),
    (12, "50/200"),
    (6, "50/"),
    (3, ""),
  ])
  func `Each width shows what matters most`(columns: Int, expected: String) {
    #expect(line(columns, plain) == expected)
    #expect(line(columns, plain).displayWidth <= columns - 3)
  }

  @Test func `Every line leaves room for an echo`() {
    let identities = ["a", "模型 · 数据 · 五十", "e\u{301}👩‍🔬❤️" + String(repeating: "宽", count: 50)]
    for identity in identities {
      for columns in 1...200 {
        #expect(line(columns, plain, identity: identity).displayWidth <= max(0, columns - 3))
      }
    }
  }

  @Test func `Wide characters are cut at whole columns`() {
    let text = line(64, plain, identity: "模型模型模型模型模型模型模型 · 五十")
    #expect(text == "██░░░░░░  50/200  5 min 00 s left  1 failed  模型模型模型模…")
    #expect(text.displayWidth == 60)
  }

  @Test func `A terminal without Unicode gets ASCII`() {
    #expect(
      line(72, ascii, identity: "a long identity that never fits")
        == "##------  50/200  30/min  5 min 00 s left  1 failed  a long identity~")
  }

  @Test func `Colours change no width`() {
    let text = line(82, color)
    #expect(text.hasPrefix("\u{1B}[36m██\u{1B}[0m\u{1B}[2m░░░░░░\u{1B}[0m  50/200  "))
    #expect(text.contains("  \u{1B}[31m1 failed\u{1B}[0m  "))
    #expect(text.replacing(/\u{1B}\[[0-9]*m/, with: "") == line(82, plain))
  }

  @Test func `A name cannot move the cursor`() {
    #expect(line(80, plain, identity: "a\u{1B}[2J\nb").hasSuffix("1 failed  a?[2J?b"))
  }
}

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("·…█", 3), ("模型", 4), ("ｱ", 1), ("Ａ", 2),
    ("한국", 4), ("👩‍🔬", 2), ("❤️", 2), ("🇩🇪", 2), ("\u{200B}", 0), ("𠀀", 2),
  ])
  func `Characters take the columns that terminals give them`(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }
}

@Suite struct TerminalStyleTests {
  private func style(_ environment: [String: String], isTerminal: Bool = true) -> TerminalStyle {
    TerminalStyle(isTerminal: isTerminal, environment: environment)
  }

  @Test func `Only a capable terminal outside of CI is live`() {
    #expect(style(["TERM": "xterm"]).isLive)
    #expect(style(["TERM": "xterm", "CI": "false"]).isLive)
    #expect(!style(["TERM": "xterm"], isTerminal: false).isLive)
    #expect(!style(["TERM": "dumb"]).isLive)
    #expect(!style([:]).isLive)
    #expect(!style(["TERM": "xterm", "CI": "true"]).isLive)
  }

  @Test func `Colour is left out where it is unwanted`() {
    #expect(style(["TERM": "xterm"]).hasColor)
    #expect(style(["TERM": "xterm", "NO_COLOR": ""]).hasColor)
    #expect(!style(["TERM": "xterm", "NO_COLOR": "1"]).hasColor)
    #expect(!style(["TERM": "dumb"]).hasColor)
  }

  @Test func `The first locale variable that is set decides on Unicode`() {
    #expect(style(["LANG": "de_DE.utf8"]).hasUnicode)
    #expect(style(["LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"]).hasUnicode)
    #expect(!style(["LC_ALL": "C", "LANG": "C.UTF-8"]).hasUnicode)
    #expect(!style([:]).hasUnicode)
  }
}
