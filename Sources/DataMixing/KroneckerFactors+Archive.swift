import Diagnostics
import Tensors

extension KroneckerFactors {
  /// Adds the factors of the layer `name` to an archive.
  public func store(in archive: inout MatrixArchive, layer name: String) {
    archive.add(inputSum, named: "\(name).inputs")
    archive.add(gradientSum, named: "\(name).gradients")
    archive.add(
      Matrix(rows: 1, columns: 2, values: [Double(tokens), Double(examples)]),
      named: "\(name).counts")
  }

  /// Takes the factors of the layer `name` from an archive.
  ///
  /// - Throws: `Problem` where a matrix is missing or cannot be a sum of x·xᵀ.
  public init(_ archive: MatrixArchive, layer name: String) throws {
    let inputs = try archive.matrix("\(name).inputs")
    let gradients = try archive.matrix("\(name).gradients")
    try requireSumOfSquares(inputs, "\(name).inputs")
    try requireSumOfSquares(gradients, "\(name).gradients")
    self.init(inputs: inputs.rows, outputs: gradients.rows)
    (inputSum, gradientSum) = (inputs, gradients)
    let counts = try archive.counts("\(name).counts", 2)
    (tokens, examples) = (counts[0], counts[1])
  }
}

extension MatrixArchive {
  /// The matrix `name`, finite.
  func matrix(_ name: String) throws -> Matrix<Double> {
    guard let matrix = self[name] else {
      throw Problem.missingMatrix(name, among: entries.map(\.name))
    }
    guard allFinite(matrix.values.span) else {
      throw Problem.wrongMatrix(name, expected: "finite numbers", found: "NaN or an infinity")
    }
    return matrix
  }

  /// The whole numbers of at least 0 in the matrix `name`, so many.
  func counts(_ name: String, _ count: Int) throws -> [Int] {
    let values = try matrix(name).values
    let whole = values.compactMap { Int(exactly: $0) }.filter { $0 >= 0 }
    guard values.count == count, whole.count == count else {
      throw Problem.wrongMatrix(
        name, expected: "\(count) whole numbers of at least 0", found: "\(values)")
    }
    return whole
  }
}

/// Throws unless a matrix can be Σ x·xᵀ: square, symmetric but for rounding, no negative diagonal.
private func requireSumOfSquares(_ matrix: Matrix<Double>, _ name: String) throws {
  let n = matrix.rows
  guard n == matrix.columns else {
    throw Problem.wrongMatrix(
      name, expected: "a square matrix", found: "\(n)×\(matrix.columns)")
  }
  let values = matrix.values.span
  for row in 0..<n {
    let square = values[row * n + row]
    guard square >= 0 else {
      throw Problem.wrongMatrix(
        name, expected: "a diagonal of at least 0", found: "\(square) in row \(row)")
    }
    for column in 0..<row {
      let (low, high) = (values[row * n + column], values[column * n + row])
      // No entry of Σ x·xᵀ is beyond the root of its two diagonal ones.
      let scale = square.squareRoot() * values[column * n + column].squareRoot()
      guard abs(low - high) <= 1e-9 * scale, abs(low) <= scale * (1 + 1e-9) else {
        throw Problem.wrongMatrix(
          name, expected: "a sum of x·xᵀ", found: "\(low) and \(high) at (\(row), \(column))")
      }
    }
  }
}
