import CLAPACKE
import COpenBLAS
public import Tensors

extension Double: BLASScalar {
  /// `cblas_dgemm`.
  @unsafe
  public static func gemm(
    _ call: ProductCall, _ alpha: Double, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ beta: Double, _ c: UnsafeMutablePointer<Double>
  ) {
    unsafe cblas_dgemm(
      CblasRowMajor, call.transposesA ? CblasTrans : CblasNoTrans,
      call.transposesB ? CblasTrans : CblasNoTrans, call.m, call.n, call.k, alpha, a, call.strideA,
      b, call.strideB, beta, c, call.strideC)
  }

  /// `cblas_dgemv`.
  @unsafe
  public static func gemv(
    rows: Int32, columns: Int32, _ alpha: Double, _ a: UnsafePointer<Double>,
    _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe cblas_dgemv(
      CblasRowMajor, CblasNoTrans, rows, columns, alpha, a, columns, x, 1, 1, y, 1)
  }

  /// `cblas_dsyrk`.
  @unsafe
  public static func syrk(
    transposed: Bool, n: Int32, k: Int32, _ a: UnsafePointer<Double>, stride: Int32, _ beta: Double,
    _ c: UnsafeMutablePointer<Double>
  ) {
    unsafe cblas_dsyrk(
      CblasRowMajor, CblasUpper, transposed ? CblasTrans : CblasNoTrans, n, k, 1, a, stride, beta,
      c, n)
  }

  /// `cblas_dtrmm`.
  @unsafe
  public static func trmm(n: Int32, _ a: UnsafePointer<Double>, _ b: UnsafeMutablePointer<Double>) {
    unsafe cblas_dtrmm(
      CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, n, n, 1, a, n, b, n)
  }

  /// `LAPACKE_dgeqrf`.
  @unsafe
  public static func geqrf(
    rows: Int32, columns: Int32, _ a: UnsafeMutablePointer<Double>,
    _ tau: UnsafeMutablePointer<Double>
  ) -> Int32 {
    unsafe LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, columns, a, rows, tau)
  }

  /// `LAPACKE_dgesdd`, values only.
  @unsafe
  public static func gesdd(
    rows: Int32, columns: Int32, _ a: UnsafeMutablePointer<Double>,
    _ values: UnsafeMutablePointer<Double>
  ) -> Int32 {
    unsafe LAPACKE_dgesdd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), rows, columns, a, rows, values, nil, 1, nil, 1)
  }

  /// `LAPACKE_dsyevd`, values only.
  @unsafe
  public static func syevd(
    n: Int32, _ a: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>
  ) -> Int32 {
    unsafe LAPACKE_dsyevd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "L")), n, a, n, values)
  }
}
