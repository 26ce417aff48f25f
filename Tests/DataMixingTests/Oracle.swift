import Foundation
import Tensors

@testable import DataMixing

/// What `Tests/Oracles/data_mixing.py` wrote.
struct Oracle: Decodable {
  struct LeastSquares: Decodable {
    var x: [[[Double]]]
    var y: [[Double]]
    var xReference: [[Double]]
    var yReference: [Double]
    var theta: [Double]
    var hessian: [[Double]]
    var alphas: [Double]
    var differences: [Double]
    var lossBefore: Double
    var lossAfter: Double
  }

  struct Layer: Decodable {
    var inputs: [[[Double]]]
    var gradients: [[[Double]]]
    var inputCovariance: [[Double]]
    var gradientCovariance: [[Double]]
    var inputEigenvalues: [Double]
    var gradientEigenvalues: [Double]
    var probe: [[Double]]
    var kfac: [[Double]]
    var moments: [[Double]]
    var ekfac: [[Double]]
    var published: [[Double]]
  }

  struct DoReMi: Decodable {
    var excess: [[Double?]]
    var weights: [Double]
    var mix: [Double]
  }

  struct DoGE: Decodable {
    var gradients: [[[Double]]]
    var targets: [[[Double]]]
    var rates: [Double]
    var weights: [Double]
    var mix: [Double]
  }

  struct Regression: Decodable {
    struct Case: Decodable {
      var ridge: Double
      var coefficients: [Double]
      var intercept: Double
    }

    var mixes: [[Double]]
    var losses: [Double]
    var cases: [Case]
  }

  var leastSquares: LeastSquares
  var layer: Layer
  var doremi: DoReMi
  var doge: DoGE
  var regression: Regression

  static func load() throws -> Oracle {
    let url = Bundle.module.url(
      forResource: "oracle", withExtension: "json", subdirectory: "Fixtures")
    guard let url else { throw CocoaError(.fileNoSuchFile) }
    return try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: url))
  }
}

/// A matrix from its rows.
func matrix(_ rows: [[Double]]) -> Matrix<Double> {
  Matrix(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap { $0 })
}

extension Oracle.Layer {
  var factors: KroneckerFactors {
    get throws {
      var factors = KroneckerFactors(inputs: 5, outputs: 4)
      for (x, delta) in zip(inputs, gradients) {
        try factors.add(inputs: matrix(x), gradients: matrix(delta))
      }
      return factors
    }
  }

  /// Gradients of examples, in their order.
  var products: [Matrix<Double>] {
    zip(gradients, inputs).map { naiveProduct(transposed(matrix($0)), matrix($1)) }
  }
}
