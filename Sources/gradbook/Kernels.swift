import Foundation
import LinearAlgebra

/// Starts the tool anew with kernels that fit the processor, where OpenBLAS does not know it: kernels are
/// chosen once, when the library is loaded. What the user has chosen stands.
func useFittingKernels() {
  let variable = "OPENBLAS_CORETYPE"
  guard unsafe getenv(variable) == nil, let kernels = NumericEnvironment.fittingKernels else {
    return
  }
  unsafe setenv(variable, kernels, 1)
  let link = "/proc/self/exe"
  let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? link
  // Returns only where it fails, and then slow kernels do.
  unsafe execv(path, CommandLine.unsafeArgv)
}
