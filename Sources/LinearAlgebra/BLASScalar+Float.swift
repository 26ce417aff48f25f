import CLAPACKE
import COpenBLAS
public import Tensors

extension Float: BLASScalar {
  /// `cblas_sgemm`.
  @unsafe
  public static func gemm(
    _ call: ProductCall, _ alpha: Float, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ beta: Float, _ c: UnsafeMutablePointer<Float>
  ) {
    unsafe cblas_sgemm(
      CblasRowMajor, call.transposesA ? CblasTrans : CblasNoTrans,
      call.transposesB ? CblasTrans : CblasNoTrans, call.m, call.n, call.k, alpha, a, call.strideA,
      b, call.strideB, beta, c, call.strideC)
  }

  /// `cblas_sgemv`.
  @unsafe
  public static func gemv(
    rows: Int32, columns: Int32, _ alpha: Float, _ a: UnsafePointer<Float>,
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe cblas_sgemv(
      CblasRowMajor, CblasNoTrans, rows, columns, alpha, a, columns, x, 1, 1, y, 1)
  }

  /// `cblas_ssyrk`.
  @unsafe
  public static func syrk(
    transposed: Bool, n: Int32, k: Int32, _ a: UnsafePointer<Float>, stride: Int32, _ beta: Float,
    _ c: UnsafeMutablePointer<Float>
  ) {
    unsafe cblas_ssyrk(
      CblasRowMajor, CblasUpper, transposed ? CblasTrans : CblasNoTrans, n, k, 1, a, stride, beta,
      c, n)
  }

  /// `cblas_strmm`.
  @unsafe
  public static func trmm(n: Int32, _ a: UnsafePointer<Float>, _ b: UnsafeMutablePointer<Float>) {
    unsafe cblas_strmm(
      CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, n, n, 1, a, n, b, n)
  }

  /// `LAPACKE_sgeqrf`.
  @unsafe
  public static func geqrf(
    rows: Int32, columns: Int32, _ a: UnsafeMutablePointer<Float>,
    _ tau: UnsafeMutablePointer<Float>
  ) -> Int32 {
    unsafe LAPACKE_sgeqrf(LAPACK_COL_MAJOR, rows, columns, a, rows, tau)
  }

  /// `LAPACKE_sgesdd`, values only.
  @unsafe
  public static func gesdd(
    rows: Int32, columns: Int32, _ a: UnsafeMutablePointer<Float>,
    _ values: UnsafeMutablePointer<Float>
  ) -> Int32 {
    unsafe LAPACKE_sgesdd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), rows, columns, a, rows, values, nil, 1, nil, 1)
  }

  /// `LAPACKE_ssyevd`, values only.
  @unsafe
  public static func syevd(
    n: Int32, _ a: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>
  ) -> Int32 {
    unsafe LAPACKE_ssyevd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "L")), n, a, n, values)
  }
}
