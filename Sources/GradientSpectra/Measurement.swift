public import LinearAlgebra
public import Transformer

/// Why an example has no spectra.
public enum UnmeasurableExample: Error, Sendable, Equatable {
  /// The prompt fills the window, or the response is empty: no token is in the loss.
  case noResponseToken
  /// The response has so many tokens in the window, fewer than are to be scored.
  case tooFewResponseTokens(Int, of: Int)
  /// The loss is infinite or not a number.
  case nonFiniteLoss
  /// A gradient has an infinite value, or its spectrum did not converge.
  case nonFiniteSpectrum
}

/// One example's way through a model.
public struct SpectraMeasurement<Element: BLASScalar>: Sendable {
  /// The model.
  public let model: Decoder<Element>
  /// The projections to measure. Those that the model does not have are missing in what is measured;
  /// whoever asks the user for projections compares them with `BlockDesign.projections`.
  public let projections: Set<Projection>
  /// How; `nil` for the cheapest.
  public let route: SpectrumRoute?

  /// Creates a measurement.
  public init(
    model: Decoder<Element>, projections: Set<Projection>, route: SpectrumRoute? = nil
  ) {
    self.model = model
    self.projections = projections
    self.route = route
  }

  /// Measures one example: one pass forward, one backward.
  ///
  /// - Parameters:
  ///   - tokens: Prompt and response, at least one token.
  ///   - responseStart: The index of the first response token.
  /// - Returns: Spectra and similarities.
  /// - Throws: `UnmeasurableExample`.
  public func callAsFunction(_ tokens: [Int32], responseStart: Int) throws(UnmeasurableExample)
    -> ExampleSpectra
  {
    try measure([Text(tokens, responseStart: responseStart)])[0].get()
  }

  /// A tokenized example.
  public struct Text: Sendable {
    /// Prompt and response.
    public let tokens: [Int32]
    /// The positions whose next token is scored, ascending.
    public let scored: [Range<Int>]

    /// Creates a text of at least one token, all of whose response is scored.
    ///
    /// - Parameters:
    ///   - tokens: Prompt and response.
    ///   - responseStart: The index of the first response token.
    public init(_ tokens: [Int32], responseStart: Int) {
      self.init(
        tokens, scored: [scoredPositions(count: tokens.count, responseStart: responseStart)])
    }

    init(_ tokens: [Int32], scored: [Range<Int>]) {
      precondition(!tokens.isEmpty, "a text of no token")
      self.tokens = tokens
      self.scored = scored
    }

    /// The number of scored tokens.
    var scoredCount: Int { scored.reduce(0) { $0 + $1.count } }
  }
}
