/// A difference in a form that controls for the lengths of responses, or depends on them less.
public struct ControlFinding: Codable, Sendable, Equatable {
  /// `fixed`, `matched` or `regression`, which take length out; `bound` or `sum`, which are other forms
  /// of the quantity and decide nothing.
  public var kind: String
  /// The name for people.
  public var label: String
  /// The difference; its `n` counts pairs where examples are paired.
  public var estimate: EstimateFinding
  /// The mean of the data set, of the examples and in the form of this control; `nil` for `regression`.
  public var value: Double?
  /// The mean of what it is compared with.
  public var referenceValue: Double?
  /// Whether examples are paired.
  public var isPaired: Bool
  /// The two-sided permutation p-value of no difference; `nil` where there is no test.
  public var pValue: Double?
  /// The verdict, in the words of the row.
  public var verdict: String
  /// Why there is no estimate, as the end of a sentence.
  public var problem: String?

  /// Creates a control.
  public init(
    kind: String, label: String, estimate: EstimateFinding, value: Double? = nil,
    referenceValue: Double? = nil, isPaired: Bool = false, pValue: Double? = nil, verdict: String,
    problem: String? = nil
  ) {
    self.kind = kind
    self.label = label
    self.estimate = estimate
    self.value = value
    self.referenceValue = referenceValue
    self.isPaired = isPaired
    self.pValue = pValue
    self.verdict = verdict
    self.problem = problem
  }

  /// Whether it takes length out, so that it may decide.
  public var decides: Bool { LengthControl(rawValue: kind)?.decides ?? false }

  /// Whether there is a difference with an interval.
  var isEstimated: Bool { problem == nil && estimate.value != nil && estimate.lower != nil }
}

extension DifferenceFinding {
  /// The control that decides the controlled verdict: matched pairs of at least two thirds of the
  /// examples; else the first that could be computed of fixed tokens, matched pairs and regression.
  public var decidingControl: ControlFinding? {
    let estimated = LengthControl.allCases.filter(\.decides).compactMap { control in
      controls?.first { $0.kind == control.rawValue && $0.isEstimated }
    }
    // Pairs keep every token of the responses, where fixed tokens see their beginnings alone.
    let matched = estimated.first { $0.kind == LengthControl.matched.rawValue }
    if let matched, 3 * matched.estimate.n >= 2 * difference.n { return matched }
    return estimated.first
  }

  /// Why nothing can be said at equal length; `nil` where something can, or no control was asked for.
  public var controlProblem: String? {
    guard controlledVerdict == DifferenceFinding.notComparable else { return nil }
    let problems = controls?.filter(\.decides).compactMap(\.problem) ?? []
    // The matched pairs say it in lengths, which is what a reader understands.
    let matched = controls?.first { $0.kind == LengthControl.matched.rawValue }?.problem
    return matched ?? problems.first
  }

  /// The controlled verdict where all controls are refused.
  static let notComparable = "not comparable"
}

extension [DifferenceFinding] {
  /// What the deciding controls are called, each name once.
  var decidingLabels: [String] {
    distinct(compactMap(\.decidingControl?.label))
  }
}
