import Artifacts
import Checkpoints
import Diagnostics
import Execution
import JSONTree
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
  /// would have read; the border is then found by byte offsets, not by encoding the prompt alone. A text
  /// from a chat template spells out its special tokens, so none is added, as by transformers.
  ///
  /// - Parameters:
  ///   - example: The example.
  ///   - prompt: How it becomes text: instruction, input and response, a line each; or a chat template
  ///     with the system message of the published code (arXiv 2410.23743), which is left out where the
  ///     template takes none, as those of Gemma 2 and of the first Mistral.
  ///   - maxLength: The number of tokens to keep.
  ///   - end: What ends the response: nothing, or ``endOfResponse(_:)``.
  /// - Returns: The tokens and where the response begins.
  /// - Throws: `Problem` if a chat template is asked for that the model does not have or that cannot be
  ///   used.
  func tokenize(
    _ example: Example, prompt: ExperimentSpec.Spectra.Prompt, maxLength: Int, end: String = ""
  ) throws -> TokenizedExample {
    try tokenize(
      example.output + end, after: try lead(of: example, prompt: prompt),
      addingSpecialTokens: prompt == .plain, maxLength: maxLength)
  }

  /// What ends a response that is trained on: what the chat template writes after an answer, or for plain
  /// prompts the model's end token, spelled out.
  ///
  /// - Throws: `Problem` if the model has no such template or no end token.
  func endOfResponse(_ prompt: ExperimentSpec.Spectra.Prompt) throws -> String {
    let end = prompt == .plain ? nil : try templates.template(for: prompt).endOfAnswer()
    if let end, !end.isEmpty { return end }
    guard let token = try templates.specialTokens()["eos_token"], !token.isEmpty else {
      throw Problem.noEndToken(at: Place(file: checkpoint.digestedFiles[0]))
    }
    return token
  }

  /// What stands before the response of an example.
  ///
  /// - Throws: `Problem` as `tokenize` does.
  func lead(of example: Example, prompt: ExperimentSpec.Spectra.Prompt) throws -> String {
    prompt == .plain ? example.plainPrompt : try chatPrompt(example, prompt)
  }

  /// The tokens of a response and what leads to it, encoded as one text and cut to `maxLength`.
  func tokenize(
    _ response: String, after lead: String, addingSpecialTokens: Bool, maxLength: Int
  ) throws -> TokenizedExample {
    let encoding = try tokenizer.encode(
      lead + response, addingSpecialTokens: addingSpecialTokens)
    let border = lead.utf8.count
    let start = encoding.ranges.firstIndex { $0.upperBound > border } ?? encoding.ids.count
    return TokenizedExample(
      tokens: Array(encoding.ids.prefix(maxLength)), responseStart: min(start, maxLength))
  }

  private func chatPrompt(
    _ example: Example, _ prompt: ExperimentSpec.Spectra.Prompt
  ) throws -> String {
    let template = try templates.template(for: prompt)
    let system = [ChatMessage(.system, "You are a helpful assistant.")]
    return try template.render(
      (template.takesSystemMessage ? system : []) + [ChatMessage(.user, example.request)],
      addingGenerationPrompt: true)
  }

  /// What decides an example's tokens beside the checkpoint: a tokenizer in a file of its own, with the
  /// special tokens, and the chat template, if one is used.
  func promptInputs(_ prompt: ExperimentSpec.Spectra.Prompt) -> [StepInput] {
    var inputs: [StepInput] = []
    if let tokenizerDigest { inputs.append(StepInput("tokenizer", tokenizerDigest)) }
    guard prompt != .plain, let template = try? templates.template(for: prompt) else {
      return inputs
    }
    let value: JSONValue = [
      "text": .string(template.text), "tokens": .object(template.tokens.members),
    ]
    return inputs + [StepInput("template", Digest(of: value))]
  }
}

extension [String: String] {
  /// In the order of the keys.
  var members: [JSONMember] {
    sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) }
  }
}

extension Problem {
  fileprivate static func noEndToken(at place: Place) -> Problem {
    Problem(
      "The model has no end token.", at: place,
      expected:
        "'eos_token' in tokenizer_config.json or special_tokens_map.json, or in a GGUF's metadata",
      remedy: "Leave 'endToken' out, or use a chat template that ends answers.")
  }
}
