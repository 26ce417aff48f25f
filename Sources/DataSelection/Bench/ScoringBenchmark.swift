import LinearAlgebra
import Tensors

/// How fast a datastore is scored, against reading it once.
public struct ScoringBenchmark: Sendable {
  /// What a run took.
  public struct Timing: Sendable {
    /// Seconds to score all rows against all targets.
    public let scoring: Double
    /// Seconds to add up all bytes of the rows on the same threads: what memory or disk allows.
    public let reading: Double
    /// Seconds of products of the same size on rows that are at hand in single precision.
    public let product: Double
    /// The bytes of the rows.
    public let bytes: Int
    /// Floating-point operations of the product.
    public let operations: Double
  }

  /// Rows stored.
  public let rows: Int
  /// Targets, each a subtask of its own.
  public let targets: Int
  /// The length of a row.
  public let dimension: Int

  /// Creates a benchmark.
  public init(rows: Int = 100_000, targets: Int = 100, dimension: Int = 8192) {
    self.rows = rows
    self.targets = targets
    self.dimension = dimension
  }

  /// Writes a store of random rows, to be removed by the caller.
  ///
  /// - Parameters:
  ///   - path: Where.
  ///   - encoding: How.
  /// - Returns: The store.
  /// - Throws: `Problem` where it cannot be written.
  public func makeStore(path: String, encoding: RowEncoding) throws -> Datastore {
    let identity = DatastoreIdentity(
      model: "none", checkpoint: "none", data: "random", direction: "none", projection: "none")
    let writer = try DatastoreWriter(
      path: path, identity: identity, encoding: encoding, dimension: dimension,
      ids: (0..<rows).map(String.init))
    for start in stride(from: 0, to: rows, by: 1000) {
      let places = Array(start..<min(rows, start + 1000))
      try writer.write(
        random(places.count, key: UInt64(start + 1)), at: places,
        facts: places.map { _ in RowFacts(loss: 1, tokens: 1) })
    }
    return try writer.finish()
  }

  /// Scores a store and reads it.
  ///
  /// - Parameter store: As of `makeStore(path:encoding:)`.
  /// - Returns: What it took.
  /// - Throws: Never for such a store.
  public func time(_ store: Datastore) throws -> Timing {
    let queries = TargetGradients(random(targets, key: 0), subtasks: Array(0..<targets))
    let clock = ContinuousClock()
    let reading = store.readAll(clock)
    let scoring = try clock.measure {
      _ = try influence(of: [ScoredCheckpoint(candidates: store, targets: queries)])
    }
    return Timing(
      scoring: scoring / .seconds(1), reading: reading / .seconds(1), product: timeProduct(clock),
      bytes: rows * dimension * store.encoding.width,
      operations: 2 * Double(rows) * Double(targets) * Double(dimension))
  }

  private func timeProduct(_ clock: ContinuousClock) -> Double {
    let blocks = 64
    let (tile, queries) = (random(256, key: 1), random(targets, key: 2))
    let time = clock.measure {
      let sums = try? concurrently(blocks) { _ in
        product(tile.operand, queries.transposed).values[0]
      }
      precondition(sums?.count == blocks, "a product was not computed")
    }
    return time / .seconds(1) * Double(rows) / Double(256 * blocks)
  }

  private func random(_ rows: Int, key: UInt64) -> Matrix<Float> {
    var matrix = Matrix<Float>(unset: rows, dimension)
    for i in matrix.values.indices {
      matrix.values[i] = Float(Int64(bitPattern: CounterBits.word(key, UInt64(i)))) * 0x1p-63
    }
    return matrix
  }
}
