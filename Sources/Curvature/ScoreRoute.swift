import LinearAlgebra
import Tensors

/// How the inner products of one map's gradient G = Δᵀ·X with queries are taken. All give the same up to
/// rounding.
enum ScoreRoute: Sendable, CaseIterable {
  /// G is formed once: o·i·T multiplications, and o·i for each query.
  case formed
  /// Σ (Δ·P)∘X for each query, without G: o·i·T multiplications for each, dense queries only.
  case streamed
  /// Σ (Δ·U)∘(X·Vᵀ) without G: T·(o + i) multiplications for each rank, low-rank queries only.
  case factored

  /// The route of fewest multiplications.
  ///
  /// - Parameters:
  ///   - queries: Of how many gradients.
  ///   - rank: Of each; `nil` where they are dense.
  ///   - rows: T.
  ///   - outputs: o.
  ///   - inputs: i.
  /// - Returns: The route.
  static func cheapest(queries: Int, rank: Int?, rows: Int, outputs: Int, inputs: Int) -> Self {
    let area = outputs * inputs
    guard let rank else {
      let streamed = queries * rows * (area + inputs)
      return streamed < rows * area + queries * area ? .streamed : .formed
    }
    let all = queries * rank
    return all * rows * (outputs + inputs + 1) < rows * area + all * (area + inputs)
      ? .factored : .formed
  }
}

extension InfluenceQueries.Site {
  /// ⟨P_q, Δᵀ·X⟩ for each query.
  ///
  /// - Parameters:
  ///   - delta: Δ, [T, outputs].
  ///   - x: X, [T, inputs].
  ///   - rows: The rows that count, T.
  ///   - queries: How many queries there are.
  ///   - route: How; `nil` for the cheapest. A route for the other kind of queries is `.formed`.
  /// - Returns: [queries].
  func scores(
    _ delta: Matrix<Element>, _ x: Matrix<Element>, rows: Int, queries: Int,
    route: ScoreRoute? = nil
  ) -> [Double] {
    let (outputs, inputs) = (delta.columns, x.columns)
    switch self {
    case .dense(let gradients):
      let route =
        route
        ?? .cheapest(queries: queries, rank: nil, rows: rows, outputs: outputs, inputs: inputs)
      if route == .streamed {
        let count = rows * inputs
        return gradients.map { gradient in
          let mapped = product(delta.top(rows), gradient.operand)
          return innerProduct(mapped.values.span, x.values.span.extracting(0..<count))
        }
      }
      let formed = product(delta.top(rows).transposed, x.top(rows))
      return gradients.map { innerProduct($0.values, formed.values) }
    case .lowRank(let u, let v):
      let rank = v.rows / max(queries, 1)
      let route =
        route
        ?? .cheapest(queries: queries, rank: rank, rows: rows, outputs: outputs, inputs: inputs)
      if route == .factored {
        let (left, right) = (
          product(delta.top(rows), u.operand), product(x.top(rows), v.transposed)
        )
        let sums = columnInnerProducts(left, right)
        return (0..<queries).map { sums[$0 * rank..<($0 + 1) * rank].reduce(0, +) }
      }
      let formed = product(delta.top(rows).transposed, x.top(rows))
      let mapped = product(u.transposed, formed.operand)
      return (0..<queries).map { query in
        let part = query * rank * inputs..<(query + 1) * rank * inputs
        return innerProduct(
          mapped.values.span.extracting(part), v.values.span.extracting(part))
      }
    }
  }
}

/// Σ over rows of a∘b for each column, in double precision.
@specialized(where Element == Float)
@specialized(where Element == Double)
func columnInnerProducts<Element: BLASScalar>(
  _ a: Matrix<Element>, _ b: Matrix<Element>
) -> [Double] {
  precondition(a.rows == b.rows && a.columns == b.columns, "\(a.rows)×\(a.columns), \(b.rows)")
  let columns = a.columns
  var sums = [Double](repeating: 0, count: columns)
  let (left, right) = (a.values.span, b.values.span)
  var target = sums.mutableSpan
  for row in 0..<a.rows {
    let start = row * columns
    for i in 0..<columns {
      unsafe target[unchecked: i] += Double(
        left[unchecked: start &+ i] * right[unchecked: start &+ i])
    }
  }
  return sums
}
