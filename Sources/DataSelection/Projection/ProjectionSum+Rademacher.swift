import LinearAlgebra
import Tensors

extension ProjectionSum {
  /// Adds every coordinate with a sign of its own to every output.
  mutating func addSigned(_ gradients: [Matrix<Float>], key: UInt64, start: Int) {
    let (dimension, share) = (projection.dimension, (projection.dimension + threads - 1) / threads)
    unsafe sums.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let sums = unsafe buffer
      // Each thread has its own outputs and so its own sums.
      onThreads((dimension + share - 1) / share) { thread in
        let outputs = thread * share..<min(dimension, (thread + 1) * share)
        var kernel = RademacherKernel(key: key, outputs: outputs, gradients: gradients)
        unsafe kernel.add(from: start, to: sums, dimension: dimension)
      }
    }
  }
}
