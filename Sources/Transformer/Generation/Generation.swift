/// How texts are continued.
public struct GenerationRecipe: Sendable, Equatable {
  /// The most tokens that a text is continued by, at least 1.
  public var maxNewTokens: Int
  /// The tokens that end a text, such as that for its end.
  public var stopTokens: Set<Int32>
  /// How many texts are continued at once, at least 1. It changes the speed and the memory, of which each
  /// text needs some for every token, but no result.
  public var inStep: Int

  /// Creates a recipe.
  public init(maxNewTokens: Int, stopTokens: Set<Int32> = [], inStep: Int = 8) {
    precondition(maxNewTokens >= 1, "at most \(maxNewTokens) new tokens")
    precondition(inStep >= 1, "\(inStep) texts at once")
    self.maxNewTokens = maxNewTokens
    self.stopTokens = stopTokens
    self.inStep = inStep
  }
}

/// How a text was continued.
public struct Generation: Sendable, Equatable {
  /// Why there is no further token.
  public enum Stop: Sendable, Hashable {
    /// The next token is one of those that end a text.
    case token(Int32)
    /// The caller's condition was met.
    case condition
    /// There are as many new tokens as were asked for.
    case limit
    /// The model has no position left.
    case positions
    /// The model's logits are not all finite numbers.
    case notFinite
  }

  /// The new tokens, without the one that ended the text.
  public var tokens: [Int32]
  /// Why there is no further one.
  public var stop: Stop

  /// Creates a generation.
  public init(tokens: [Int32], stop: Stop) {
    self.tokens = tokens
    self.stop = stop
  }
}
