import Diagnostics
import LinearAlgebra
public import Statistics
import Tensors

/// A linear prediction of a loss from a mix, fitted to small runs, in the manner of RegMix (Liu et al.
/// 2024, arXiv 2407.01492): the best of many simulated mixes is then taken.
///
/// Ridge regression: ‖y − b − X·w‖² + λ‖w‖² is least. Weights of mixes add up to 1, so that b and w are not
/// unique where λ = 0: w is then the shortest, and predictions for mixes are those of least squares.
public struct MixtureRegression: Sendable, Equatable {
  /// w, one for each domain.
  public let coefficients: [Double]
  /// b.
  public let intercept: Double

  /// Fits losses.
  ///
  /// - Parameters:
  ///   - mixes: At least two, of one number of domains.
  ///   - losses: The target loss after training on each.
  ///   - ridge: λ, at least 0.
  /// - Throws: `Problem` for fewer than two mixes, or a loss that is not finite.
  public init(mixes: [Mix], losses: [Double], ridge: Double = 0) throws {
    precondition(mixes.count == losses.count, "\(mixes.count) mixes, \(losses.count) losses")
    precondition(ridge >= 0 && ridge.isFinite, "a ridge of \(ridge)")
    guard mixes.count >= 2, let domains = mixes.first?.weights.count else {
      throw Problem.tooFewMixes(mixes.count)
    }
    precondition(mixes.allSatisfy { $0.weights.count == domains }, "mixes of different domains")
    guard losses.allSatisfy(\.isFinite) else { throw Problem.valuesNotFinite("Losses") }
    let count = Double(mixes.count)
    let centre = (0..<domains).map { domain in
      mixes.reduce(0) { $0 + $1.weights[domain] } / count
    }
    let level = losses.reduce(0) { $0 + $1 / count }
    let rows = mixes.flatMap { mix in zip(mix.weights, centre).map { $0 - $1 } }
    let x = Matrix(rows: mixes.count, columns: domains, values: rows)
    let y = Matrix(rows: mixes.count, columns: 1, values: losses.map { $0 - level })
    guard
      let solution = MixtureRegression.solve(
        product(x.transposed, x.operand), product(x.transposed, y.operand).values, ridge)
    else { throw Problem.valuesNotFinite("Losses") }
    coefficients = solution
    intercept = level - innerProduct(solution, centre)
  }

  /// (M + λ)⁺·b of a positive semidefinite M.
  private static func solve(_ m: Matrix<Double>, _ b: [Double], _ ridge: Double) -> [Double]? {
    guard let eigen = SymmetricEigen(m), allFinite(b.span) else { return nil }
    // Below the rounding of the largest, an eigenvalue is one of the directions that no mix varies in.
    let floor = (eigen.values.last ?? 0) * 1e-12 * Double(m.rows)
    var solution = [Double](repeating: 0, count: b.count)
    for (row, value) in eigen.values.enumerated() where value > floor {
      let vector = Array(eigen.vectors.values[eigen.vectors.range(ofRow: row)])
      let share = innerProduct(vector, b) / (value + ridge)
      for position in solution.indices { solution[position] += share * vector[position] }
    }
    return allFinite(solution.span) ? solution : nil
  }

  /// The predicted loss of a mix.
  public func callAsFunction(_ mix: Mix) -> Double {
    intercept + innerProduct(coefficients, mix.weights)
  }

  /// The mean of the mixes with the lowest predicted losses, of many simulated ones.
  ///
  /// - Parameters:
  ///   - candidates: How many mixes to simulate, at least 1.
  ///   - best: Over how many of them to take the mean, from 1 to `candidates`; 1 for the best alone.
  ///   - concentrations: Of the Dirichlet distribution of candidates, for each domain.
  ///   - seed: Made of what the mix is for.
  /// - Returns: A mix; of equal predictions, those drawn first count.
  public func bestMix(
    candidates: Int, best: Int = 1, concentrations: [Double], seed: Seed
  ) -> Mix {
    precondition(1...max(candidates, 1) ~= best && candidates >= 1, "\(best) of \(candidates)")
    precondition(concentrations.count == coefficients.count, "\(concentrations.count) domains")
    let mixes = Mix.random(candidates, concentrations: concentrations, seed: seed)
    let predictions = mixes.map { self($0) }
    let order = mixes.indices.sorted { (predictions[$0], $0) < (predictions[$1], $1) }
    let sums = coefficients.indices.map { domain in
      order.prefix(best).reduce(0) { $0 + mixes[$1].weights[domain] }
    }
    return Mix(unchecked: sums.map { $0 / Double(best) })
  }
}
