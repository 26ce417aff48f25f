import Testing

@testable import Charts

@Suite struct TextTests {
  let measurer = FixedMeasurer()

  @Test func `A paragraph breaks at spaces and no line is too wide`() {
    let text = "Gradients shrink as the chain of thought grows, above all in early layers"
    for width in stride(from: 60.0, through: 600, by: 20) {
      let lines = measurer.lines(of: text, in: .title, width: width)
      #expect(
        lines.joined(separator: " ").split(separator: " ").joined() == text.filter { $0 != " " })
      #expect(lines.allSatisfy { measurer.width(of: $0, in: .title) <= width })
    }
    #expect(measurer.lines(of: text, in: .title, width: 9999) == [text])
    #expect(measurer.lines(of: "", in: .title, width: 100) == [""])
  }

  @Test func `A word wider than the line is broken inside`() {
    let word = String(repeating: "wide", count: 30)
    let lines = measurer.lines(of: "a \(word) b", in: .label, width: 100)
    #expect(lines.count > 5)
    #expect(lines.joined() == "a\(word) b")
    #expect(lines.allSatisfy { measurer.width(of: $0, in: .label) <= 100 })
  }

  @Test func `A label that does not fit ends in an ellipsis`() {
    #expect(measurer.fitted("short", in: .label, width: 100) == "short")
    let cut = measurer.fitted("a rather long label", in: .label, width: 50)
    #expect(cut.hasSuffix("…") && measurer.width(of: cut, in: .label) <= 50)
    #expect(
      measurer.fitted("e\u{301}e\u{301}e\u{301}e\u{301}", in: .label, width: 19) == "e\u{301}…")
  }

  @Test func `Control characters become spaces and reordering marks go`() {
    #expect(displayText("a\nb\tc\u{0}d") == "a b c d")
    #expect(displayText("\u{202E}abc\u{2066}") == "abc")
    #expect(displayText("\u{FFFF}") == "\u{FFFD}")
    #expect(displayText("שלום 😀 ‖G‖ → ∞") == "שלום 😀 ‖G‖ → ∞")
  }

  @Test func `A simplified line passes near every point`() {
    let points = (0..<500).map { index in
      Point(Double(index), Double((index * index) % 97) / (index < 250 ? 400 : 10))
    }
    let kept = simplified(points)
    #expect(kept.count < points.count && kept.first == points.first && kept.last == points.last)
    for point in points {
      let near = zip(kept, kept.dropFirst()).contains { a, b in
        guard a.x <= point.x, point.x <= b.x else { return false }
        let y = a.y + (b.y - a.y) * (point.x - a.x) / (b.x - a.x)
        return abs(y - point.y) <= 0.11 * max(1, abs(b.y - a.y) / (b.x - a.x) + 1)
      }
      #expect(near, "\(point)")
    }
  }
}
