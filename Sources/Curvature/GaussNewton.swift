public import DataMixing
import Diagnostics
public import LinearAlgebra
public import Tensors
public import Transformer

/// The Gauss–Newton matrix of the chosen maps of a small model, all maps together and nothing approximated
/// away: the judge of K-FAC and EK-FAC.
///
///     H = 1/n · Σ over examples and scored positions of Jᵀ·(diag p − p·pᵀ)·J
///
/// with J the derivative of a position's logits by the weights and p their softmax: the second derivative
/// of the summed cross-entropy without that of the logits (Schraudolph 2002; Martens 2020, arXiv
/// 1412.1193). Only products with H are taken. J·v is a difference of logits of fourth order in double
/// precision, within 1e-9 of the derivative on models of the tests; all else, Jᵀ included, is exact.
public struct GaussNewton: Sendable {
  /// The maps.
  public let sites: CurvatureSites
  private let weights: ResidentWeights<Double>
  private let tables: RotaryTables<Double>
  private let examples: [TrainingExample]
  private let threads: Int

  /// Creates the matrix of a model on examples.
  ///
  /// - Parameters:
  ///   - weights: The model; several copies of it are made.
  ///   - sites: The maps.
  ///   - examples: The data; those without a scored token count in n alone. At least one.
  ///   - threads: How many examples are in work at once; no bit depends on it.
  public init(
    _ weights: ResidentWeights<Double>, sites: CurvatureSites, examples: [TrainingExample],
    threads: Int
  ) {
    precondition(!examples.isEmpty, "a Gauss–Newton matrix of no example")
    (self.weights, self.sites, self.examples) = (weights, sites, examples)
    self.threads = threads
    tables = RotaryTables(
      design: weights.design, maxLength: examples.reduce(0) { max($0, $1.tokens.count) })
  }

  /// H·v.
  ///
  /// - Parameter v: All maps one after another, each row-major, in the order of `sites`.
  /// - Returns: Likewise.
  /// - Throws: `Problem` where a value is not finite.
  public func product(_ v: [Double]) throws -> [Double] {
    let size = innerProduct(v, v).squareRoot()
    guard size > 0 else { return v }
    // (8·(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h, with steps of 0.001 in all weights together.
    let step = 1e-3 / size
    let terms = [(1.0, 8.0), (-1, -8), (2, -1), (-2, 1)].map { distance, factor in
      (model: moved(v, by: distance * step), factor: factor / (12 * step))
    }
    let base = Decoder(weights: weights, tables: tables)
    let parts = try concurrently(examples.count, threads: threads) { number in
      try product(examples[number], number: number, base: base, terms: terms)
    }
    var sum = [Double](repeating: 0, count: v.count)
    for part in parts { add(part, to: &sum) }
    return sum.map { $0 / Double(examples.count) }
  }

  /// (H + λ)⁻¹ applied to a gradient, by conjugate gradients.
  ///
  /// - Parameters:
  ///   - gradient: [outputs, inputs] for each site.
  ///   - damping: λ, at least 0.
  ///   - tolerance: Of the residual; see `ConjugateGradient`.
  ///   - limit: The most products.
  /// - Returns: The solution for each site, and how the iteration ended.
  /// - Throws: `Problem` where a value is not finite.
  public func solution(
    _ gradient: [Matrix<Double>], damping: Double, tolerance: Double = 1e-8, limit: Int = 1000
  ) throws -> (solution: [Matrix<Double>], run: ConjugateGradient) {
    precondition(gradient.count == sites.sites.count, "a gradient of other maps")
    var failure: (any Error)?
    let run = ConjugateGradient(
      gradient.flatMap(\.values), damping: damping, tolerance: tolerance, limit: limit
    ) { v in
      do {
        return try product(v)
      } catch {
        failure = failure ?? error
        return [Double](repeating: .nan, count: v.count)
      }
    }
    if let failure { throw failure }
    return (
      zip(sites.shapes, pieces(run.solution)).map {
        Matrix(rows: $0.outputs, columns: $0.inputs, values: $1)
      }, run
    )
  }

  /// One example's part of H·v, times n.
  private func product(
    _ example: TrainingExample, number: Int, base: Decoder<Double>,
    terms: [(model: Decoder<Double>, factor: Double)]
  ) throws -> [Double] {
    var parts = sites.shapes.map { Matrix<Double>(zeros: $0.outputs, $0.inputs) }
    guard example.predictions > 0 else { return parts.flatMap(\.values) }
    var change = Matrix<Double>(zeros: example.tokens.count, base.design.vocabularySize)
    for term in terms {
      let logits = term.model.logits(term.model.forward(example.tokens))
      for i in change.values.indices { change.values[i] += term.factor * logits.values[i] }
    }
    let trace = base.forward(example.tokens)
    let curved = softmaxCurvature(base.logits(trace), of: change, at: example.scored)
    let hidden = base.hiddenGradient(trace, logitGradient: curved)
    let visitor = ClosureVisitor<Double> { index, x, delta in
      multiply(delta.transposed, x.operand, into: &parts[index])
    }
    var observer = FactorObserver(sites, visitor)
    base.backward(trace, hiddenGradient: hidden, observer: &observer)
    guard observer.isFinite, allFinite(curved.values.span) else {
      throw Problem.curvatureNotFinite("A product with the Gauss–Newton matrix", example: number)
    }
    return parts.flatMap(\.values)
  }

  /// The model with its weights moved along v.
  private func moved(_ v: [Double], by distance: Double) -> Decoder<Double> {
    var weights = weights
    for (site, piece) in zip(sites.sites, pieces(v)) {
      site.set(
        zip(site.values(in: weights), piece).map { $0 + distance * $1 }, in: &weights)
    }
    return Decoder(weights: weights, tables: tables)
  }

  private func pieces(_ v: [Double]) -> [[Double]] {
    var start = 0
    return sites.shapes.map { shape in
      defer { start += shape.outputs * shape.inputs }
      return Array(v[start..<start + shape.outputs * shape.inputs])
    }
  }
}

/// (diag p − p·pᵀ)·u for the softmax p of each scored row; zeros in other rows.
private func softmaxCurvature(
  _ logits: Matrix<Double>, of u: Matrix<Double>, at scored: [Range<Int>]
) -> Matrix<Double> {
  var result = Matrix<Double>(zeros: logits.rows, logits.columns)
  for row in scored.joined() {
    let range = logits.range(ofRow: row)
    let largest = maximum(logits.values.span.extracting(range))
    let weights = logits.values[range].map { Double.exponential($0 - largest) }
    let total = weights.reduce(0, +)
    let mean = zip(weights, u.values[range]).reduce(0) { $0 + $1.0 * $1.1 } / total
    for (i, weight) in zip(range, weights) {
      result.values[i] = weight / total * (u.values[i] - mean)
    }
  }
  return result
}
