import Foundation
import Statistics

/// The loss of one example.
public struct ExampleLoss: Sendable, Hashable {
  /// Σ −ln p over the response's tokens, in nats.
  public let sum: Double
  /// The number of these tokens.
  public let tokens: Int

  /// Creates a loss.
  public init(sum: Double, tokens: Int) {
    self.sum = sum
    self.tokens = tokens
  }

  /// The mean over the tokens, in nats; `nil` without tokens.
  public var mean: Double? { tokens == 0 ? nil : sum / Double(tokens) }
}

/// The losses of examples that a model was not trained on.
public struct HeldOutLoss: Sendable, Hashable {
  /// Each example's, in their order.
  public let examples: [ExampleLoss]

  /// Creates losses.
  public init(_ examples: [ExampleLoss]) { self.examples = examples }

  /// Σ −ln p over all tokens, in nats.
  public var sum: Double { compensatedSum(examples.map(\.sum)) }

  /// The number of all tokens.
  public var tokens: Int { examples.reduce(0) { $0 + $1.tokens } }

  /// The mean over all tokens, in nats: long responses count for more; `nil` without tokens.
  public var mean: Double? { tokens == 0 ? nil : sum / Double(tokens) }

  /// The mean over examples of their means, in nats: each example counts alike, as in LESS; `nil` without
  /// tokens. Examples without tokens are left out.
  public var exampleMean: Double? { Statistics.mean(of: examples.compactMap(\.mean)) }

  /// exp of the mean over all tokens; `nil` without tokens.
  public var perplexity: Double? { mean.map { exp($0) } }
}
