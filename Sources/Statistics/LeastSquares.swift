/// The least-squares fit of a response by several predictors.
///
/// Householder QR of the predictors' columns (the intercept's column of ones first), in double
/// precision: it does not square the condition number, as the normal equations do.
public struct LeastSquares: Sendable, Hashable {
  /// The coefficients: the intercept first, where there is one, then one for each predictor.
  public let coefficients: [Double]
  /// The standard error of each coefficient; `nil` where no degrees of freedom are left.
  public let standardErrors: [Double]?
  /// The residual standard deviation; `nil` where no degrees of freedom are left.
  public let residualDeviation: Double?
  /// The share of the variance of the response that is explained, from 0 to 1 (without an intercept, of
  /// its sum of squares); `nil` where there is nothing to explain.
  public let rSquared: Double?
  /// The number of examples less the number of coefficients.
  public let degreesOfFreedom: Int

  /// Fits the response.
  ///
  /// `nil` for a value that is not finite, for fewer examples than coefficients, and for predictors of
  /// which one follows from the others (a column whose part apart from the columns before it is below
  /// 1e-12 of its length).
  ///
  /// - Parameters:
  ///   - predictors: Columns, one value for each example.
  ///   - response: One value for each example.
  ///   - intercept: Whether to fit a constant too.
  public init?(_ predictors: [[Double]], response: [Double], intercept: Bool = true) {
    for column in predictors { requireSameCount(response.count, column.count) }
    let ones = [[Double](repeating: 1, count: response.count)]
    let columns = (intercept ? ones : []) + predictors
    guard !columns.isEmpty, response.count >= columns.count, columns.allSatisfy(allFinite),
      allFinite(response), let factors = QRFactors(columns)
    else { return nil }
    let projected = factors.reflected(response)
    let rest = Array(projected.dropFirst(columns.count))
    let squares = dot(rest, rest)
    let centre = intercept ? mean(of: response) ?? 0 : 0
    let spread = response.map { $0 - centre }
    let total = dot(spread, spread)
    coefficients = factors.solved(projected)
    degreesOfFreedom = response.count - columns.count
    rSquared = total > 0 ? min(max(1 - squares / total, 0), 1) : nil
    residualDeviation =
      degreesOfFreedom > 0 ? (squares / Double(degreesOfFreedom)).squareRoot() : nil
    standardErrors = residualDeviation.map { deviation in
      factors.inverseRowLengths.map { $0 * deviation }
    }
    guard total.isFinite, squares.isFinite, allFinite(coefficients) else { return nil }
  }
}
