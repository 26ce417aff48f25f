import Glibc

/// The figures of `gradbook bench selection`: each next to what bounds it, measured in the same run.
public struct SelectionBenchmark: Sendable {
  /// The length of a row.
  public let dimension: Int
  /// Rows of the store that is scored.
  public let rows: Int
  /// Targets that it is scored against, each a subtask of its own.
  public let targets: Int
  /// The coordinates of the gradient that costs are told for.
  public let coordinates: Int

  /// Creates a benchmark.
  ///
  /// - Parameters:
  ///   - dimension: The length of a row.
  ///   - rows: Rows of the store; a store of 100,000 at 8192 takes 1.6 GB of disk.
  ///   - targets: Targets to score it against.
  ///   - coordinates: The coordinates of the gradient that costs are told for; 14.7 million are LoRA of
  ///     rank 128 on the attention of SmolLM2-135M.
  public init(
    dimension: Int = 8192, rows: Int = 100_000, targets: Int = 100, coordinates: Int = 14_700_000
  ) {
    self.dimension = dimension
    self.rows = rows
    self.targets = targets
    self.coordinates = coordinates
  }

  /// Projects random gradients by each kind, on one thread.
  ///
  /// - Parameter report: Takes each line as it is measured.
  public func runProjections(_ report: (String) -> Void) {
    let bench = ProjectionBenchmark(dimension: dimension)
    report(
      "projection | examples | Gcoord·d/s | "
        + "processor ms an example of \(coordinates) coordinates")
    for examples in [1, 4, 16] {
      report(line(bench.time(.rademacher(dimension), examples: examples)))
      report(line(bench.timeProduct(examples: examples)))
    }
    report(line(bench.time(.countSketch(dimension), examples: 1)))
    let digits = dimension.bitWidth - 1 - dimension.leadingZeroBitCount
    let side = 1 << (digits / 2)
    report(
      line(bench.time(.factored(outputs: side, inputs: dimension / side), examples: 1)))
    report(line(bench.timeReading()))
  }

  /// Writes a store, scores it, reads it, and removes it.
  ///
  /// - Parameters:
  ///   - folder: Where the store may lie meanwhile.
  ///   - report: Takes each line as it is measured.
  /// - Throws: `Problem` where the store cannot be written.
  public func runScoring(in folder: String, _ report: (String) -> Void) throws {
    let bench = ScoringBenchmark(rows: rows, targets: targets, dimension: dimension)
    report("store | MB | s to score | s to read | s of the product alone | Gflop/s")
    for encoding in RowEncoding.allCases {
      let path = folder + "/benchmark-\(encoding.rawValue).safetensors"
      let store = try bench.makeStore(path: path, encoding: encoding)
      defer { unsafe remove(path) }
      let timing = try bench.time(store)
      let fields = [
        encoding.rawValue, fixed(Double(timing.bytes) / 1e6), fixed(timing.scoring),
        fixed(timing.reading), fixed(timing.product),
        fixed(timing.operations / timing.scoring / 1e9),
      ]
      report(fields.joined(separator: " | "))
    }
  }

  private func line(_ timing: ProjectionBenchmark.Timing) -> String {
    let cost = Double(coordinates) * Double(dimension) / timing.rate * 1000
    return [timing.name, "\(timing.examples)", fixed(timing.rate / 1e9), fixed(cost)]
      .joined(separator: " | ")
  }

  /// Three significant digits.
  private func fixed(_ value: Double) -> String {
    var unit = 0.001
    while unit * 1000 <= abs(value) { unit *= 10 }
    let rounded = (value / unit).rounded() * unit
    return unit >= 1 ? "\(Int(rounded))" : "\((rounded * 1e5).rounded() / 1e5)"
  }
}
