/// Adds each row of a matrix to a row of another; several may go to one.
///
/// - Parameters:
///   - matrix: [T, n].
///   - places: For each row, the row of `target` that it is added to, [T].
///   - target: [m, n].
@specialized(where Element == Float)
@specialized(where Element == Double)
public func addRows<Element: Scalar>(
  of matrix: Matrix<Element>, to places: [Int], of target: inout Matrix<Element>
) {
  let columns = matrix.columns
  precondition(places.count == matrix.rows, "\(places.count) places for \(matrix.rows) rows")
  precondition(target.columns == columns, "rows of \(columns) added to rows of \(target.columns)")
  let rows = target.rows
  let source = matrix.values.span
  var sums = target.values.mutableSpan
  for (row, place) in places.enumerated() {
    precondition((0..<rows).contains(place), "row \(place) of \(rows)")
    let (start, sum) = (row * columns, place * columns)
    for i in 0..<columns {
      unsafe sums[unchecked: sum &+ i] += source[unchecked: start &+ i]
    }
  }
}

/// Adds the values from `range` of one array to those of another and leaves zeros behind.
///
/// - Parameters:
///   - range: Indices of both.
///   - source: [n].
///   - target: [n].
@specialized(where Element == Float)
@specialized(where Element == Double)
public func addAndClear<Element: Scalar>(
  _ range: Range<Int>, of source: inout [Element], to target: inout [Element]
) {
  precondition(
    0 <= range.lowerBound && range.upperBound <= min(source.count, target.count),
    "values \(range) of \(source.count) and \(target.count)")
  var source = source.mutableSpan
  var target = target.mutableSpan
  for i in range {
    unsafe target[unchecked: i] += source[unchecked: i]
    unsafe source[unchecked: i] = 0
  }
}

/// Σ x² over the values from `range`, summed in double precision; the order is fixed.
///
/// - Parameters:
///   - range: Indices of `values`.
///   - values: [n].
/// - Returns: The sum.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func sumOfSquares<Element: Scalar>(_ range: Range<Int>, of values: [Element]) -> Double {
  let row = values.span.extracting(range)
  return innerProduct(row, row)
}
