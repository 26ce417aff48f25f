public import Experiments
import Statistics

/// Two versions of one experiment: what changed, why, and how surely.
public struct VersionDiff: Sendable {
  /// What is compared with.
  public var reference: String
  /// What is compared.
  public var other: String
  /// What differs besides the numbers.
  public var changes: [Change]
  /// Every cell of either version: those of the other in its order, then those that are gone.
  public var cells: [CellComparison]
  /// The confidence level of intervals.
  public var level: Double
  /// How many numbers were compared, over which p-values are adjusted.
  public var tested: Int

  /// The verdicts of all cells, that which asks for most attention; `equivalent` without cells.
  public var verdict: ComparisonVerdict {
    cells.map(\.verdict).min { $0.rank < $1.rank } ?? .equivalent
  }

  /// How many numbers have each verdict.
  public var counts: [ComparisonVerdict: Int] {
    cells.reduce(into: [:]) { $0.merge($1.counts, uniquingKeysWith: +) }
  }

  /// Compares two versions.
  ///
  /// - Parameters:
  ///   - reference: What is compared with.
  ///   - other: What is compared.
  ///   - policy: The tolerances and directions.
  public init(
    from reference: ComparedReport, to other: ComparedReport, policy: ComparisonPolicy = .init()
  ) {
    (self.reference, self.other) = (reference.name, other.name)
    (level, tested) = (other.findings.statistics.confidence, 0)
    changes = Change.all(from: reference.findings, to: other.findings)
    cells = []
    let before = reference.findings.cells
    for cell in other.findings.cells {
      guard let old = before.first(where: { $0.id == cell.id }) else {
        cells.append(.only(cell, .added))
        continue
      }
      cells.append(compare(old, reference, cell, other, policy))
    }
    for cell in before where !other.findings.cells.contains(where: { $0.id == cell.id }) {
      cells.append(.only(cell, .removed))
    }
    adjust()
    judge(policy)
  }

  // MARK: Cells

  private func compare(
    _ old: CellFinding, _ reference: ComparedReport, _ new: CellFinding, _ other: ComparedReport,
    _ policy: ComparisonPolicy
  ) -> CellComparison {
    var cell = CellComparison(
      id: new.id, title: new.title.isEmpty ? new.id : new.title, kind: new.kindName,
      verdict: .equivalent, notes: [], numbers: [])
    if old.status != .failed, new.status == .failed {
      cell.verdict = .failing
      cell.notes = new.problems
      return cell
    }
    if old.status == .failed, new.status != .failed {
      cell.verdict = .fixed
      return cell
    }
    if old.status == .ok, new.status == .partial { cell.notes += new.problems }
    if old.fingerprint == new.fingerprint, old.content != new.content {
      cell.notes.append(
        "Model, data, method and environment are the same, and yet the numbers differ: findings were "
          + "edited, or the computation does not repeat itself.")
    }
    if case .markdown = new.content {
      if old.content != new.content { cell.notes.append("The text is another.") }
      return cell
    }
    let check = Comparability(reference.findings, other.findings, cell: new.id)
    let earlier = reference.numbers(of: old)
    let before = Dictionary(
      earlier.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let after = other.numbers(of: new)
    cell.numbers = after.map { number in
      guard let old = before[number.key] else { return .only(number, .added) }
      return compare(old, number, check, policy.terms(forCell: new.id, metric: number.key.metric))
    }
    let present = Set(after.map(\.key))
    cell.numbers += earlier.filter { !present.contains($0.key) }.map {
      .only($0, .removed)
    }
    return cell
  }

  private func compare(
    _ old: ReportedNumber, _ new: ReportedNumber, _ check: Comparability,
    _ terms: ComparisonPolicy.Terms
  ) -> NumberComparison {
    var comparison = NumberComparison(
      key: new.key, quantity: new.quantity, reference: old.estimate, other: new.estimate,
      difference: nil, adjustedPValue: nil,
      tolerance: terms.tolerance.band(around: old.estimate.value ?? 0), isPoint: new.isPoint,
      conclusion: nil, verdict: .equivalent, reason: nil)
    if let before = old.verdict, let after = new.verdict, before != after {
      comparison.conclusion = NumberComparison.Conclusion(before: before, after: after)
    }
    if let problem = check.problem(of: new) {
      (comparison.verdict, comparison.reason) = (.notComparable, problem)
      return comparison
    }
    switch (old.estimate.value, new.estimate.value) {
    case (nil, nil): break
    case (nil, _): comparison.verdict = .fixed
    case (_, nil): comparison.verdict = .failing
    default:
      comparison.difference = NumberDifference(
        from: old.estimate, to: new.estimate, level: level)
    }
    return comparison
  }

  // MARK: Verdicts

  /// Adjusts the p-values of all numbers together.
  private mutating func adjust() {
    let values = cells.flatMap(\.numbers).compactMap { $0.difference?.pValue }
    tested = values.count
    var adjusted = benjaminiHochberg(values)[...]
    for cell in cells.indices {
      for number in cells[cell].numbers.indices
      where cells[cell].numbers[number].difference?.pValue != nil {
        cells[cell].numbers[number].adjustedPValue = adjusted.popFirst()
      }
    }
  }

  private mutating func judge(_ policy: ComparisonPolicy) {
    for index in cells.indices {
      let id = cells[index].id
      for place in cells[index].numbers.indices {
        let number = cells[index].numbers[place]
        let direction =
          policy.terms(forCell: id, metric: number.key.metric).direction
          ?? Metric.Direction(rawValue: number.quantity.direction) ?? .neutral
        let (verdict, reason) = number.judged(direction: direction, alpha: 1 - level)
        cells[index].numbers[place].verdict = verdict
        cells[index].numbers[place].reason = reason
      }
      let numbers = cells[index].numbers.enumerated().sorted {
        ($0.element.verdict.rank, -$0.element.size, $0.offset)
          < ($1.element.verdict.rank, -$1.element.size, $1.offset)
      }.map(\.element)
      cells[index].numbers = numbers
      if let first = numbers.first, first.verdict.rank < cells[index].verdict.rank {
        cells[index].verdict = first.verdict
      }
    }
  }
}

extension NumberComparison {
  /// A number that one version alone has.
  fileprivate static func only(
    _ number: ReportedNumber, _ verdict: ComparisonVerdict
  ) -> NumberComparison {
    NumberComparison(
      key: number.key, quantity: number.quantity,
      reference: verdict == .removed ? number.estimate : nil,
      other: verdict == .added ? number.estimate : nil, difference: nil, adjustedPValue: nil,
      tolerance: 0, isPoint: number.isPoint, conclusion: nil, verdict: verdict, reason: nil)
  }

  /// How large a difference is beside its uncertainty, for sorting.
  var size: Double {
    guard let difference, let lower = difference.lower, let upper = difference.upper else {
      return 0
    }
    return upper > lower
      ? abs(difference.value) / (upper - lower) : abs(difference.value) > 0 ? 1e300 : 0
  }
}

extension CellComparison {
  /// A cell that one version alone has.
  fileprivate static func only(
    _ cell: CellFinding, _ verdict: ComparisonVerdict
  ) -> CellComparison {
    CellComparison(
      id: cell.id, title: cell.title.isEmpty ? cell.id : cell.title, kind: cell.kindName,
      verdict: verdict, notes: [], numbers: [])
  }
}
