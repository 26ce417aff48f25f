/// Lines as the path data of SVG: each run from its first point on in steps, which are shorter than places.
///
/// Steps are counted in hundredths, the grid of every scene, so that no rounding adds up along a line.
struct PathText {
  private(set) var text = ""

  init(_ path: ScenePath) {
    for run in path.runs {
      guard let first = run.first else { continue }
      text += "M" + coordinateText(first.x) + " " + coordinateText(first.y)
      addSteps(along: run)
      if path.isClosed { text += "Z" }
    }
  }

  private mutating func addSteps(along run: [Point]) {
    var isFirst = true
    for (from, to) in zip(run, run.dropFirst()) {
      let x = Self.number(Self.count(to.x) - Self.count(from.x))
      let y = Self.number(Self.count(to.y) - Self.count(from.y))
      text += (isFirst ? "l" : Self.gap(before: x)) + x + Self.gap(before: y) + y
      isFirst = false
    }
  }

  private static func count(_ coordinate: Double) -> Int { Int((coordinate * 100).rounded()) }

  /// A minus parts two numbers by itself.
  private static func gap(before number: String) -> String { number.hasPrefix("-") ? "" : " " }

  /// Without the zero before a decimal point.
  private static func number(_ count: Int) -> String {
    let text = coordinateText(Double(count) / 100)
    if text.hasPrefix("0.") { return String(text.dropFirst()) }
    return text.hasPrefix("-0.") ? "-" + text.dropFirst(2) : text
  }
}
