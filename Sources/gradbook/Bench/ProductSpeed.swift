import Dispatch
import LinearAlgebra
import Synchronization
import Tensors

/// The speed of the matrix product, which nothing built on it can exceed.
struct ProductSpeed {
  /// Floating-point operations a second of one thread while all threads multiply.
  let perThread: Double

  /// Multiplies [512, 576] by [576, 1536], the shape of the model's largest layer, on every thread.
  static func measure(threads: Int) -> ProductSpeed {
    let fastest = Mutex([Double](repeating: .infinity, count: threads))
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      let a = Matrix<Float>(rows: 512, columns: 576, values: Array(repeating: 0.5, count: 512 * 576))
      let b = Matrix<Float>(rows: 1536, columns: 576, values: Array(repeating: 0.5, count: 1536 * 576))
      var c = Matrix<Float>(zeros: 512, 1536)
      for _ in 0..<60 {
        let seconds = ContinuousClock().measure { multiply(a.operand, b.transposed, into: &c) }.seconds
        fastest.withLock { $0[thread] = min($0[thread], seconds) }
      }
    }
    let mean = fastest.withLock { $0.reduce(0, +) } / Double(threads)
    return ProductSpeed(perThread: 2 * 512 * 576 * 1536 / mean)
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
