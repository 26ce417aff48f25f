public import Experiments

/// What a table says of one number, or of all points of one curve.
public struct ComparisonLine: Sendable {
  /// What it is of.
  public var subject: String
  /// The metric's name for people.
  public var quantity: String
  /// The verdict that asks for most attention.
  public var verdict: ComparisonVerdict
  /// The number, or the point of the curve that differs most.
  public var number: NumberComparison
  /// For a curve, how many of its points have each verdict, in words.
  public var points: String?

  /// Why there is nothing to see, or what was concluded before and after.
  public var remark: String? {
    if let change = number.conclusion { return "\(change.before) → \(change.after)" }
    return number.reason ?? points
  }
}

extension CellComparison {
  /// A line for each number and for each curve, those first that ask for most attention.
  public var lines: [ComparisonLine] {
    var lines: [ComparisonLine] = []
    var curves: [ReportedNumber.Key: [NumberComparison]] = [:]
    var order: [ReportedNumber.Key] = []
    for number in numbers {
      guard number.isPoint else {
        lines.append(
          ComparisonLine(
            subject: number.key.words, quantity: number.quantity.label, verdict: number.verdict,
            number: number, points: nil))
        continue
      }
      var key = number.key
      key.coordinate = nil
      if curves[key] == nil { order.append(key) }
      curves[key, default: []].append(number)
    }
    // Numbers come with those first that ask for most attention, so the first point tells the curve.
    for key in order {
      guard let points = curves[key], let first = points.first else { continue }
      let counts = points.reduce(into: [:]) { $0[$1.verdict, default: 0] += 1 }
      lines.append(
        ComparisonLine(
          subject: first.key.words, quantity: first.quantity.label, verdict: first.verdict,
          number: first, points: "of \(points.count) points \(summary(of: counts))"))
    }
    return lines.enumerated().sorted {
      ($0.element.verdict.rank, $0.offset) < ($1.element.verdict.rank, $1.offset)
    }.map(\.element)
  }
}
