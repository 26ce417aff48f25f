import Glibc
import LinearAlgebra
import Tensors

/// How fast gradients are projected, against the matrix product that would do the same.
public struct ProjectionBenchmark: Sendable {
  /// One kind of projection at work.
  public struct Timing: Sendable {
    /// What was run.
    public let name: String
    /// Examples projected together.
    public let examples: Int
    /// Seconds of a processor an example.
    public let seconds: Double
    /// Coordinates times output dimensions a second.
    public let rate: Double
  }

  /// Rows and columns of the parameter.
  public let shape: (rows: Int, columns: Int)
  /// The length of a row.
  public let dimension: Int

  /// Creates a benchmark.
  ///
  /// - Parameters:
  ///   - shape: Rows and columns of the one parameter whose gradients are projected.
  ///   - dimension: The length of a row.
  public init(shape: (rows: Int, columns: Int) = (256, 1024), dimension: Int = 8192) {
    self.shape = shape
    self.dimension = dimension
  }

  /// Projects random gradients on one thread.
  ///
  /// - Parameters:
  ///   - projection: The projection.
  ///   - examples: Gradients together.
  /// - Returns: What it took.
  public func time(_ projection: Projection, examples: Int) -> Timing {
    let gradients = (0..<examples).map { random(shape.rows, shape.columns, $0) }
    let seconds = elapsed {
      var sum = ProjectionSum(projection, examples: examples)
      sum.add(gradients, of: "weight")
    }
    return timing(projection.identity, examples, seconds)
  }

  /// The product of gradients with signs that are already in memory as floats: what a library would do,
  /// without what it takes to draw the signs.
  ///
  /// - Parameter examples: Gradients together.
  /// - Returns: What it took.
  public func timeProduct(examples: Int) -> Timing {
    // A block that fits the second cache is taken again and again, as a blocked program would.
    let block = 256
    let signs = random(block, dimension, 1)
    let gradients = random(examples, block, 2)
    var rows = Matrix<Float>(zeros: examples, dimension)
    let coordinates = shape.rows * shape.columns
    let seconds = elapsed {
      for _ in 0..<coordinates / block {
        multiply(gradients.operand, signs.operand, into: &rows, keeping: 1)
      }
    }
    return timing("product with given signs", examples, seconds)
  }

  /// Reading the gradients once, which no projection does without.
  ///
  /// - Returns: What it took.
  public func timeReading() -> Timing {
    let gradient = random(shape.rows, shape.columns, 3)
    let (passes, count) = (16, gradient.values.count)
    var sum = 0.0
    let seconds = elapsed {
      for _ in 0..<passes { sum += sumOfSquares(0..<count, of: gradient.values) }
    }
    // A sum that nobody looks at would not be computed.
    precondition(sum > 0, "gradients of zeros")
    return timing("reading alone", 1, seconds / Double(passes))
  }

  private func timing(_ name: String, _ examples: Int, _ seconds: Double) -> Timing {
    let work = Double(shape.rows * shape.columns) * Double(dimension) * Double(examples)
    return Timing(
      name: name, examples: examples, seconds: seconds / Double(examples), rate: work / seconds)
  }

  private func random(_ rows: Int, _ columns: Int, _ seed: Int) -> Matrix<Float> {
    let values = (0..<rows * columns).map { i in
      Float(Int64(bitPattern: CounterBits.word(UInt64(seed), UInt64(i)))) * 0x1p-63
    }
    return Matrix(rows: rows, columns: columns, values: values)
  }

  /// The shortest of three runs, in seconds that this thread had a processor, whatever else runs.
  private func elapsed(_ body: () -> Void) -> Double {
    let times = (0..<3).map { _ in
      let start = processorTime()
      body()
      return processorTime() - start
    }
    return times.min() ?? 0
  }

  private func processorTime() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
