import Foundation
public import LinearAlgebra
import Statistics
public import Transformer

/// A text as tokens, some of which are scored.
public struct ScoredText: Sendable, Equatable {
  /// Prompt and response, or the response alone.
  public let tokens: [Int32]
  /// The index of the first response token.
  public let responseStart: Int

  /// Creates a text.
  public init(_ tokens: [Int32], responseStart: Int) {
    self.tokens = tokens
    self.responseStart = responseStart
  }

  /// The positions whose next token is scored; a first token has nothing before it and never is.
  var scored: Range<Int> { scoredPositions(count: tokens.count, responseStart: responseStart) }
}

/// What of an example goes through the model.
public struct QualityTexts: Sendable, Equatable {
  /// Prompt and response.
  public var conditional: ScoredText
  /// The response alone; `nil` if instruction-following difficulty is not wanted.
  public var direct: ScoredText?
  /// Prompt and response for that difficulty, where its prompt is another one.
  public var difficulty: ScoredText?
  /// The questions for complexity and quality; empty if they are not wanted.
  public var questions: [TokenizedQuestion]

  /// Creates the texts of an example.
  public init(
    conditional: ScoredText, direct: ScoredText? = nil, difficulty: ScoredText? = nil,
    questions: [TokenizedQuestion] = []
  ) {
    self.conditional = conditional
    self.direct = direct
    self.difficulty = difficulty
    self.questions = questions
  }
}

/// Scores of examples by a model, from forward passes alone.
public struct QualityMeasurement<Element: BLASScalar>: Sendable {
  /// The model.
  public let model: Decoder<Element>
  /// What is computed.
  public let groups: Set<QualityGroup>
  /// The longest text that the model may be given, in tokens.
  public let maxLength: Int

  /// Creates a measurement.
  public init(model: Decoder<Element>, groups: Set<QualityGroup>, maxLength: Int) {
    self.model = model
    self.groups = groups
    self.maxLength = maxLength
  }

  /// The scores of one example.
  ///
  /// - Parameter texts: The example's texts, those that the groups need.
  /// - Returns: Its scores; those that are undefined with the reason.
  public func callAsFunction(_ texts: QualityTexts) -> ExampleQuality {
    let read = read(of: texts)
    let scores =
      read.isEmpty ? [] : model.scores(inStep: read.map(\.tokens), scored: read.map(\.scored))
    var quality = quality(of: texts, read, scores[...])
    if groups.contains(.deita) { ask(texts.questions, &quality) }
    return quality
  }

  /// The scores of several examples, without questions: those of each alone up to rounding, sooner where
  /// texts are short, because neighbours go through the model as one stack.
  ///
  /// - Parameters:
  ///   - examples: The texts of each example.
  ///   - tokens: The most tokens of a stack of several texts.
  /// - Returns: The scores of each.
  public func callAsFunction(
    stacked examples: [QualityTexts], tokens: Int
  ) -> [ExampleQuality] {
    precondition(!groups.contains(.deita), "questions are not stacked")
    let read = examples.map { self.read(of: $0) }
    let all = read.joined().map {
      TrainingExample(tokens: $0.tokens, responseStart: $0.responseStart)
    }
    var scores = model.scores(of: all, tokensPerPass: tokens)[...]
    return zip(examples, read).map { texts, read in
      defer { scores = scores.dropFirst(read.count) }
      return quality(of: texts, read, scores.prefix(read.count))
    }
  }

  /// The texts of an example that the model reads response by response.
  private func read(of texts: QualityTexts) -> [ScoredText] {
    guard groups.contains(.ifd) || groups.contains(.entropy) else { return [] }
    let direct = groups.contains(.ifd) ? texts.direct : nil
    let difficulty = direct == nil ? nil : texts.difficulty
    return [texts.conditional, direct, difficulty].compactMap { $0 }.filter { !$0.scored.isEmpty }
  }

  /// What texts that were `read`, with the `scores` of each, say of an example.
  private func quality(
    of texts: QualityTexts, _ read: [ScoredText], _ scores: ArraySlice<TokenScores>
  ) -> ExampleQuality {
    var quality = ExampleQuality(
      tokens: texts.conditional.tokens.count, responseTokens: texts.conditional.scored.count)
    guard groups.contains(.ifd) || groups.contains(.entropy) else { return quality }
    func found(_ text: ScoredText) -> TokenScores? {
      zip(read, scores).first { $0.0 == text }?.1
    }
    func loss(
      _ text: ScoredText, orElse reason: UndefinedScore = .noResponseToken
    ) -> Result<Double, UndefinedScore> {
      mean(found(text)?.losses ?? [], orElse: reason)
    }
    let conditional = loss(texts.conditional)
    quality.set(.loss, conditional)
    quality.set(.perplexity, conditional.map { exp($0) })
    if groups.contains(.ifd), let direct = texts.direct {
      // A prompt that fills the window leaves nothing of the response alone either.
      let fills = (texts.difficulty ?? texts.conditional).scored.isEmpty
      let ifd = InstructionDifficulty(
        conditional: texts.difficulty.map { loss($0) } ?? conditional,
        direct: loss(direct, orElse: fills ? .noResponseToken : .nothingBeforeResponse))
      quality.set(.directLoss, ifd.direct)
      quality.set(.ifdLoss, ifd.ofLosses)
      quality.set(.ifdPerplexity, ifd.ofPerplexities)
    }
    if groups.contains(.entropy) {
      let entropies = found(texts.conditional)?.entropies ?? []
      let mean = mean(entropies, orElse: .noResponseToken)
      quality.set(.tokenEntropy, mean)
      quality.set(.highEntropySum, mean.map { _ in highEntropySum(entropies) })
    }
    return quality
  }

  private func ask(_ questions: [TokenizedQuestion], _ quality: inout ExampleQuality) {
    precondition(
      questions.count == DigitQuestion.allCases.count, "\(questions.count) questions to ask")
    let short = questions.filter { $0.tokens.count <= maxLength }
    let logits = model.nextLogits(inStep: short.map(\.tokens), among: short.map(\.digits))
    let answers = questions.map { question -> Result<Double, UndefinedScore> in
      guard let index = short.firstIndex(of: question) else { return .failure(.questionTooLong) }
      return .success(expectedDigit(logits[index]))
    }
    quality.set(.deitaComplexity, answers[0])
    quality.set(.deitaQuality, answers[1])
    quality.set(.deita, answers[0].flatMap { complexity in answers[1].map { complexity * $0 } })
  }
}
