public import Transformer

/// What is measured of one example: the spectrum of each gradient and the similarities between them.
public struct ExampleSpectra: Sendable, Equatable {
  /// The number of tokens of prompt and response, after truncation.
  public var tokens: Int
  /// The number of tokens in the loss.
  public var responseTokens: Int
  /// The mean loss on the response tokens, in nats.
  public var loss: Double
  /// Per projection and layer, the spectrum.
  public var spectra: [Projection: [Spectrum]]
  /// Per layer, cos(vec G_q, vec G_o); `nil` where the two have different numbers of weights.
  public var queryOutput: [Double]?
  /// Per layer, cos(vec G_k, vec G_v).
  public var keyValue: [Double]?
  /// Per projection, cos(vec G_i, vec G_{i+1}) for each layer but the last.
  public var adjacent: [Projection: [Double]]

  /// Creates a measurement.
  public init(
    tokens: Int, responseTokens: Int, loss: Double, spectra: [Projection: [Spectrum]],
    queryOutput: [Double]?, keyValue: [Double]?, adjacent: [Projection: [Double]]
  ) {
    self.tokens = tokens
    self.responseTokens = responseTokens
    self.loss = loss
    self.spectra = spectra
    self.queryOutput = queryOutput
    self.keyValue = keyValue
    self.adjacent = adjacent
  }
}
