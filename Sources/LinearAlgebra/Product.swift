public import Tensors

/// A rectangle inside a matrix.
public struct Block: Sendable, Equatable {
  /// The rows.
  public var rows: Range<Int>
  /// The columns.
  public var columns: Range<Int>

  /// Creates a block.
  public init(rows: Range<Int>, columns: Range<Int>) {
    self.rows = rows
    self.columns = columns
  }
}

/// One side of a product: a block of a matrix, as it stands or transposed.
public struct Operand<Element: BLASScalar> {
  let matrix: Matrix<Element>
  let block: Block
  let isTransposed: Bool

  /// The same block with rows and columns exchanged.
  public var transposed: Operand {
    Operand(matrix: matrix, block: block, isTransposed: !isTransposed)
  }

  fileprivate var rows: Int { isTransposed ? block.columns.count : block.rows.count }
  fileprivate var columns: Int { isTransposed ? block.rows.count : block.columns.count }
  fileprivate var offset: Int { block.rows.lowerBound * matrix.columns + block.columns.lowerBound }
}

extension Matrix where Element: BLASScalar {
  /// The whole matrix as an operand.
  public var operand: Operand<Element> { part(wholeBlock) }

  /// The whole matrix transposed, as an operand. Nothing is copied.
  public var transposed: Operand<Element> { operand.transposed }

  /// A block of the matrix as an operand. Nothing is copied.
  public func part(_ block: Block) -> Operand<Element> {
    precondition(
      contains(block), "rows \(block.rows), columns \(block.columns) of a \(rows)×\(columns) matrix"
    )
    return Operand(matrix: self, block: block, isTransposed: false)
  }

  fileprivate var wholeBlock: Block { Block(rows: 0..<rows, columns: 0..<columns) }

  fileprivate func contains(_ block: Block) -> Bool {
    0 <= block.rows.lowerBound && block.rows.upperBound <= rows && 0 <= block.columns.lowerBound
      && block.columns.upperBound <= columns
  }
}

/// A·B.
///
/// - Parameters:
///   - a: [m, k].
///   - b: [k, n].
/// - Returns: [m, n].
public func product<Element: BLASScalar>(_ a: Operand<Element>, _ b: Operand<Element>) -> Matrix<
  Element
> {
  var c = Matrix<Element>(unset: a.rows, b.columns)
  multiply(a, b, into: &c)
  return c
}

/// C ← scale·A·B + keeping·C, in the whole of C or in one block of it.
///
/// - Parameters:
///   - a: [m, k].
///   - b: [k, n].
///   - c: The block, or the whole, is [m, n].
///   - block: The part of C to write; the whole if `nil`.
///   - scale: A factor of the product.
///   - keeping: A factor of what C holds: 0 overwrites (C may be unset), 1 adds.
public func multiply<Element: BLASScalar>(
  _ a: Operand<Element>, _ b: Operand<Element>, into c: inout Matrix<Element>, block: Block? = nil,
  scale: Element = 1, keeping: Element = 0
) {
  let block = block ?? c.wholeBlock
  let (m, k, n) = (a.rows, a.columns, b.columns)
  precondition(k == b.rows, "a product of [\(m), \(k)] and [\(b.rows), \(n)]")
  precondition(
    c.contains(block) && block.rows.count == m && block.columns.count == n,
    "a [\(m), \(n)] product into rows \(block.rows), columns \(block.columns) of "
      + "\(c.rows)×\(c.columns)")
  guard m > 0, n > 0 else { return }
  let call = ProductCall(
    transposesA: a.isTransposed, transposesB: b.isTransposed, m: Int32(m), n: Int32(n), k: Int32(k),
    strideA: Int32(max(a.matrix.columns, 1)), strideB: Int32(max(b.matrix.columns, 1)),
    strideC: Int32(c.columns))
  let target = block.rows.lowerBound * c.columns + block.columns.lowerBound
  unsafe a.matrix.values.withUnsafeBufferPointer { left in
    unsafe b.matrix.values.withUnsafeBufferPointer { right in
      unsafe c.values.withUnsafeMutableBufferPointer { result in
        guard let c = result.baseAddress else { return }
        // With k = 0 the operands may be empty; BLAS reads neither then.
        let left = unsafe left.baseAddress ?? UnsafePointer(c)
        let right = unsafe right.baseAddress ?? UnsafePointer(c)
        unsafe Element.gemm(call, scale, left + a.offset, right + b.offset, keeping, c + target)
      }
    }
  }
}

/// A·Aᵀ or Aᵀ·A, whichever is smaller, in double precision.
///
/// - Parameter matrix: [m, n].
/// - Returns: [p, p] with p = min(m, n); only the upper triangle is set.
public func smallerGram(of matrix: Matrix<Double>) -> Matrix<Double> {
  let transposed = matrix.columns < matrix.rows
  let (n, k) = transposed ? (matrix.columns, matrix.rows) : (matrix.rows, matrix.columns)
  var gram = Matrix<Double>(unset: n, n)
  guard n > 0 else { return gram }
  unsafe matrix.values.withUnsafeBufferPointer { a in
    unsafe gram.values.withUnsafeMutableBufferPointer { c in
      guard let a = a.baseAddress, let c = c.baseAddress else { return }
      unsafe Double.syrk(
        transposed: transposed, n: Int32(n), k: Int32(k), a, stride: Int32(matrix.columns), 0, c)
    }
  }
  return gram
}
