import Checkpoints
import DataQuality
import Diagnostics
import Tokenization
import Transformer

extension LoadedModel {
  /// What of an example goes through the model for its scores.
  ///
  /// - Throws: `Problem` if the prompt's chat template cannot be used, or if a digit is not one token
  ///   after a question.
  func qualityTexts(of example: Example, _ settings: ExperimentSpec.Quality) throws -> QualityTexts
  {
    let whole = try tokenize(example, prompt: settings.prompt, maxLength: settings.maxLength)
    var texts = QualityTexts(
      conditional: ScoredText(whole.tokens, responseStart: whole.responseStart))
    if settings.scores.contains(.ifd) {
      var compared = texts.conditional
      if settings.ifdPrompt == .alpaca {
        compared = try text(
          AlpacaPrompt.lead(of: example), example.output, maxLength: settings.maxLength)
        texts.difficulty = compared
      }
      texts.direct = try directText(of: example, after: compared, settings)
    }
    if settings.scores.contains(.deita) {
      texts.questions = try DigitQuestion.allCases.map {
        try tokens(of: $0, request: example.request, response: example.output)
      }
    }
    return texts
  }

  /// The response without its prompt.
  ///
  /// It is cut to as many scored tokens as the window leaves after the prompt, as in the published code
  /// (maxLength − prompt tokens + 1, its first token unscored); so a cut response is the same text in
  /// both. Without a token for the beginning of a text the first token has nothing before it.
  private func directText(
    of example: Example, after compared: ScoredText, _ settings: ExperimentSpec.Quality
  ) throws -> ScoredText {
    let lead = settings.ifdPrompt == .alpaca ? AlpacaPrompt.directLead : ""
    let direct = try text(lead, example.output, maxLength: .max)
    let limit = settings.maxLength - compared.responseStart + max(direct.responseStart, 1)
    return ScoredText(
      Array(direct.tokens.prefix(max(limit, 1))), responseStart: direct.responseStart)
  }

  /// A text of a lead and a response, encoded as one, with the special tokens of a plain text.
  private func text(_ lead: String, _ response: String, maxLength: Int) throws -> ScoredText {
    let found = try tokenize(response, after: lead, addingSpecialTokens: true, maxLength: maxLength)
    return ScoredText(found.tokens, responseStart: found.responseStart)
  }

  private func tokens(
    of question: DigitQuestion, request: String, response: String
  ) throws -> TokenizedQuestion {
    do {
      return try question.tokens(request: request, response: response, tokenizer: tokenizer)
    } catch let error as DigitError {
      throw Problem.digitIsNoToken(error.digit, at: Place(file: checkpoint.digestedFiles[0]))
    }
  }

  /// Checks all that can be checked before the weights are read.
  ///
  /// - Throws: `Problem` if the model cannot be asked for scores as `settings` want.
  func checkRunnable(_ settings: ExperimentSpec.Quality) throws {
    try checkWindow(settings.maxLength, settings.prompt)
    guard settings.scores.contains(.deita) else { return }
    for question in DigitQuestion.allCases {
      _ = try tokens(of: question, request: "Why?", response: "So.")
    }
  }
}

/// Alpaca's prompt, which Cherry LLM (arXiv 2308.12032) wraps requests in.
enum AlpacaPrompt {
  /// What stands before a response that has no prompt.
  static let directLead = "### Response:"

  /// What stands before the response of an example.
  static func lead(of example: Example) -> String {
    let task = "Below is an instruction that describes a task"
    let order = "Write a response that appropriately completes the request.\n\n"
    return example.input.isEmpty
      ? "\(task). \(order)### Instruction:\n\(example.instruction)\n\n\(directLead)"
      : "\(task), paired with an input that provides further context. \(order)### Instruction:\n"
        + "\(example.instruction)\n\n### Input:\n\(example.input)\n\n\(directLead)"
  }
}
