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
/// 1412.1193). Only products with H are taken. The change of the hidden states along v is a difference of
/// fourth order in double precision, within 1e-9 of the derivative on models of the tests; all else, Jᵀ
/// included, is exact. What no chosen map can change, from the embedding to the first chosen block, is
/// computed once, and so are the softmaxes.
public struct GaussNewton: Sendable {
  /// The maps.
  public let sites: CurvatureSites
  private let weights: ResidentWeights<Double>
  private let tables: RotaryTables<Double>
  private let subjects: [Subject]
  private let threads: Int

  /// One example with what is the same in every product.
  private struct Subject {
    /// Up to the token after the last scored one.
    let tokens: [Int32]
    /// What enters the first chosen block, [T, hidden].
    let stream: Matrix<Double>
    /// `nil` where no token is scored.
    let curvature: LogitCurvature<Double>?
  }

  /// Creates the matrix of a model on examples.
  ///
  /// - Parameters:
  ///   - weights: The model; several copies of it are made.
  ///   - sites: The maps.
  ///   - examples: The data; those without a scored token count in n alone. At least one.
  ///   - threads: How many examples are in work at once; no bit depends on it.
  /// - Throws: `Problem` where a hidden state is not finite.
  public init(
    _ weights: ResidentWeights<Double>, sites: CurvatureSites, examples: [TrainingExample],
    threads: Int
  ) throws {
    precondition(!examples.isEmpty, "a Gauss–Newton matrix of no example")
    (self.weights, self.sites, self.threads) = (weights, sites, threads)
    tables = RotaryTables(
      design: weights.design, maxLength: examples.reduce(0) { max($0, $1.tokens.count) })
    let model = Decoder(weights: weights, tables: tables)
    subjects = try concurrently(examples.count, threads: threads) { number in
      let example = examples[number]
      let tokens = Array(example.tokens.prefix(example.reach + 1))
      let stream = model.stream(before: sites.firstLayer, tokens)
      guard example.predictions > 0 else {
        return Subject(tokens: tokens, stream: stream, curvature: nil)
      }
      let trace = model.forward(tokens, resuming: stream, at: sites.firstLayer)
      guard allFinite(trace.hidden.values.span) else {
        throw Problem.curvatureNotFinite("A hidden state", example: number)
      }
      return Subject(
        tokens: tokens, stream: stream,
        curvature: LogitCurvature(model, trace, scored: example.scored))
    }
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
    let parts = try concurrently(subjects.count, threads: threads) { number in
      try product(subjects[number], number: number, base: base, terms: terms)
    }
    var sum = [Double](repeating: 0, count: v.count)
    for part in parts { add(part, to: &sum) }
    return sum.map { $0 / Double(subjects.count) }
  }

  /// (H + λ)⁻¹ applied to a gradient, by conjugate gradients, with a λ for each map.
  ///
  /// - Parameters:
  ///   - gradient: [outputs, inputs] for each site.
  ///   - damping: λ of each site, at least 0.
  ///   - tolerance: Of the residual; see `ConjugateGradient`.
  ///   - limit: The most products.
  ///   - preconditioner: An approximate inverse of H + λ, symmetric and positive definite, from all maps to
  ///     all maps; the solution is the same within the tolerance, sooner. `nil` for none.
  /// - Returns: The solution for each site, and how the iteration ended.
  /// - Throws: `Problem` where a value is not finite.
  public func solution(
    _ gradient: [Matrix<Double>], damping: [Double], tolerance: Double = 1e-8, limit: Int = 1000,
    preconditioner: (([Matrix<Double>]) throws -> [Matrix<Double>])? = nil
  ) throws -> (solution: [Matrix<Double>], run: ConjugateGradient) {
    precondition(
      gradient.count == sites.sites.count && damping.count == gradient.count,
      "a gradient or a damping of other maps")
    var failure: (any Error)?
    func attempt(_ v: [Double], _ work: ([Double]) throws -> [Double]) -> [Double] {
      do {
        return try work(v)
      } catch {
        failure = failure ?? error
        return [Double](repeating: .nan, count: v.count)
      }
    }
    let run = ConjugateGradient(
      gradient.flatMap(\.values), damping: 0, tolerance: tolerance, limit: limit,
      preconditioner: preconditioner.map { inverse in
        { v in attempt(v) { try inverse(matrices($0)).flatMap(\.values) } }
      },
      product: { attempt($0) { try self.damped($0, damping) } })
    if let failure { throw failure }
    return (matrices(run.solution), run)
  }

  /// (H + λ)·v.
  private func damped(_ v: [Double], _ damping: [Double]) throws -> [Double] {
    var sum = try product(v)
    var place = 0
    for (piece, amount) in zip(pieces(v), damping) {
      for value in piece {
        sum[place] += amount * value
        place += 1
      }
    }
    return sum
  }

  /// One example's part of H·v, times n.
  private func product(
    _ subject: Subject, number: Int, base: Decoder<Double>,
    terms: [(model: Decoder<Double>, factor: Double)]
  ) throws -> [Double] {
    var parts = sites.shapes.map { Matrix<Double>(zeros: $0.outputs, $0.inputs) }
    guard let curvature = subject.curvature else { return parts.flatMap(\.values) }
    func pass(_ model: Decoder<Double>) -> Decoder<Double>.Trace {
      model.forward(subject.tokens, resuming: subject.stream, at: sites.firstLayer)
    }
    let trace = pass(base)
    var change = Matrix<Double>(zeros: trace.hidden.rows, trace.hidden.columns)
    for term in terms {
      add(pass(term.model).hidden.values, times: term.factor, to: &change.values)
    }
    let hidden = curvature.product(change)
    let visitor = ClosureVisitor<Double> { index, x, delta in
      multiply(delta.transposed, x.operand, into: &parts[index])
    }
    var observer = FactorObserver(sites, visitor)
    base.backward(trace, hiddenGradient: hidden, observer: &observer)
    guard observer.isFinite, allFinite(hidden.values.span) else {
      throw Problem.curvatureNotFinite("A product with the Gauss–Newton matrix", example: number)
    }
    return parts.flatMap(\.values)
  }

  /// The model with its weights moved along v.
  private func moved(_ v: [Double], by distance: Double) -> Decoder<Double> {
    var weights = weights
    for (site, piece) in zip(sites.sites, pieces(v)) {
      var values = site.values(in: weights)
      add(piece, times: distance, to: &values)
      site.set(values, in: &weights)
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

  private func matrices(_ v: [Double]) -> [Matrix<Double>] {
    zip(sites.shapes, pieces(v)).map {
      Matrix(rows: $0.outputs, columns: $0.inputs, values: $1)
    }
  }
}

/// a ← a + factor·b.
private func add(_ b: [Double], times factor: Double, to a: inout [Double]) {
  for i in a.indices { a[i] += factor * b[i] }
}
