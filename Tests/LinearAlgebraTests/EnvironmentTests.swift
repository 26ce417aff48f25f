import Testing

@testable import LinearAlgebra

/// Which kernels fit a processor that OpenBLAS does not know.
@Suite struct EnvironmentTests {
  private let narrow: Set = ["sse2", "avx", "avx2", "fma"]
  private let wide: Set = [
    "avx", "avx2", "fma", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl",
  ]

  @Test func `The oldest kernels are exchanged for those that fit`() {
    func fitting(_ kernels: String, _ features: Set<String>) -> String? {
      NumericEnvironment.fittingKernels(insteadOf: kernels, features: features)
    }
    #expect(fitting("Prescott", wide) == "SkylakeX")
    #expect(fitting("Prescott", wide.subtracting(["avx512vl"])) == "Haswell")
    #expect(fitting("Nehalem", narrow) == "Haswell")
    #expect(fitting("Prescott", ["sse2", "avx"]) == nil)
    #expect(fitting("Nehalem", []) == nil)
    for known in ["SkylakeX", "Cooperlake", "SAPPHIRERAPIDS", "Haswell", "Zen"] {
      #expect(fitting(known, wide) == nil)
    }
  }
}
