/// A verdict as a sign and words, so that colour is never alone.
struct VerdictWords {
  let verdict: String

  static let supported = VerdictWords(verdict: "supported")
  static let refuted = VerdictWords(verdict: "refuted")

  private var glyph: String {
    switch verdict {
    case "supported": "✓"
    case "refuted", "not supported": "✕"
    case "cannot be tested", "not comparable": "–"
    case "greater": "▲"
    case "less": "▼"
    case "equivalent": "="
    default: "?"
    }
  }

  /// The word of the style sheet for the chip.
  private var look: String {
    switch verdict {
    case "supported", "refuted": verdict
    case "not supported": "refuted"
    case "greater", "less": "changed"
    default: "inconclusive"
    }
  }

  var value: TemplateValue { chip(verdict) }

  /// The chip with other words, such as a count.
  func chip(_ words: String) -> TemplateValue {
    ["glyph": .text(glyph), "look": .text(look), "words": .text(words), "kind": .text(kind)]
  }

  /// A chip for each verdict that any claim has, such as `✓ 3 supported`.
  static func summary(of verdicts: [String]) -> TemplateValue {
    .list(
      (settled + ["inconclusive"]).compactMap { verdict in
        let count = verdicts.count { VerdictWords(verdict: $0).kind == verdict }
        return count == 0 ? nil : VerdictWords(verdict: verdict).chip("\(count) \(verdict)")
      })
  }

  /// The same of what is left at equal length; absent without any.
  static func controlledSummary(of verdicts: [String], noun: String) -> TemplateValue {
    guard !verdicts.isEmpty else { return .absent }
    return [
      "count": .text("\(counted(verdicts.count, noun)) at equal length"),
      "verdicts": summary(of: verdicts),
    ]
  }

  private static let settled = [
    "supported", "refuted", "not supported", "cannot be tested", "not comparable",
  ]

  private var kind: String { Self.settled.contains(verdict) ? verdict : "inconclusive" }
}
