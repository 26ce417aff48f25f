import LinearAlgebra
import Synchronization
public import Tensors
public import Transformer

extension CurvatureCollector {
  /// The influence of each example on each query: g_qᵀ·P·g_e, summed over maps.
  ///
  /// Each example goes once forward and once backward, and its gradients meet all queries as the pass
  /// goes; an example without a scored token has no influence.
  ///
  /// - Parameters:
  ///   - examples: The training examples, with the labels of their texts.
  ///   - queries: Of the same maps.
  /// - Returns: [queries, examples]; positive where a step on the example lowers the query's loss.
  /// - Throws: `Problem` where a value is not finite.
  public func scores(
    of examples: [TrainingExample], on queries: InfluenceQueries<Element>
  ) throws -> Matrix<Double> {
    precondition(queries.sites == sites, "queries of other maps")
    let columns = try concurrently(examples.count, threads: threads) { number in
      let example = examples[number]
      var sums = [Double](repeating: 0, count: queries.count)
      guard example.predictions > 0 else { return sums }
      let visitor = try pass(
        example, number: number, ScoreVisitor(queries, rows: example.reach))
      for (query, sum) in visitor.sums.enumerated() { sums[query] = sum }
      return sums
    }
    var scores = Matrix<Double>(zeros: queries.count, examples.count)
    for (column, values) in columns.enumerated() {
      for (row, value) in values.enumerated() { scores[row, column] = value }
    }
    return scores
  }
}

/// Adds the inner products of one example's gradients with all queries up.
private struct ScoreVisitor<Element: BLASScalar>: FactorVisitor {
  let queries: InfluenceQueries<Element>
  let rows: Int
  /// [queries].
  private(set) var sums: [Double]

  init(_ queries: InfluenceQueries<Element>, rows: Int) {
    (self.queries, self.rows) = (queries, rows)
    sums = [Double](repeating: 0, count: queries.count)
  }

  mutating func visit(_ index: Int, input: Matrix<Element>, outputGradient: Matrix<Element>) {
    let found = queries.values[index].scores(
      outputGradient, input, rows: rows, queries: queries.count)
    for (query, value) in found.enumerated() { sums[query] += value }
  }
}
