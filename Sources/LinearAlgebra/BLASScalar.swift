public import Tensors

/// A scalar for which BLAS and LAPACK have routines.
///
/// The requirements are the raw calls; use the functions of this module instead.
public protocol BLASScalar: Scalar {
  /// C ← α·op(A)·op(B) + β·C on row-major storage.
  @unsafe
  static func gemm(
    _ call: ProductCall, _ alpha: Self, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    _ beta: Self, _ c: UnsafeMutablePointer<Self>)

  /// y ← y + α·A·x with A [rows, columns] row-major without gaps.
  @unsafe
  static func gemv(
    rows: Int32, columns: Int32, _ alpha: Self, _ a: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
    _ y: UnsafeMutablePointer<Self>)

  /// The upper triangle of C ← A·Aᵀ + β·C (A [n, k]) or Aᵀ·A + β·C (A [k, n]), row-major.
  @unsafe
  static func syrk(
    transposed: Bool, n: Int32, k: Int32, _ a: UnsafePointer<Self>, stride: Int32, _ beta: Self,
    _ c: UnsafeMutablePointer<Self>)

  /// B ← Aᵀ·B with A lower triangular [n, n] and B [n, n], row-major.
  @unsafe
  static func trmm(n: Int32, _ a: UnsafePointer<Self>, _ b: UnsafeMutablePointer<Self>)

  /// Householder QR of the column-major [rows, columns] matrix; the status of LAPACK.
  @unsafe
  static func geqrf(
    rows: Int32, columns: Int32, _ a: UnsafeMutablePointer<Self>, _ tau: UnsafeMutablePointer<Self>
  ) -> Int32

  /// Singular values of the column-major [rows, columns] matrix, descending; destroys it.
  @unsafe
  static func gesdd(
    rows: Int32, columns: Int32, _ a: UnsafeMutablePointer<Self>,
    _ values: UnsafeMutablePointer<Self>
  ) -> Int32

  /// Eigenvalues of the symmetric matrix in the lower triangle, column-major, ascending; destroys it.
  @unsafe
  static func syevd(
    n: Int32, _ a: UnsafeMutablePointer<Self>, _ values: UnsafeMutablePointer<Self>
  ) -> Int32
}

/// The shape of one matrix product: op(A) is [m, k], op(B) [k, n], C [m, n].
public struct ProductCall: Sendable {
  var transposesA: Bool
  var transposesB: Bool
  var m: Int32
  var n: Int32
  var k: Int32
  var strideA: Int32
  var strideB: Int32
  var strideC: Int32
}
