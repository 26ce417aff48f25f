import Testing

@testable import Charts
@testable import Reports

@Suite struct StyleSheetTests {
  /// The colours by name: those of the light theme, or with `isDark` those that the dark one puts in their place.
  private static func colors(isDark: Bool) throws -> [String: RGB] {
    let styles = try ReportTemplates.standard().styles
    var colors: [String: RGB] = [:]
    var isInDark = false
    for line in styles.split(separator: "\n") {
      if line.hasPrefix("@media screen and (prefers-color-scheme: dark)") { isInDark = true }
      guard let match = line.firstMatch(of: /--([a-z-]+): #([0-9a-f]{6});/), isDark || !isInDark,
        let hex = UInt32(match.2, radix: 16)
      else { continue }
      colors[String(match.1)] = RGB(hex)
    }
    return colors
  }

  @Test(arguments: [false, true])
  func `Text stands 4.5 to 1 against what lies behind it`(_ isDark: Bool) throws {
    let colors = try Self.colors(isDark: isDark)
    let pairs = [
      ("text", ["ground", "raised", "good-ground", "bad-ground", "open-ground"]),
      ("muted", ["ground", "raised", "good-ground", "bad-ground", "open-ground"]),
      ("accent", ["ground", "raised"]), ("good", ["good-ground", "ground"]),
      ("bad", ["bad-ground", "ground"]), ("open", ["open-ground", "ground"]),
    ]
    for (front, grounds) in pairs {
      for ground in grounds {
        let (a, b) = (try #require(colors[front]), try #require(colors[ground]))
        #expect(a.contrast(with: b) >= 4.5, "\(front) on \(ground)")
      }
    }
  }

  @Test func `The ground of the page is that of the charts`() throws {
    #expect(try Self.colors(isDark: false)["ground"] == Ink.background.light)
    #expect(try Self.colors(isDark: true)["ground"] == Ink.background.dark)
  }

  @Test func `Nothing is fetched from anywhere`() throws {
    let styles = try ReportTemplates.standard().styles
    #expect(!styles.contains("url(") && !styles.contains("@import"))
  }
}
