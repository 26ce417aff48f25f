/// How likely a model finds each choice of a question.
public struct ChoiceScores: Sendable, Hashable {
  /// By what choices are compared.
  public enum Rule: String, Sendable, Hashable, CaseIterable {
    /// ln p of the whole choice.
    case sum
    /// ln p a token, so that long choices are not put behind.
    case mean
  }

  /// ln p of each choice given the prompt, in nats.
  public let logLikelihoods: [Double]
  /// The number of tokens of each choice.
  public let tokens: [Int]
  /// The place of the right one.
  public let answer: Int

  /// Creates scores of at least one choice.
  public init(logLikelihoods: [Double], tokens: [Int], answer: Int) {
    precondition(
      logLikelihoods.count == tokens.count && tokens.indices.contains(answer),
      "choice \(answer) of \(tokens.count), \(logLikelihoods.count) scores")
    self.logLikelihoods = logLikelihoods
    self.tokens = tokens
    self.answer = answer
  }

  /// What a rule compares, one number a choice.
  public func scores(_ rule: Rule) -> [Double] {
    switch rule {
    case .sum: logLikelihoods
    case .mean: zip(logLikelihoods, tokens).map { $0 / Double($1) }
    }
  }

  /// The choice of the highest score, the first of equals; `nil` where a score is no number.
  public func chosen(_ rule: Rule) -> Int? {
    let scores = scores(rule)
    guard !scores.contains(where: \.isNaN), let highest = scores.max() else { return nil }
    return scores.firstIndex(of: highest)
  }

  /// Whether the right choice is chosen.
  public func isRight(_ rule: Rule) -> Bool { chosen(rule) == answer }

  /// The score of the right choice less the highest of the others, in nats: above 0 where it is chosen;
  /// `nil` with one choice.
  public func margin(_ rule: Rule) -> Double? {
    let scores = scores(rule)
    let others = scores.indices.filter { $0 != answer }.map { scores[$0] }
    return others.max().map { scores[answer] - $0 }
  }
}
