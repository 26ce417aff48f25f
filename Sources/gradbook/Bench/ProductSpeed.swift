import LinearAlgebra
import Synchronization
import Tensors

/// The speed of the matrix product, which nothing built on it can exceed.
struct ProductSpeed {
  /// Floating-point operations a second of one thread while all threads multiply.
  let perThread: Double

  /// The median of many products [512, 576]·[576, 1536], the shape of the model's largest layer, on every
  /// thread at once.
  ///
  /// The median rather than the fastest, because whatever else the machine does slows the program too.
  static func measure(threads: Int) -> ProductSpeed {
    let times = Mutex([Double]())
    onThreads(threads) { _ in
      let a = Matrix<Float>(
        rows: 512, columns: 576, values: Array(repeating: 0.5, count: 512 * 576))
      let b = Matrix<Float>(
        rows: 1536, columns: 576, values: Array(repeating: 0.5, count: 1536 * 576))
      var c = Matrix<Float>(zeros: 512, 1536)
      for _ in 0..<100 {
        let seconds = ContinuousClock().measure { multiply(a.operand, b.transposed, into: &c) }
          .seconds
        times.withLock { $0.append(seconds) }
      }
    }
    let sorted = times.withLock { $0.sorted() }
    return ProductSpeed(perThread: 2 * 512 * 576 * 1536 / sorted[sorted.count / 2])
  }

  /// The mean speed of two measurements.
  static func mean(_ a: ProductSpeed, _ b: ProductSpeed) -> ProductSpeed {
    ProductSpeed(perThread: (a.perThread + b.perThread) / 2)
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
