import Statistics
import TestSupport
import Tensors
import Testing

@testable import DataMixing

/// Lemma 1 against the optimum of a least-squares problem, found anew for each mix.
@Suite struct LemmaTests {
  let data: Oracle.LeastSquares

  init() throws { data = try Oracle.load().leastSquares }

  private var domains: [MeasuredDomain] {
    var start = 0
    return data.y.enumerated().map { index, y in
      defer { start += y.count }
      return MeasuredDomain(
        name: "domain \(index)", rows: y.count, examples: Array(start..<start + y.count))
    }
  }

  /// Gradients of ½(xᵀθ − y)² for a layer of one output.
  private func gradients(_ x: [[Double]], _ y: [Double]) -> [[Matrix<Double>]] {
    zip(x, y).map { x, y in
      let error = innerProduct(x, data.theta) - y
      return [Matrix(rows: 1, columns: x.count, values: x.map { $0 * error })]
    }
  }

  private func influences(through preconditioner: LayerPreconditioner) -> Matrix<Double> {
    DataMixing.influences(
      of: gradients(data.x.flatMap { $0 }, data.y.flatMap { $0 }),
      on: gradients(data.xReference, data.yReference), through: [preconditioner])
  }

  /// The exact inverse Hessian: for one output, with Δ = 1, K-FAC is N·(Σ x·xᵀ)⁻¹.
  private func exact() throws -> LayerPreconditioner {
    var factors = KroneckerFactors(inputs: 5, outputs: 1)
    for x in data.x.flatMap({ $0 }) {
      try factors.add(inputs: matrix([x]), gradients: matrix([[1]]))
    }
    return try .kfac(factors, damping: .absolute(0))
  }

  private func loss(_ betas: [Double]) -> Double {
    var hessian = Matrix<Double>(zeros: 5, 5)
    var target = [Double](repeating: 0, count: 5)
    for (beta, (x, y)) in zip(betas, zip(data.x, data.y)) {
      for (x, y) in zip(x, y) {
        for i in 0..<5 {
          target[i] += (1 + beta) * x[i] * y
          for j in 0..<5 { hessian[i, j] += (1 + beta) * x[i] * x[j] }
        }
      }
    }
    let theta = naiveSolution(hessian, target)
    return zip(data.xReference, data.yReference).reduce(0) { sum, row in
      let error = innerProduct(row.0, theta) - row.1
      return sum + error * error / 2
    }
  }

  /// α as sums over reference rows with H itself, where `DomainInfluences` has the mean over them and H/N.
  private func alphas() throws -> [Double] {
    let found = try DomainInfluences(
      influences(through: exact()), domains: domains,
      resampling: InfluenceResampling(resamples: 10, seed: Seed(1)))
    let scale = Double(data.yReference.count) / Double(data.y.reduce(0) { $0 + $1.count })
    return found.values.map { $0.alpha * scale }
  }

  @Test func `The influence is the derivative of the loss at the optimum`() throws {
    let found = try alphas()
    #expect(disagreement(found, data.alphas, absolute: 1e-10, relative: 1e-10) < 1)
    #expect(disagreement(found, data.differences, absolute: 1e-6, relative: 0) < 1)
    let differences = centralDifferences(at: [0, 0, 0], step: 1e-4, loss)
    #expect(disagreement(found, differences, absolute: 1e-6, relative: 0) < 1)
  }

  @Test func `The step lowers the loss at the new optimum`() throws {
    let names = domains.map { (name: $0.name, rows: $0.rows) }
    let step = try MixStep(alphas: alphas(), domains: names)
    #expect(abs(loss([0, 0, 0]) - data.lossBefore) < 1e-10)
    #expect(abs(loss(step.betas) - data.lossAfter) < 1e-10)
    #expect(data.lossAfter < data.lossBefore)
  }

  @Test func `At the optimum influences cancel, whatever the preconditioner`() throws {
    let resampling = InfluenceResampling(resamples: 10, seed: Seed(1))
    for preconditioner in [try exact(), .identity] {
      for convention in InfluenceConvention.allCases {
        let found = try DomainInfluences(
          influences(through: preconditioner), domains: domains, convention: convention,
          resampling: resampling)
        #expect(abs(try #require(found.imbalance)) < 1e-12)
        #expect(!found.warnings.contains(.sameSign))
      }
    }
  }

  @Test func `Sums and means differ by the size of a domain, and so in their ratios`() throws {
    let resampling = InfluenceResampling(resamples: 10, seed: Seed(1))
    let matrix = try influences(through: exact())
    let sums = try DomainInfluences(matrix, domains: domains, resampling: resampling)
    let means = try DomainInfluences(
      matrix, domains: domains, convention: Compatibility.published.convention,
      resampling: resampling)
    for (index, rows) in [40.0, 60, 30].enumerated() {
      let ratio = sums.values[index].alpha / means.values[index].alpha
      #expect(abs(ratio - rows) < 1e-10)
    }
  }

  @Test func `Scaling the loss does not move the step where damping is relative`() throws {
    func step(_ scale: Double) throws -> [Double] {
      var factors = KroneckerFactors(inputs: 5, outputs: 1)
      let gradients = self.gradients(data.x.flatMap { $0 }, data.y.flatMap { $0 })
        .map { $0.map { Matrix(rows: 1, columns: 5, values: $0.values.map { $0 * scale }) } }
      for x in data.x.flatMap({ $0 }) {
        let error = (innerProduct(x, data.theta) - 0.5) * scale
        try factors.add(inputs: matrix([x]), gradients: matrix([[error]]))
      }
      var moments = SecondMoments(try KroneckerBasis(factors))
      for gradient in gradients { try moments.add(gradient: gradient[0]) }
      let reference = self.gradients(data.xReference, data.yReference)
        .map { $0.map { Matrix(rows: 1, columns: 5, values: $0.values.map { $0 * scale }) } }
      let ekfac = try LayerPreconditioner.ekfac(moments, damping: .relative(0.1))
      let found = try DomainInfluences(
        DataMixing.influences(of: gradients, on: reference, through: [ekfac]), domains: domains,
        resampling: InfluenceResampling(resamples: 10, seed: Seed(1)))
      return try MixStep(
        alphas: found.values.map(\.alpha), domains: domains.map { ($0.name, $0.rows) }
      ).betas
    }
    let (plain, scaled) = (try step(1), try step(37))
    #expect(disagreement(plain, scaled, absolute: 1e-10, relative: 0) < 1)
  }
}
