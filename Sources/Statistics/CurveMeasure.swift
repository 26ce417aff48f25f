/// How much two curves over relative depth are alike.
///
/// Curves are first read at equal steps of depth (`resample`), so they may have different numbers of
/// layers. The three measures differ in what they overlook:
///
/// | Measure | Value | Overlooks |
/// |---|---|---|
/// | `pearson` | r, −1 to 1 | level and amplitude: a nearly flat curve may have r = 1 with a steep one |
/// | `spearman` | ρ, −1 to 1 | all but the order of the layers |
/// | `distance` | 0 and more | the scale alone |
///
/// `distance` is the root mean square of the difference of the two curves, each over its mean on the
/// grid: √(Σ (a/ā − b/b̄)² / n). It is a metric on shapes: 0 for proportional curves, symmetric, and no
/// longer than any detour, as clustering and means of distances suppose. It reads as a part of the
/// curves' own level: 0.1 is a typical difference of a tenth of the mean.
public enum CurveMeasure: String, Sendable, Hashable, CaseIterable {
  /// Pearson's correlation.
  case pearson
  /// Spearman's rank correlation.
  case spearman
  /// The root mean square difference of the curves, each over its mean.
  case distance

  /// Steps of one hundredth of the depth: finer than the layers of most models, and the same whatever
  /// models are compared.
  public static let gridPoints = 101

  /// The measure of two curves; `nil` where it is undefined: for a curve that is empty or not finite,
  /// for a correlation also one that is level, for the distance also one whose mean is 0.
  public func value(
    _ first: [Double], _ second: [Double], points: Int = CurveMeasure.gridPoints
  ) -> Double? {
    values(of: [first, second], points: points)[0][1]
  }

  /// The measure of every two of `curves`.
  ///
  /// - Parameters:
  ///   - curves: One for each model, one value for each of its layers.
  ///   - points: At how many depths to read them, at least 2.
  /// - Returns: A symmetric matrix in the order of `curves`, `nil` where the measure is undefined.
  ///   The diagonal is exactly 1, or 0 for the distance.
  public func values(
    of curves: [[Double]], points: Int = CurveMeasure.gridPoints
  ) -> [[Double?]] {
    let forms = curves.map { form(of: resample($0, points: points)) }
    var matrix = [[Double?]](
      repeating: [Double?](repeating: nil, count: curves.count), count: curves.count)
    for (row, first) in forms.enumerated() {
      for (column, second) in forms.enumerated().prefix(row + 1) {
        guard let first, let second else { continue }
        let value = row == column ? compare(first, first).map { _ in own } : compare(first, second)
        (matrix[row][column], matrix[column][row]) = (value, value)
      }
    }
    return matrix
  }

  /// A value of this measure as a distance: 1 − r for correlations, from 0 to 2, the value itself for
  /// `distance`.
  ///
  /// 1 − r is no metric (its root is one), so prefer `distance` where distances are averaged.
  public func distance(from value: Double) -> Double {
    self == .distance ? value : 1 - value
  }

  /// The measure of a curve with itself.
  private var own: Double { self == .distance ? 0 : 1 }

  /// What is compared, made once for each curve; `nil` where the measure is undefined.
  private func form(of curve: [Double]) -> [Double]? {
    switch self {
    case .pearson: curve
    case .spearman: ranks(of: curve)
    case .distance: overItsMean(curve)
    }
  }

  private func compare(_ first: [Double], _ second: [Double]) -> Double? {
    guard first.count == second.count, !first.isEmpty else { return nil }
    guard self == .distance else { return pearsonCorrelation(first, second) }
    let squares = compensatedSum(zip(first, second).lazy.map { ($0 - $1) * ($0 - $1) })
    return finite((squares / Double(first.count)).squareRoot())
  }
}
