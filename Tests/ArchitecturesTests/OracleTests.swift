import Architectures
import LinearAlgebra
import Testing
import Transformer

/// Every architecture against the transformers library in float64.
///
/// Errors are relative to the largest value of a tensor: the largest |ours − theirs| over the largest
/// |theirs|. The gradient of a key's bias is zero without rotary positions, for a softmax does not see what
/// it adds; where theirs is but rounding, errors are absolute, beside gradients of the order of 1.
@Suite struct OracleTests {
  private func check<Element: BLASScalar>(
    _ name: String, retention: Retention = .everything, as type: Element.Type, within limit: Double
  ) throws {
    let fixture = try Fixture(name)
    let found = Computed<Element>(
      try ResidentWeights(fixture.checkpoint),
      tokens: try fixture.expected("tokens").map { Int32($0) },
      responseStart: Int(try fixture.expected("responseStart")[0]), retention: retention)
    func expect(_ values: [Element]?, _ name: String) throws {
      let error = relativeError(try #require(values, "\(name)"), try fixture.expected(name))
      #expect(error < limit, "\(name): \(error)")
    }
    try expect(found.logits, "logits")
    let loss = try fixture.expected("loss")[0]
    #expect(abs(found.loss - loss) < limit * abs(loss))
    #expect(Set(found.gradients.keys) == Set(fixture.expected.parameters))
    for parameter in fixture.expected.parameters {
      try expect(found.gradients[parameter], "gradient.\(parameter)")
    }
  }

  @Test(arguments: Fixture.names, Retention.allCases)
  func `Double agrees with transformers within 1e-9`(name: String, retention: Retention) throws {
    try check(name, retention: retention, as: Double.self, within: 1e-9)
  }

  @Test(arguments: Fixture.names)
  func `Float agrees with transformers within 1e-5`(name: String) throws {
    try check(name, as: Float.self, within: 1e-5)
  }

  @Test(arguments: Fixture.names)
  func `Streamed weights give the same bits`(name: String) throws {
    let fixture = try Fixture(name)
    let tokens = try fixture.expected("tokens").map { Int32($0) }
    let resident = Computed<Float>(
      try ResidentWeights(fixture.checkpoint), tokens: tokens, responseStart: 2)
    let streamed = Computed<Float>(
      try StreamedWeights(fixture.checkpoint), tokens: tokens, responseStart: 2)
    #expect(streamed.logits == resident.logits)
    #expect(streamed.loss == resident.loss)
    #expect(streamed.gradients == resident.gradients)
  }
}

/// The largest difference over the largest expected value, unless that is rounding.
func relativeError<Element: BLASScalar>(_ found: [Element], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let largest = expected.reduce(0) { max($0, abs($1)) }
  let difference = zip(found, expected).reduce(0.0) { worst, pair in
    let error = abs(Double(pair.0) - pair.1)
    return error.isNaN ? .infinity : max(worst, error)
  }
  return largest < 1e-12 ? difference : difference / largest
}
