public import Tensors

/// The rows of some examples as their gradients come in, parameter by parameter.
///
/// ```swift
/// var sum = ProjectionSum(.rademacher(8192), examples: 4)
/// for (name, gradients) in parameters { sum.add(gradients, of: name) }
/// let rows = sum.rows()   // [4, 8192]
/// ```
///
/// An example's row has the same bits whichever examples share its batch and however many threads are
/// used. Sums of 4096 coordinates are in single precision, sums of those in double; another order of
/// parameters may change the last bit.
public struct ProjectionSum: Sendable {
  /// The projection.
  public let projection: Projection
  /// The number of examples.
  public let examples: Int
  /// Threads that share the output dimensions of `rademacher`.
  public let threads: Int
  /// Unscaled sums, [examples, d]; for `rademacher` [examples / 4, d, 4].
  var sums: [Double]

  /// The coordinates that a piece of a parameter must be a multiple of, except for its last.
  public static let strip = 4096

  /// Begins with zeros.
  ///
  /// - Parameters:
  ///   - projection: The projection.
  ///   - examples: How many gradients come in together, at least 1; four at a time cost `rademacher`
  ///     little more than one.
  ///   - threads: Threads that share the output dimensions of `rademacher`.
  public init(_ projection: Projection, examples: Int, threads: Int = 1) {
    precondition(examples >= 1 && threads >= 1, "\(examples) examples on \(threads) threads")
    self.projection = projection
    self.examples = examples
    self.threads = threads
    let padded = projection.kind == .rademacher ? (examples + 3) / 4 * 4 : examples
    sums = Array(repeating: 0, count: padded * projection.dimension)
  }

  /// Adds the projections of a parameter's gradients.
  ///
  /// - Parameters:
  ///   - gradients: One an example, all of one shape.
  ///   - parameter: The name of the parameter.
  ///   - row: The row of the parameter's matrix that the gradients begin with, where a parameter comes
  ///     in pieces, in order; `row` times the columns is a multiple of `strip`. Not for `factored`.
  public mutating func add(_ gradients: [Matrix<Float>], of parameter: String, row: Int = 0) {
    precondition(gradients.count == examples, "\(gradients.count) of \(examples) gradients")
    guard let first = gradients.first, !first.values.isEmpty else { return }
    precondition(
      gradients.allSatisfy { $0.rows == first.rows && $0.columns == first.columns },
      "gradients of '\(parameter)' differ in shape")
    let start = row * first.columns
    precondition(start % Self.strip == 0, "a piece from coordinate \(start) of '\(parameter)'")
    switch projection.kind {
    case .rademacher: addSigned(gradients, key: projection.key(of: parameter), start: start)
    case .countSketch: addSketched(gradients, key: projection.key(of: parameter), start: start)
    case .factored(let outputs, let inputs):
      precondition(row == 0, "a piece of '\(parameter)' cannot be factored")
      let sides = FactoredSides(
        projection, parameter: parameter, rows: first.rows, columns: first.columns,
        ranks: (outputs, inputs))
      for (example, gradient) in gradients.enumerated() {
        add(sides.project(gradient), to: example)
      }
    }
  }

  /// Adds the projection of one example's gradient Δᵀ·X, which is formed only where the projection is
  /// not `factored`.
  ///
  /// - Parameters:
  ///   - outputs: Δ, [T, rows of the gradient].
  ///   - inputs: X, [T, columns of the gradient].
  ///   - parameter: The name of the parameter.
  ///   - example: The example, where there are several; for `factored` only.
  public mutating func add(
    outputs: Matrix<Float>, inputs: Matrix<Float>, of parameter: String, example: Int = 0
  ) {
    guard case .factored(let outputRank, let inputRank) = projection.kind else {
      precondition(examples == 1, "factors of one example in a sum of \(examples)")
      return add([transposedProduct(outputs, inputs)], of: parameter)
    }
    precondition((0..<examples).contains(example), "example \(example) of \(examples)")
    let sides = FactoredSides(
      projection, parameter: parameter, rows: outputs.columns, columns: inputs.columns,
      ranks: (outputRank, inputRank))
    add(sides.project(outputs: outputs, inputs: inputs), to: example)
  }

  /// The rows so far, scaled so that inner products are unbiased, [examples, d].
  public func rows() -> Matrix<Float> {
    let dimension = projection.dimension
    var rows = Matrix<Float>(unset: examples, dimension)
    let isQuads = projection.kind == .rademacher
    let scale = isQuads ? 1 / Double(dimension).squareRoot() : 1
    for example in 0..<examples {
      for k in 0..<dimension {
        let place =
          isQuads ? (example / 4 * dimension + k) * 4 + example % 4 : example * dimension + k
        rows.values[example * dimension + k] = Float(sums[place] * scale)
      }
    }
    return rows
  }

  private mutating func add(_ projected: Matrix<Float>, to example: Int) {
    let start = example * projection.dimension
    for i in projected.values.indices { sums[start + i] += Double(projected.values[i]) }
  }
}
