import LinearAlgebra
import Tensors

/// The keys and values that one block has computed of one text: what its later tokens attend to.
struct KeyValueRows<Element: BLASScalar>: Sendable {
  /// The keys as attention sees them, normalized and turned by their positions: the first `count` rows of
  /// [capacity, keyValueHeads · headSize].
  private(set) var keys: Matrix<Element>
  /// The values, in the same rows.
  private(set) var values: Matrix<Element>
  /// The number of tokens.
  private(set) var count = 0

  /// Creates an empty cache of a width.
  init(_ design: AttentionDesign) {
    keys = Matrix(zeros: 0, design.keyValueSize)
    values = keys
  }

  /// Adds tokens behind the others.
  ///
  /// - Parameters:
  ///   - keys: Positioned keys of several texts, [T, keyValueHeads · headSize].
  ///   - values: Their values.
  ///   - rows: The rows to add.
  mutating func append(keys: Matrix<Element>, values: Matrix<Element>, rows: Range<Int>) {
    let end = count + rows.count
    if end > self.keys.rows {
      // Half as much again, so that adding tokens one by one copies each but a few times.
      let capacity = end + max(64, end / 2)
      grow(&self.keys, to: capacity)
      grow(&self.values, to: capacity)
    }
    copy(rows, of: keys, to: count, of: &self.keys)
    copy(rows, of: values, to: count, of: &self.values)
    count = end
  }

  /// Forgets all tokens but the first.
  mutating func truncate(to count: Int) {
    precondition(count <= self.count, "\(count) of \(self.count) tokens")
    self.count = count
  }
}

private func grow<Element: Scalar>(_ matrix: inout Matrix<Element>, to rows: Int) {
  var values: [Element] = []
  swap(&values, &matrix.values)
  values.append(contentsOf: repeatElement(0, count: rows * matrix.columns - values.count))
  matrix = Matrix(rows: rows, columns: matrix.columns, values: values)
}

private func copy<Element: Scalar>(
  _ rows: Range<Int>, of source: Matrix<Element>, to row: Int, of target: inout Matrix<Element>
) {
  let width = target.columns
  precondition(source.columns == width, "\(source.columns) columns, not \(width)")
  target.values.replaceSubrange(
    row * width..<(row + rows.count) * width,
    with: source.values[rows.lowerBound * width..<rows.upperBound * width])
}
