import Foundation
import LinearAlgebra
public import Statistics
import Tensors

/// The gradients of a data set's examples, as sketches, and what is computed of all of them together.
public struct GradientSample: Sendable {
  /// The number of sketches that are zero or not finite and were left out: they have no direction.
  public let unusable: Int
  /// The positions, among the sketches given, of those that are used.
  public let positions: [Int]
  /// What was asked, as a number for each example that is used; examples of one request share it.
  public let requests: [Int]
  /// g, [n, d].
  private let rows: Matrix<Double>
  /// g / ‖g‖, [n, d].
  private let directions: Matrix<Double>
  /// The cosines, [n, n]; `nil` where d is smaller than n.
  private let cosines: Matrix<Double>?

  /// Takes sketches of one length.
  ///
  /// - Parameters:
  ///   - sketches: A vector for each example.
  ///   - requests: For each example a number that it shares with all examples of the same request.
  public init(_ sketches: [[Float]], requests: [Int]) {
    precondition(
      sketches.count == requests.count, "\(sketches.count) sketches, \(requests.count) requests")
    let width = sketches.first?.count ?? 0
    precondition(sketches.allSatisfy { $0.count == width }, "sketches of several lengths")
    positions = sketches.indices.filter { index in
      sketches[index].allSatisfy(\.isFinite) && sketches[index].contains { $0 != 0 }
    }
    unusable = sketches.count - positions.count
    self.requests = positions.map { requests[$0] }
    rows = Matrix(
      rows: positions.count, columns: width,
      values: positions.flatMap { sketches[$0].map(Double.init) })
    var directions = rows
    for row in 0..<rows.rows {
      let range = rows.range(ofRow: row)
      let norm = rows.values[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
      for i in range { directions.values[i] /= norm }
    }
    self.directions = directions
    cosines =
      rows.rows <= width ? product(directions.operand, directions.transposed) : nil
  }

  /// The number of examples, n.
  public var count: Int { rows.rows }

  /// G-Vendi (arXiv 2505.20161): exp(−Σ λ ln λ) of the eigenvalues λ of K/n, K the cosines of the gradients.
  /// As many directions as the examples' gradients spread over evenly.
  ///
  /// It grows with n: compare sets of equally many examples.
  ///
  /// - Parameter indices: The examples, distinct.
  /// - Returns: In [1, n]; `nil` for no example, or if the eigenvalues did not converge.
  public func gVendi(_ indices: [Int]) -> Double? {
    guard !indices.isEmpty else { return nil }
    let gram =
      cosines.map { submatrix(of: $0, indices, indices) }
      ?? smallerGram(of: directions.selecting(rows: indices))
    guard let values = symmetricEigenvalues(of: gram) else { return nil }
    // The trace of K is n, but for rounding; below it an eigenvalue is a zero.
    let total = values.reduce(0) { $0 + max($1, 0) }
    let entropy = values.reduce(0.0) { sum, value in
      let share = value / total
      return share > 1e-15 ? sum - share * log(share) : sum
    }
    return min(max(exp(entropy), 1), Double(indices.count))
  }

  /// tr(Σ̃⁻¹ Σ′) of one split (arXiv 2511.02833): how large held-out gradients are where others are rare.
  ///
  /// Σ = UᵀU/n of the directions U of one part, Σ′ = ZᵀZ/m of the gradients Z of the other as they are, and
  /// Σ̃ = (1 − ε)Σ + ε·tr(Σ)/d·1 with ε = 10⁻³. With fewer examples than dimensions, Σ̃⁻¹ is applied by the
  /// n×n matrix of cosines: Σ̃⁻¹ = (1 − Uᵀ(λ + K)⁻¹U)/c with c = ε·tr(Σ)/d and λ = c·n/(1 − ε).
  ///
  /// - Parameters:
  ///   - train: The examples of Σ, at least one.
  ///   - test: Those of Σ′, at least one.
  /// - Returns: Greater than 0.
  public func graceTerm(train: [Int], test: [Int]) -> Double? {
    guard !train.isEmpty, !test.isEmpty else { return nil }
    let sum = test.count
    let ridge = graceSmoothing / Double(rows.columns)
    let weight = (1 - graceSmoothing) / Double(train.count)
    guard cosines != nil, train.count < rows.columns else {
      let part = directions.selecting(rows: train)
      var matrix = product(part.transposed, part.operand)
      for i in matrix.values.indices { matrix.values[i] *= weight }
      for i in 0..<matrix.rows { matrix[i, i] += ridge }
      guard let factor = CholeskyFactor(matrix) else { return nil }
      return test.reduce(0) { $0 + factor.inverseForm(row($1)) } / Double(sum)
    }
    guard let cosines else { return nil }
    var matrix = submatrix(of: cosines, train, train)
    for i in 0..<matrix.rows { matrix[i, i] += ridge / weight }
    guard let factor = CholeskyFactor(matrix) else { return nil }
    let total = test.reduce(0.0) { total, example in
      let g = row(example)
      let square = innerProduct(g, g)
      let shares = train.map { cosines[$0, example] }
      return total + square * max(1 - factor.inverseForm(shares), 0)
    }
    return total / ridge / Double(sum)
  }

  /// GRACE: the mean of ``graceTerm(train:test:)`` over ten splits of the requests, nine parts to one.
  ///
  /// - Parameters:
  ///   - indices: The examples, distinct.
  ///   - seed: The seed of the splits.
  /// - Returns: Greater than 0; `nil` for fewer than two requests.
  public func grace(_ indices: [Int], seed: Seed) -> Double? {
    var generator = SeededGenerator(seed)
    var known: Set<Int> = []
    var asked = indices.map { requests[$0] }.filter { known.insert($0).inserted }
    guard asked.count > 1 else { return nil }
    let held = max(1, (asked.count + 5) / 10)
    var sum = 0.0
    for _ in 0..<graceSplits {
      generator.shuffle(&asked)
      let test = Set(asked.prefix(held))
      let term = graceTerm(
        train: indices.filter { !test.contains(requests[$0]) },
        test: indices.filter { test.contains(requests[$0]) })
      guard let term else { return nil }
      sum += term
    }
    return sum / Double(graceSplits)
  }

  private func row(_ index: Int) -> [Double] { Array(rows.values[rows.range(ofRow: index)]) }
}

/// The number of splits, as published.
private let graceSplits = 10
/// ε, as published.
private let graceSmoothing = 1e-3

private func submatrix(of matrix: Matrix<Double>, _ rows: [Int], _ columns: [Int]) -> Matrix<Double>
{
  Matrix(
    rows: rows.count, columns: columns.count,
    values: rows.flatMap { row in columns.map { matrix[row, $0] } })
}
