import Diagnostics
public import Experiments

/// Whether two versions of an experiment differ only as a policy allows.
public struct PolicyCheck: Sendable {
  /// How a check ends.
  public enum Outcome: Int32, Sendable {
    /// Everything is allowed.
    case passed = 0
    /// Something is not.
    case breached = 2
    /// Something cannot be compared, and nothing else is wrong.
    case notComparable = 6
    /// Something is left open, which was not to be.
    case inconclusive = 7
  }

  /// What is not allowed in one cell.
  public struct Breach: Sendable {
    /// The cell.
    public var cell: CellComparison
    /// The verdict that asks for most attention among those that are not allowed.
    public var verdict: ComparisonVerdict
    /// The lines that are not allowed; none where the cell as a whole is not.
    public var lines: [ComparisonLine]

    /// What is wrong, in a sentence.
    public var words: String {
      guard let first = lines.first else {
        return "Cell '\(cell.id)' is \(verdict.rawValue)." + cell.notes.map { " \($0)" }.joined()
      }
      let number = first.number
      let change =
        "\(first.quantity) of \(first.subject): \(DiffNumbers.value(number.reference?.value)) → "
        + "\(DiffNumbers.value(number.other?.value))"
      let detail = [number.difference?.words, number.reason].compactMap { $0 }
      let more = lines.count > 1 ? " \(lines.count - 1) more in this cell." : ""
      return "\(verdict.rawValue): \(change)"
        + (detail.isEmpty ? "" : " (\(detail.joined(separator: "; ")))") + ".\(more)"
    }
  }

  /// The comparison.
  public var diff: VersionDiff
  /// What is not allowed, in the order of the cells.
  public var breaches: [Breach]
  /// Whether anything inconclusive counts.
  public var isStrict: Bool

  /// Compares and judges.
  ///
  /// - Parameters:
  ///   - reference: The baseline.
  ///   - other: What is checked.
  ///   - policy: What is allowed.
  ///   - file: The policy's file, for problems.
  ///   - isStrict: Whether what is inconclusive is an outcome of its own.
  /// - Throws: `Problem` if a rule names no cell or metric that exists.
  public init(
    from reference: ComparedReport, to other: ComparedReport, policy: ComparisonPolicy,
    file: String?, isStrict: Bool = false
  ) throws {
    diff = VersionDiff(from: reference, to: other, policy: policy)
    self.isStrict = isStrict
    try Self.checkRules(policy, diff, file: file)
    breaches = diff.cells.compactMap { Self.breach($0, policy) }
  }

  private static func breach(_ cell: CellComparison, _ policy: ComparisonPolicy) -> Breach? {
    let lines = cell.lines.filter { line in
      !policy.terms(forCell: cell.id, metric: line.number.key.metric).allowed.contains(line.verdict)
    }
    if let first = lines.first {
      return Breach(cell: cell, verdict: first.verdict, lines: lines)
    }
    // A cell that came, went, failed or was mended has a verdict of its own.
    let isOwn = cell.numbers.isEmpty
    let allowed = policy.terms(forCell: cell.id, metric: nil).allowed
    return isOwn && !allowed.contains(cell.verdict)
      ? Breach(cell: cell, verdict: cell.verdict, lines: []) : nil
  }

  /// How the check ends: a breach weighs more than what cannot be compared, and that more than what is
  /// open.
  public var outcome: Outcome {
    if breaches.contains(where: { $0.lines.isEmpty && $0.verdict != .notComparable }) {
      return .breached
    }
    let verdicts = Set(breaches.flatMap { $0.lines.map(\.verdict) } + breaches.map(\.verdict))
    if !verdicts.subtracting([.notComparable]).isEmpty { return .breached }
    if verdicts.contains(.notComparable) { return .notComparable }
    return isStrict && diff.counts[.inconclusive] ?? 0 > 0 ? .inconclusive : .passed
  }

  /// Whether a reader should be told: whether anything but noise was seen.
  public var matters: Bool {
    let quiet: Set<ComparisonVerdict> = [.equivalent, .withinTolerance, .inconclusive]
    return outcome != .passed || !Set(diff.cells.map(\.verdict)).isSubset(of: quiet)
  }

  // MARK: Rules

  private static func checkRules(
    _ policy: ComparisonPolicy, _ diff: VersionDiff, file: String?
  ) throws {
    let cells = diff.cells.map(\.id)
    let metrics = Set(diff.cells.flatMap { $0.numbers.map(\.key.metric) })
    for (index, rule) in policy.rules.enumerated() {
      let place = Place(file: file, pointer: "/rules/\(index)")
      for pattern in rule.cells ?? []
      where !cells.contains(where: { ComparisonPolicy.Rule.matches($0, pattern) }) {
        throw Problem.ruleWithoutCell(pattern, cells: cells, at: place)
      }
      for metric in rule.metrics ?? [] where !metrics.contains(metric) {
        throw Problem.ruleWithoutMetric(metric, metrics: metrics.sorted(), at: place)
      }
    }
  }
}

extension Problem {
  fileprivate static func ruleWithoutCell(
    _ pattern: String, cells: [String], at place: Place
  ) -> Problem {
    let near = nearestSpelling(of: pattern, among: cells)
    return Problem(
      "The policy names a cell that does not exist: '\(pattern)'.", at: place,
      expected: "one of \(cells.joined(separator: ", "))", found: "'\(pattern)'",
      remedy: near.map { "Did you mean '\($0)'?" }
        ?? "Name a cell of the report, or a pattern with '*'.")
  }

  fileprivate static func ruleWithoutMetric(
    _ metric: String, metrics: [String], at place: Place
  ) -> Problem {
    Problem(
      "The policy names a metric that no cell shows: '\(metric)'.", at: place,
      expected: "one of \(metrics.joined(separator: ", "))", found: "'\(metric)'",
      remedy: "Name a metric of the report, or remove the rule.")
  }
}
