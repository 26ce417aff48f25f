import Diagnostics
import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import DataMixing

@Suite struct CurvatureTests {
  let layer: Oracle.Layer

  init() throws { layer = try Oracle.load().layer }

  private func moments(_ rotation: KroneckerBasis.Rotation = .eigenbasis) throws -> SecondMoments {
    SecondMoments(try KroneckerBasis(layer.factors, rotation: rotation))
  }

  private func expectClose(_ found: Matrix<Double>, _ expected: [[Double]]) {
    #expect(
      disagreement(found.values, expected.flatMap { $0 }, absolute: 1e-11, relative: 1e-10) < 1)
  }

  @Test func `Factors are the oracle's, and so are their eigenvalues`() throws {
    let factors = try layer.factors
    #expect(factors.tokens == 43 && factors.examples == 8)
    expectClose(factors.inputCovariance, layer.inputCovariance)
    expectClose(factors.gradientCovariance, layer.gradientCovariance)
    let basis = try KroneckerBasis(factors)
    expectClose(matrix([basis.inputs.values]), [layer.inputEigenvalues])
    expectClose(matrix([basis.gradients.values]), [layer.gradientEigenvalues])
  }

  @Test func `Single precision is added in double`() throws {
    var numbers = SeededNumbers(seed: 4)
    let (x, delta): (Matrix<Float>, Matrix<Float>) = (numbers.matrix(6, 3), numbers.matrix(6, 2))
    var (single, double) = (
      KroneckerFactors(inputs: 3, outputs: 2), KroneckerFactors(inputs: 3, outputs: 2)
    )
    try single.add(inputs: x, gradients: delta)
    try double.add(inputs: widened(x), gradients: widened(delta))
    #expect(single == double)
    let naive = naiveProduct(transposed(widened(x)), widened(x))
    #expect(disagreement(single.inputSum.values, naive.values, absolute: 1e-14, relative: 0) < 1)
  }

  @Test func `K-FAC is the inverse of the damped Kronecker product`() throws {
    let inverse = try LayerPreconditioner.kfac(layer.factors, damping: .relative(0.1))
    expectClose(inverse(matrix(layer.probe)), layer.kfac)
    // The same with an absolute damping, by elimination.
    let factors = try layer.factors
    var curvature = kronecker(factors.gradientCovariance, factors.inputCovariance)
    for position in curvature.values.indices {
      curvature.values[position] *= factors.tokensPerExample
    }
    let naive = naiveSolution(curvature, plus: 0.3, matrix(layer.probe).values)
    let found = try LayerPreconditioner.kfac(factors, damping: .absolute(0.3))
    let turned = found(matrix(layer.probe))
    #expect(disagreement(turned.values, naive, absolute: 1e-11, relative: 1e-10) < 1)
  }

  @Test func `EK-FAC is the oracle's, from factors or from gradients`() throws {
    var (fromFactors, fromGradients) = (try moments(), try moments())
    for (x, delta) in zip(layer.inputs, layer.gradients) {
      try fromFactors.add(inputs: matrix(x), gradients: matrix(delta))
    }
    for gradient in layer.products { try fromGradients.add(gradient: gradient) }
    expectClose(fromFactors.mean, layer.moments)
    expectClose(fromGradients.mean, layer.moments)
    let inverse = try LayerPreconditioner.ekfac(fromFactors, damping: .relative(0.1))
    expectClose(inverse(matrix(layer.probe)), layer.ekfac)
    #expect(
      try Compatibility.derived.preconditioner(fromFactors, damping: .relative(0.1)) == inverse)
  }

  @Test func `The published code is reproduced, and is no inverse`() throws {
    var published = try moments(.published)
    for first in [0, 4] {
      var batch = Matrix<Double>(zeros: 4, 5)
      for gradient in layer.products[first..<first + 4] {
        for position in batch.values.indices {
          batch.values[position] += gradient.values[position] / 4
        }
      }
      try published.add(gradient: batch)
    }
    let found = try LayerPreconditioner.published(published)(matrix(layer.probe))
    let named = try Compatibility.published.preconditioner(published, damping: .absolute(0))
    #expect(named(matrix(layer.probe)) == found)
    expectClose(found, layer.published)
    #expect(cosine(found.values, layer.ekfac.flatMap { $0 }) < 0.9)
  }

  @Test func `Turning there and back changes nothing, and turning is the naive product`() throws {
    let probe = matrix(layer.probe)
    for rotation in KroneckerBasis.Rotation.allCases {
      let basis = try KroneckerBasis(layer.factors, rotation: rotation)
      let back = basis.unrotated(basis.rotated(probe))
      #expect(disagreement(back.values, probe.values, absolute: 1e-13, relative: 0) < 1)
      let (s, a) = (basis.gradients.vectors, basis.inputs.vectors)
      let naive =
        rotation == .eigenbasis
        ? naiveProduct(naiveProduct(s, probe), transposed(a))
        : naiveProduct(naiveProduct(transposed(s), probe), a)
      let rotated = basis.rotated(probe).values
      #expect(disagreement(rotated, naive.values, absolute: 1e-13, relative: 0) < 1)
    }
  }

  @Test func `Where inputs and errors are independent, EK-FAC is the dense inverse`() throws {
    var numbers = SeededNumbers(seed: 11)
    let (xs, deltas): (Matrix<Double>, Matrix<Double>) = (
      numbers.matrix(9, 4), numbers.matrix(7, 3)
    )
    var factors = KroneckerFactors(inputs: 4, outputs: 3)
    let pairs = (0..<9).flatMap { i in
      (0..<7).map { (xs.selecting(rows: [i]), deltas.selecting(rows: [$0])) }
    }
    for (x, delta) in pairs { try factors.add(inputs: x, gradients: delta) }
    var moments = SecondMoments(try KroneckerBasis(factors))
    for (x, delta) in pairs { try moments.add(inputs: x, gradients: delta) }
    let probe: Matrix<Double> = numbers.matrix(3, 4)
    let dense = secondMoment(pairs.map { naiveProduct(transposed($0.1), $0.0) })
    let truth = naiveSolution(dense, probe.values)
    let ekfac = try LayerPreconditioner.ekfac(moments, damping: .absolute(0))(probe)
    let kfac = try LayerPreconditioner.kfac(factors, damping: .absolute(0))(probe)
    #expect(disagreement(ekfac.values, truth, absolute: 1e-9, relative: 1e-9) < 1)
    #expect(disagreement(kfac.values, truth, absolute: 1e-9, relative: 1e-9) < 1)
    #expect(cosine(LayerPreconditioner.identity(probe).values, truth) < 0.999)
  }

  @Test func `Drawn at random and independent, EK-FAC is near the dense inverse`() throws {
    var numbers = SeededNumbers(seed: 12)
    let (xs, deltas): (Matrix<Double>, Matrix<Double>) = (
      numbers.matrix(40000, 4), numbers.matrix(40000, 3)
    )
    var factors = KroneckerFactors(inputs: 4, outputs: 3)
    try factors.add(inputs: xs, gradients: deltas)
    var moments = SecondMoments(try KroneckerBasis(factors))
    var gradients: [Matrix<Double>] = []
    for row in 0..<40000 {
      let (x, delta) = (xs.selecting(rows: [row]), deltas.selecting(rows: [row]))
      try moments.add(inputs: x, gradients: delta)
      gradients.append(naiveProduct(transposed(delta), x))
    }
    let probe: Matrix<Double> = numbers.matrix(3, 4)
    let truth = naiveSolution(secondMoment(gradients), probe.values)
    let found = try LayerPreconditioner.ekfac(moments, damping: .absolute(0))(probe)
    #expect(cosine(found.values, truth) > 0.999)
  }

  @Test(arguments: KroneckerBasis.Rotation.allCases)
  func `Both orders of products turn a gradient alike`(rotation: KroneckerBasis.Rotation) throws {
    let basis = try KroneckerBasis(layer.factors, rotation: rotation)
    var numbers = SeededNumbers(seed: 13)
    // Up to 4 tokens the factors are turned, from 5 on the gradient.
    for tokens in 0..<9 {
      let x: Matrix<Double> = numbers.matrix(tokens, 5)
      let delta: Matrix<Double> = numbers.matrix(tokens, 4)
      let naive = basis.rotated(naiveProduct(transposed(delta), x))
      let found = basis.rotatedProduct(delta, x)
      #expect(disagreement(found.values, naive.values, absolute: 1e-13, relative: 0) < 1)
    }
  }

  @Test func `Parts add up to the whole`() throws {
    var (first, second) = (
      KroneckerFactors(inputs: 5, outputs: 4), KroneckerFactors(inputs: 5, outputs: 4)
    )
    let basis = try KroneckerBasis(layer.factors)
    var (low, high, all) = (SecondMoments(basis), SecondMoments(basis), SecondMoments(basis))
    for index in layer.inputs.indices {
      let (x, delta) = (matrix(layer.inputs[index]), matrix(layer.gradients[index]))
      try all.add(inputs: x, gradients: delta)
      if index < 3 {
        try first.add(inputs: x, gradients: delta)
        try low.add(inputs: x, gradients: delta)
      } else {
        try second.add(inputs: x, gradients: delta)
        try high.add(inputs: x, gradients: delta)
      }
    }
    first.add(second)
    low.add(high)
    #expect(first.tokens == 43 && first.examples == 8 && low.examples == 8)
    expectClose(first.inputCovariance, layer.inputCovariance)
    #expect(disagreement(low.sum.values, all.sum.values, absolute: 1e-12, relative: 1e-12) < 1)
  }

  @Test func `Moments along other axes are not added`() async {
    await #expect(processExitsWith: .failure) {
      let layer = try Oracle.load().layer
      var moments = SecondMoments(try KroneckerBasis(layer.factors))
      moments.add(SecondMoments(try KroneckerBasis(layer.factors, rotation: .published)))
    }
  }
}
