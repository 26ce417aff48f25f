/// The one line that a terminal shows while steps run.
struct LiveLine: Sendable {
  private enum Color: String { case none = "", bar = "36", rest = "2", bad = "31" }
  private struct Piece {
    var text: String
    var color = Color.none
  }

  let tracker: ProgressTracker
  let style: TerminalStyle
  private static let gap = 2

  /// The line at `now` in seconds, 3 columns short of `columns`: the cursor stays on it, and so does
  /// the `^C` that a terminal echoes.
  ///
  /// What matters most gets room first: the count, then bar, time left, failures, what is measured,
  /// rate. What is measured is shortened before anything is left out; spare room goes to it, then to
  /// the bar.
  func text(columns: Int, at now: Double) -> String {
    var room = max(0, columns - 3)
    let count = "\(tracker.done)/\(tracker.total)"
    room -= count.displayWidth
    guard room >= 0 else { return count.fitted(to: max(0, columns - 3), mark: "") }
    let bar = take(8, from: &room)
    let left = tracker.remaining(at: now).map { ProgressWords.duration($0) + " left" }
      .flatMap { fit($0, in: &room) }
    let failed = tracker.failed > 0 ? fit("\(tracker.failed) failed", in: &room) : nil
    let label =
      tracker.activity.isEmpty ? 0 : take(min(12, tracker.activity.displayWidth), from: &room)
    let rate = tracker.rate(at: now).map(ProgressWords.rate).flatMap { fit($0, in: &room) }
    let labelWidth = label == 0 ? 0 : min(tracker.activity.displayWidth, label + room)
    let barWidth = bar == 0 ? 0 : min(30, bar + room - (labelWidth - label))
    let activity = tracker.activity.fitted(to: labelWidth, mark: style.hasUnicode ? "…" : "~")
    let pieces: [[Piece]] = [
      barPieces(barWidth), [Piece(text: count)], [Piece(text: rate ?? "")],
      [Piece(text: left ?? "")], [Piece(text: failed ?? "", color: .bad)],
      [Piece(text: activity, color: .rest)],
    ]
    return pieces.map { $0.map(spelled).joined() }.filter { !$0.isEmpty }
      .joined(separator: String(repeating: " ", count: Self.gap))
  }

  /// Takes `width` and a gap from the room if they fit.
  private func take(_ width: Int, from room: inout Int) -> Int {
    guard room >= width + Self.gap else { return 0 }
    room -= width + Self.gap
    return width
  }

  private func fit(_ text: String, in room: inout Int) -> String? {
    take(text.displayWidth, from: &room) > 0 ? text : nil
  }

  private func barPieces(_ width: Int) -> [Piece] {
    let share = tracker.total == 0 ? 1 : Double(tracker.done) / Double(tracker.total)
    let filled = Int(share * Double(width))
    let (full, empty) = style.hasUnicode ? ("█", "░") : ("#", "-")
    return [
      Piece(text: String(repeating: full, count: filled), color: .bar),
      Piece(text: String(repeating: empty, count: width - filled), color: .rest),
    ]
  }

  private func spelled(_ piece: Piece) -> String {
    guard style.hasColor, piece.color != .none, !piece.text.isEmpty else { return piece.text }
    return "\u{1B}[\(piece.color.rawValue)m\(piece.text)\u{1B}[0m"
  }
}
