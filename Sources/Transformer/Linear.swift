import LinearAlgebra
public import Tensors

/// How maps are applied to the rows of a pass.
enum ProductRoute: Sendable {
  /// To all rows in one product: the fastest for the rows of a text.
  case together
  /// To each row by itself, so that its bits do not depend on the others: for rows of different texts.
  case rowByRow
}

extension DecoderBlock.Linear {
  /// x·Wᵀ + b and what an adapter adds, [T, outputs].
  func forward(_ x: Matrix<Element>, by route: ProductRoute = .together) -> Matrix<Element> {
    var y: Matrix<Element>
    switch route {
    case .together: y = product(x.operand, weight.transposed)
    case .rowByRow:
      y = Matrix(zeros: x.rows, weight.rows)
      addRowProducts(x, weight, to: &y)
    }
    if let bias { addToRows(bias, of: &y) }
    adapter?.add(x, to: &y, by: route)
    return y
  }

  /// y ← y + x·Wᵀ + b and what an adapter adds.
  func add(_ x: Matrix<Element>, to y: inout Matrix<Element>, by route: ProductRoute = .together) {
    switch route {
    case .together: multiply(x.operand, weight.transposed, into: &y, keeping: 1)
    case .rowByRow: addRowProducts(x, weight, to: &y)
    }
    if let bias { addToRows(bias, of: &y) }
    adapter?.add(x, to: &y, by: route)
  }

  /// The gradient by the input, dy·W and what goes through an adapter, [T, inputs].
  func backward(_ dy: Matrix<Element>) -> Matrix<Element> {
    var dx = product(dy.operand, weight.operand)
    adapter?.addBackward(dy, to: &dx)
    return dx
  }

  /// dx ← dx + dy·W and what goes through an adapter.
  func addBackward(_ dy: Matrix<Element>, to dx: inout Matrix<Element>) {
    multiply(dy.operand, weight.operand, into: &dx, keeping: 1)
    adapter?.addBackward(dy, to: &dx)
  }
}

/// The sum of the rows of a matrix, added up in double precision: of a projection's output gradient, the
/// gradient of its bias.
///
/// - Parameter matrix: [T, n].
/// - Returns: [n].
@specialized(where Element == Float)
@specialized(where Element == Double)
public func columnSums<Element: Scalar>(of matrix: Matrix<Element>) -> [Element] {
  var sums = [Double](repeating: 0, count: matrix.columns)
  let source = matrix.values.span
  var total = sums.mutableSpan
  for row in 0..<matrix.rows {
    let start = row * matrix.columns
    for i in 0..<matrix.columns {
      unsafe total[unchecked: i] += Double(source[unchecked: start &+ i])
    }
  }
  return sums.map { Element($0) }
}

/// Adds `bias`, [n], to each row of a matrix, [T, n].
@specialized(where Element == Float)
@specialized(where Element == Double)
func addToRows<Element: Scalar>(_ bias: [Element], of matrix: inout Matrix<Element>) {
  precondition(bias.count == matrix.columns, "\(bias.count) biases of \(matrix.columns) columns")
  let (rows, columns) = (matrix.rows, matrix.columns)
  let source = bias.span
  var target = matrix.values.mutableSpan
  for row in 0..<rows {
    let start = row * columns
    for i in 0..<columns { unsafe target[unchecked: start &+ i] += source[unchecked: i] }
  }
}

/// Multiplies each value by one factor.
@specialized(where Element == Float)
@specialized(where Element == Double)
func scale<Element: Scalar>(_ values: inout [Element], by factor: Element) {
  var target = values.mutableSpan
  for i in 0..<target.count { unsafe target[unchecked: i] *= factor }
}
