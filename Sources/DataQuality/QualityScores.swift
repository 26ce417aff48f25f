import Foundation

/// The groups of scores of an example; each group is computed from forward passes of its own.
public enum QualityGroup: String, Sendable, CaseIterable {
  /// Instruction-following difficulty: how much the prompt helps to expect the response.
  case ifd
  /// How open the model's expectation of the response is.
  case entropy
  /// Two questions to the model that it answers by a digit.
  case deita
}

/// The scores of an example, by the names of the metrics that show them.
public enum QualityScore: String, Sendable, CaseIterable {
  /// The mean loss of the response after its prompt, L(A|Q), in nats.
  case loss
  /// The mean loss of the response alone, L(A), in nats.
  case directLoss
  /// exp(L(A|Q)).
  case perplexity
  /// L(A|Q) / L(A) (Cherry LLM, arXiv 2308.12032).
  case ifdLoss
  /// exp(L(A|Q) − L(A)) (Superfiltering, arXiv 2402.00530; arXiv 2504.10766).
  case ifdPerplexity
  /// The mean entropy of what the model expects at each response token, in nats.
  case tokenEntropy
  /// The sum of the highest tenth of these entropies, in nats.
  case highEntropySum
  /// Σ k·p(k) of the digits 1 to 6 after Deita's question for complexity (arXiv 2312.15685).
  case deitaComplexity
  /// The same after Deita's question for quality.
  case deitaQuality
  /// The product of the two.
  case deita

  /// The groups any of which gives the score.
  public var groups: [QualityGroup] {
    switch self {
    case .loss, .perplexity: [.ifd, .entropy]
    case .directLoss, .ifdLoss, .ifdPerplexity: [.ifd]
    case .tokenEntropy, .highEntropySum: [.entropy]
    case .deitaComplexity, .deitaQuality, .deita: [.deita]
    }
  }
}

/// Why an example has no value of a score.
public enum UndefinedScore: String, Error, Sendable, CaseIterable {
  /// The prompt fills the window, or the response is empty.
  case noResponseToken
  /// The response alone is one token, and the tokenizer puts nothing before a text.
  case nothingBeforeResponse
  /// The loss of the response alone is 0, so that nothing can be divided by it.
  case zeroDirectLoss
  /// A number of the model overflowed.
  case notFinite
  /// The question is longer than the window.
  case questionTooLong

  /// The reason as a sentence.
  public var sentence: String {
    switch self {
    case .noResponseToken: "The prompt fills the window: no response token is left."
    case .nothingBeforeResponse:
      "The response alone is a single token with nothing before it, so that none can be scored."
    case .zeroDirectLoss: "The loss of the response alone is 0."
    case .notFinite: "The score is not a finite number."
    case .questionTooLong: "The question to the model is longer than the window."
    }
  }
}

/// The scores of one example.
public struct ExampleQuality: Sendable, Equatable {
  /// The number of tokens of prompt and response, cut to the window.
  public var tokens: Int
  /// The number of response tokens that are scored after their prompt.
  public var responseTokens: Int
  /// The scores that are defined; all finite.
  public var values: [QualityScore: Double]
  /// Why others are not.
  public var undefined: [QualityScore: UndefinedScore]

  /// Creates the scores of an example.
  public init(
    tokens: Int, responseTokens: Int, values: [QualityScore: Double] = [:],
    undefined: [QualityScore: UndefinedScore] = [:]
  ) {
    self.tokens = tokens
    self.responseTokens = responseTokens
    self.values = values
    self.undefined = undefined
  }

  /// Sets a score, or why it has none; a value that is not finite is none.
  mutating func set(_ score: QualityScore, _ value: Result<Double, UndefinedScore>) {
    switch value {
    case .success(let value) where value.isFinite: values[score] = value
    case .success: undefined[score] = .notFinite
    case .failure(let reason): undefined[score] = reason
    }
  }
}
