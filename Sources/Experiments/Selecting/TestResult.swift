import JSONTree

/// What a model makes of one test example.
struct TestResult: Sendable, Equatable {
  /// Over its response tokens, in nats.
  var sum: Double
  /// The response tokens; 0 where none fits the window.
  var tokens: Int
  /// Whether the answer that it wrote is right; `nil` where it wrote none.
  var isRight: Bool?

  /// In nats a token; `nil` where nothing is scored or the loss is not finite.
  var mean: Double? { tokens > 0 && sum.isFinite ? sum / Double(tokens) : nil }

  /// As text to store; equal results give equal bytes.
  static func bytes(_ results: [TestResult]) -> [UInt8] {
    let value: JSONValue = .array(
      results.map { result in
        let answer: [JSONValue] = result.isRight.map { [.bool($0)] } ?? []
        return .array([.finite(result.sum), .integer(result.tokens)] + answer)
      })
    return Array(value.text(.canonical).utf8)
  }

  /// Reads what `bytes` gave; `nil` for anything else.
  static func read(_ bytes: [UInt8]) -> [TestResult]? {
    guard let root = try? JSONDocument(bytes).root.value else { return nil }
    return root.array?.map {
      TestResult(
        sum: $0[0]?.double ?? .nan, tokens: $0[1]?.integer ?? 0, isRight: $0[2]?.bool)
    }
  }
}
