import Statistics
import Testing

@Suite struct FitTests {
  let oracle: Oracle

  init() throws { oracle = try Oracle.load() }

  @Test func `A line agrees with SciPy`() throws {
    let expected = oracle.fits.line
    let found = try #require(LineFit(oracle.sample("normal"), oracle.sample("effect")))
    #expect(isClose(found.slope, expected.slope))
    #expect(isClose(found.intercept, expected.intercept, within: 1e-11))
    #expect(isClose(found.slopeError, expected.slopeError))
    #expect(isClose(found.interceptError, expected.interceptError))
    #expect(isClose(found.rSquared, expected.rSquared))
    #expect(isClose(found(2), expected.intercept + 2 * expected.slope, within: 1e-11))
  }

  @Test func `Several predictors agree with rational arithmetic`() throws {
    let expected = oracle.fits.multiple
    let found = try #require(
      LeastSquares(oracle.fits.predictors, response: oracle.fits.response))
    // Powers up to the fourth of 1 to 14 have a condition number of about 1e6.
    #expect(areClose(found.coefficients, expected.coefficients, within: 1e-9))
    #expect(areClose(found.standardErrors ?? [], expected.errors, within: 1e-9))
    #expect(isClose(found.residualDeviation, expected.deviation))
    #expect(isClose(found.rSquared, expected.rSquared))
    #expect(found.degreesOfFreedom == 9)
  }

  @Test func `One predictor gives the line`() throws {
    let (x, y) = (oracle.sample("normal"), oracle.sample("effect"))
    let line = try #require(LineFit(x, y))
    let fit = try #require(LeastSquares([x], response: y))
    #expect(areClose(fit.coefficients, [line.intercept, line.slope], within: 1e-11))
    #expect(isClose(fit.standardErrors?[1], line.slopeError ?? .nan, within: 1e-11))
    #expect(isClose(fit.standardErrors?[0], line.interceptError ?? .nan, within: 1e-11))
  }

  @Test func `An exact relation is found`() throws {
    let x: [Double] = [1, 2, 4, 8]
    let line = try #require(LineFit(x, x.map { 3 - 2 * $0 }))
    #expect(line.slope == -2 && line.intercept == 3 && line.rSquared == 1)
    let through = try #require(LeastSquares([x], response: x.map { 5 * $0 }, intercept: false))
    #expect(areClose(through.coefficients, [5]))
    let two = try #require(LineFit([1, 3], [2, 8]))
    #expect(two.slope == 3 && two.slopeError == nil && two.interceptError == nil)
  }

  @Test func `What cannot be fitted is nil`() {
    #expect(LineFit([1], [1]) == nil)
    #expect(LineFit([2, 2, 2], [1, 2, 3]) == nil)
    #expect(LineFit([1, 2, .nan], [1, 2, 3]) == nil)
    let y = [1.0, 2, 4, 7]
    #expect(LeastSquares([[1, 2, 3, 4], [2, 4, 6, 8]], response: y) == nil)
    #expect(LeastSquares([[5, 5, 5, 5]], response: y) == nil)
    #expect(LeastSquares([[1, 2]], response: [1, .infinity]) == nil)
    #expect(LeastSquares([[1], [2]], response: [1]) == nil)
    #expect(LineFit([1, 2, 3], [4, 4, 4])?.rSquared == nil)
    #expect(
      LeastSquares([[1, 2, 3, 4], [1, 4, 9, 16], [1, 0, 0, 1]], response: y)?.standardErrors == nil)
  }
}

@Suite struct KernelDensityTests {
  @Test func `Densities agree with SciPy`() throws {
    let oracle = try Oracle.load()
    let density = try #require(KernelDensity(oracle.sample("skewed")))
    #expect(isClose(density.bandwidth, oracle.density.bandwidth))
    let found = oracle.density.points.map { density($0) }
    #expect(areClose(found, oracle.density.density, within: 1e-11))
  }

  @Test func `A curve holds all the probability`() throws {
    let density = try #require(KernelDensity(try Oracle.load().sample("normal")))
    let curve = density.curve(points: 400, margin: 5)
    let step = curve[1].x - curve[0].x
    #expect(isClose(step * curve.reduce(0) { $0 + $1.density }, 1, within: 1e-5))
    #expect(curve.first?.x == (density.values.min() ?? 0) - 5 * density.bandwidth)
    #expect(curve.count == 400)
  }

  @Test func `Equal quartiles leave the deviation, equal values leave nothing`() throws {
    let spiked = try #require(KernelDensity([1, 1, 1, 1, 1, 1, 9]))
    #expect(spiked.bandwidth > 1)
    #expect(KernelDensity([2, 2, 2]) == nil)
    #expect(KernelDensity([]) == nil && KernelDensity([1, .nan]) == nil)
    let given = try #require(KernelDensity([2, 2], bandwidth: 1))
    #expect(isClose(given(2), 0.398_942_280_401_432_7))
  }
}
