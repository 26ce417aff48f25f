import COpenBLAS

/// What beside the data decides the last bits of a product.
public struct NumericEnvironment: Sendable, Equatable {
  /// The version and build options of the BLAS library.
  public let library: String
  /// The kernels that it chose for this processor.
  public let kernels: String
  /// The threads of one product.
  public let threads: Int

  /// The environment of this process.
  public static var current: NumericEnvironment {
    let config = unsafe openblas_get_config().map { unsafe String(cString: $0) } ?? "unknown"
    let name = unsafe openblas_get_corename().map { unsafe String(cString: $0) } ?? "unknown"
    // The configuration ends with kernels and thread limit, which are given apart.
    let words = config.split(separator: " ").prefix(2).joined(separator: " ")
    return NumericEnvironment(
      library: words, kernels: name, threads: Int(openblas_get_num_threads()))
  }

  /// Makes each product run on the thread that asks for it.
  ///
  /// Several jobs with one thread each are faster than one job with several threads, and the last bits
  /// of a product depend on the number of threads.
  public static func useOneThreadPerProduct() {
    // To set what is set already would still take threads away from products that are under way.
    if openblas_get_num_threads() != 1 { openblas_set_num_threads(1) }
  }
}
