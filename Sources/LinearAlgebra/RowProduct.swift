public import Tensors

/// Y ← Y + scale·X·Wᵀ, each row of X by itself.
///
/// What a row of Y gets does not depend on the other rows, nor on their number, to the last bit: texts
/// that are continued together then go on as each would alone. Each part of W, about 2¹⁷ bytes, meets all
/// rows before the next is read, so that W comes from memory once however many rows there are.
///
/// - Parameters:
///   - x: X, [m, k].
///   - w: W, [n, k].
///   - y: Y, [m, n].
///   - scale: A factor of the product.
public func addRowProducts<Element: BLASScalar>(
  _ x: Matrix<Element>, _ w: Matrix<Element>, to y: inout Matrix<Element>, scale: Element = 1
) {
  let (m, k, n) = (x.rows, x.columns, w.rows)
  precondition(
    k == w.columns && y.rows == m && y.columns == n,
    "a [\(m), \(k)] by [\(n), \(w.columns)] product added to [\(y.rows), \(y.columns)]")
  guard m > 0, n > 0, k > 0 else { return }
  // Whole fours of rows: the kernels of BLAS take four at a time.
  let part = max(4, (1 << 17) / (k * MemoryLayout<Element>.stride) / 4 * 4)
  unsafe x.values.withUnsafeBufferPointer { x in
    unsafe w.values.withUnsafeBufferPointer { w in
      unsafe y.values.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let w = w.baseAddress, let y = y.baseAddress else { return }
        for first in stride(from: 0, to: n, by: part) {
          let rows = Int32(min(part, n - first))
          for row in 0..<m {
            unsafe Element.gemv(
              rows: rows, columns: Int32(k), scale, w + first * k, x + row * k, y + row * n + first)
          }
        }
      }
    }
  }
}
