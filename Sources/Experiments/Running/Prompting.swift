import Tokenization

/// An example as tokens.
struct TokenizedExample: Sendable {
  /// Prompt and response, cut to the window.
  var tokens: [Int32]
  /// The index of the first token that holds a byte of the response.
  var responseStart: Int
}

extension LoadedModel {
  /// The tokens of an example.
  ///
  /// Prompt and response are encoded as one text, so that a merge across their border is what the model
  /// would have read; the border is then found by byte offsets, not by encoding the prompt alone.
  ///
  /// - Parameters:
  ///   - example: The example.
  ///   - prompt: How it becomes text: instruction, input and response, a line each; or the model's chat
  ///     template with the system message of the published code (arXiv 2410.23743).
  ///   - maxLength: The number of tokens to keep.
  /// - Returns: The tokens and where the response begins.
  /// - Throws: `Problem` if the model has no chat template that is known, and one is asked for.
  func tokenize(
    _ example: Example, prompt: ExperimentSpec.Spectra.Prompt, maxLength: Int
  ) throws -> TokenizedExample {
    let lead: String
    switch prompt {
    case .plain: lead = example.plainPrompt
    case .chat:
      lead = try chatTemplate().render(
        [
          ChatMessage(.system, "You are a helpful assistant."),
          ChatMessage(.user, example.request),
        ], addingGenerationPrompt: true)
    }
    let encoding = try tokenizer.encode(
      lead + example.output, addingSpecialTokens: prompt == .plain)
    let border = lead.utf8.count
    let start = encoding.ranges.firstIndex { $0.upperBound > border } ?? encoding.ids.count
    return TokenizedExample(
      tokens: Array(encoding.ids.prefix(maxLength)), responseStart: min(start, maxLength))
  }
}
