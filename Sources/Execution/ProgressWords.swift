/// How progress says numbers.
enum ProgressWords {
  /// For example `48 s`, `3 min 05 s` or `2 h 10 min`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 360_000_000).rounded(.up))
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    if hours >= 100 { return "\(hours) h" }
    if hours > 0 { return "\(hours) h \(twoDigits(minutes)) min" }
    if minutes > 0 { return "\(minutes) min \(twoDigits(whole % 60)) s" }
    return "\(whole) s"
  }

  /// For example `3.2/s`, `14/min` or `0.5/h`.
  static func rate(_ stepsPerSecond: Double) -> String {
    let (value, unit) =
      if stepsPerSecond >= 1 {
        (stepsPerSecond, "s")
      } else if stepsPerSecond * 60 >= 1 {
        (stepsPerSecond * 60, "min")
      } else {
        (stepsPerSecond * 3600, "h")
      }
    if value >= 9.95 { return "\(Int(value.rounded()))/\(unit)" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)/\(unit)"
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension ProgressTracker {
  /// What goes on, in words: the step being measured, or what the run waits for.
  var activity: String {
    if isInterrupted { return "finishing \(counted(running.count, "step")) in flight" }
    if let first = running.first {
      let others = running.count - 1
      let words = words[first.label.index].map { ": \($0.printable())" } ?? ""
      return first.label.identity.printable() + words + (others > 0 ? " +\(others)" : "")
    }
    if let first = waiting.first {
      return "another process computes \(first.identity.printable())"
    }
    return ""
  }

  /// The line for a log: `38/200 done, 14/min, 11 min 35 s left, 1 failed: smollm2 · none · 12`.
  func plainLine(at now: Double) -> String {
    var parts = ["\(done)/\(total) done"]
    if let rate = rate(at: now) { parts.append(ProgressWords.rate(rate)) }
    if let left = remaining(at: now) { parts.append("\(ProgressWords.duration(left)) left") }
    if failed > 0 { parts.append("\(failed) failed") }
    return parts.joined(separator: ", ") + (activity.isEmpty ? "" : ": \(activity)")
  }
}
