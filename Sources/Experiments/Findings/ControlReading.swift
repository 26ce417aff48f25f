/// What a claim's rows say raw and at equal response length, in sentences that a reader may take away.
///
/// A row is lost at equal length only where the interval there leaves out the raw difference: a wider
/// interval around the same difference means fewer examples, not that length explains it.
struct ControlReading {
  /// The sentences.
  let text: String

  /// `nil` where no row was controlled.
  init?(_ rows: [DifferenceFinding]) {
    let judged = rows.filter { $0.controlledVerdict != nil }
    guard !judged.isEmpty else { return nil }
    let comparable = judged.filter { $0.controlledVerdict != DifferenceFinding.notComparable }
    let raw =
      "Raw, "
      + Self.tally(judged.map(\.verdict), of: "the claim", noun: " comparisons")
    guard !comparable.isEmpty else {
      text =
        raw + ", but this cannot be separated from response length: "
        + Self.reason(judged) + "."
      return
    }
    let controlled = comparable.compactMap(\.controlledVerdict)
    text =
      raw + "; at equal length (\(Self.means(comparable))) "
      + Self.tally(controlled, of: "it") + Self.conclusion(comparable)
      + Self.remainder(judged, comparable)
  }

  // MARK: Counts

  /// For example: the claim holds in 3 of 4 comparisons and is refuted in 1.
  private static func tally(_ verdicts: [String], of subject: String, noun: String = "") -> String {
    let parts = [
      ("supported", "holds"), ("refuted", "is refuted"), ("inconclusive", "stays open"),
    ].map { verdict, words in (words: words, count: verdicts.count { $0 == verdict }) }
      .filter { $0.count > 0 }
    guard verdicts.count > 1 else { return "\(subject) \(parts.first?.words ?? "stays open")" }
    let words = parts.enumerated().map { index, part in
      "\(part.words) in \(part.count)" + (index == 0 ? " of \(verdicts.count)\(noun)" : "")
    }
    return "\(subject) \(joined(words))"
  }

  private static func joined(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func means(_ rows: [DifferenceFinding]) -> String {
    rows.decidingLabels.joined(separator: "; ")
  }

  // MARK: Conclusions

  private enum Change { case kept, reversed, vanished, thinned, appeared, open }

  private static func change(of row: DifferenceFinding) -> Change {
    let controlled = row.controlledVerdict ?? ""
    let isClear = row.verdict != "inconclusive"
    if row.verdict == controlled { return isClear ? .kept : .open }
    guard isClear else { return .appeared }
    guard controlled == "inconclusive" else { return .reversed }
    // On other tokens the gradient is another, so that sizes do not compare: what is gone is gone.
    guard let control = row.decidingControl, control.kind != LengthControl.fixed.rawValue,
      let value = row.difference.value, let lower = control.estimate.lower,
      let upper = control.estimate.upper
    else { return .vanished }
    return (lower...upper).contains(value) ? .thinned : .vanished
  }

  private static func conclusion(_ rows: [DifferenceFinding]) -> String {
    let changes = rows.map(change)
    func count(_ change: Change) -> Int { changes.count { $0 == change } }
    let clear = count(.kept) + count(.reversed) + count(.vanished) + count(.thinned)
    let gone = count(.reversed) + count(.vanished)
    if clear == 0 {
      return count(.appeared) > 0 ? ": what differs was hidden by response length." : "."
    }
    if count(.kept) == clear { return ": response length does not explain it." }
    if count(.reversed) == clear {
      return ": at equal length it is the other way round, so what is seen raw goes with response "
        + "length."
    }
    if gone == clear { return ": what is seen raw goes with response length." }
    if 2 * gone > clear { return ": most of what is seen here goes with response length." }
    if gone > 0 { return ": a part of what is seen here goes with response length." }
    if count(.kept) > 0 {
      return ": response length does not explain it where enough examples of equal length are left."
    }
    return ": too few examples of equal length are left to tell whether response length explains "
      + "it."
  }

  // MARK: What cannot be compared

  private static func remainder(
    _ judged: [DifferenceFinding], _ comparable: [DifferenceFinding]
  ) -> String {
    let missing = judged.count - comparable.count
    guard missing > 0 else { return "" }
    return " In \(missing) of \(judged.count) nothing can be said at equal length: "
      + reason(judged) + "."
  }

  private static func reason(_ rows: [DifferenceFinding]) -> String {
    var reasons: [String] = []
    for reason in rows.compactMap(\.controlProblem) where !reasons.contains(reason) {
      reasons.append(reason)
    }
    guard let first = reasons.first else { return "no control could be computed" }
    return reasons.count > 1 ? "for example, \(first)" : first
  }
}
