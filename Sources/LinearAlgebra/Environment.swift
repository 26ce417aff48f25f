import COpenBLAS
import Foundation

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

  /// Kernels that fit the processor, where OpenBLAS has taken far slower ones.
  ///
  /// A release of OpenBLAS knows the processors of its day, and takes its oldest kernels on later ones, at
  /// a quarter of the speed and less.
  ///
  /// - Parameters:
  ///   - kernels: What it has taken.
  ///   - features: What the processor can do, in the words of Linux.
  /// - Returns: A name for `OPENBLAS_CORETYPE`; `nil` where `kernels` use what there is, more or less.
  static func fittingKernels(
    insteadOf kernels: String, features: @autoclosure () -> Set<String>
  ) -> String? {
    let wide = ["haswell", "zen", "excavator", "skylakex", "cooperlake", "sapphirerapids"]
    guard !wide.contains(kernels.lowercased()) else { return nil }
    let features = features()
    guard features.isSuperset(of: ["avx2", "fma"]) else { return nil }
    let widest: Set = ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"]
    return features.isSuperset(of: widest) ? "SkylakeX" : "Haswell"
  }

  /// Kernels that fit this processor, where OpenBLAS has taken far slower ones; `nil` where it has not, or
  /// where nothing is known of the processor.
  public static var fittingKernels: String? {
    fittingKernels(insteadOf: current.kernels, features: processorFeatures)
  }

  /// What Linux says that the processor can do; empty elsewhere.
  private static var processorFeatures: Set<String> {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    return Set(line.split(separator: " ").map(String.init))
  }
}
