import Diagnostics
import Foundation
import TestSupport
import Testing
import Tokenization
import Transformer

@testable import Evaluation

@Suite struct EvaluatorTests {
  private let decoder = randomDecoder()

  // MARK: Loss

  @Test(arguments: [1, 2, 8])
  func `Losses are sums over scored tokens`(inStep: Int) throws {
    let examples = [
      TrainingExample(tokens: [3, 1, 4, 1, 5], responseStart: 2),
      TrainingExample(tokens: [9, 2, 6, 5, 3, 5], scored: [0..<1, 3..<5]),
      TrainingExample(tokens: [7], responseStart: 0),
      TrainingExample(tokens: [8, 9, 7], responseStart: 1),
    ]
    let found = try Evaluator(decoder, inStep: inStep).losses(of: examples)
    #expect(found.examples.map(\.tokens) == [3, 3, 0, 2] && found.tokens == 8)
    var total = 0.0
    for (example, loss) in zip(examples, found.examples) where example.predictions > 0 {
      let expected = decoder.loss(decoder.forward(example.tokens), scored: example.scored)
      #expect(abs(loss.sum - expected.tokenLosses.reduce(0, +)) < 1e-12)
      #expect(abs((loss.mean ?? 0) - expected.mean) < 1e-12)
      total += expected.tokenLosses.reduce(0, +)
    }
    let means = found.examples.compactMap(\.mean)
    #expect(means.count == 3 && found.examples[2] == ExampleLoss(sum: 0, tokens: 0))
    #expect(abs((found.mean ?? 0) - total / 8) < 1e-12)
    #expect(abs((found.perplexity ?? 0) - exp(total / 8)) < 1e-9)
    #expect(abs((found.exampleMean ?? 0) - means.reduce(0, +) / 3) < 1e-12)
    let nothing = HeldOutLoss([])
    #expect(nothing.mean == nil && nothing.perplexity == nil && nothing.exampleMean == nil)
  }

  // MARK: Choices

  @Test func `Choices have the likelihoods of whole texts`() throws {
    let tokenizer = try byteTokenizer()
    let texts = [" A", " B", " Beta", "no"]
    let question = try ChoiceQuestion(
      prompt: "Which? The answer is:", choices: texts, answer: 2, tokenizer: tokenizer)
    let scores = try Evaluator(decoder).choices(of: [question, question])
    #expect(scores[0] == scores[1] && scores[0].tokens == [1, 1, 4, 2])
    for (index, text) in texts.enumerated() {
      let whole = try tokenizer.encode("Which? The answer is:" + text, addingSpecialTokens: true)
        .ids
      let alone = decoder.scores(inStep: [whole], scored: [20..<whole.count - 1])[0]
      #expect(abs(scores[0].logLikelihoods[index] + alone.losses.reduce(0, +)) < 1e-10)
    }
  }

  @Test func `A token that reaches into a choice belongs to it`() throws {
    let tokenizer = try byteTokenizer()
    let question = try ChoiceQuestion(
      prompt: "x;", choices: [" A", " B"], answer: 0, tokenizer: tokenizer)
    #expect(question.texts == Continuations(prefix: [120], choices: [[258], [59, 257]]))
    let apart = try ChoiceQuestion(
      prompt: "x: ", choices: ["A", "C"], answer: 1, tokenizer: tokenizer)
    #expect(apart.texts == Continuations(prefix: [120, 58], choices: [[256], [32, 67]]))
    for (prompt, choices, words) in [
      ("x", ["a", ""], "A choice has no token of its own."),
      ("", ["a"], "A prompt has no token that a model could go on from."),
      ("x", [], "The answer of a multiple-choice question is none of its choices."),
    ] {
      let found = problem {
        try ChoiceQuestion(prompt: prompt, choices: choices, answer: 0, tokenizer: tokenizer)
      }
      #expect(found?.summary == words)
    }
  }

  @Test func `The rule decides between a short and a long choice`() {
    let scores = ChoiceScores(logLikelihoods: [-2, -3, -9], tokens: [1, 3, 3], answer: 1)
    #expect(scores.chosen(.sum) == 0 && scores.chosen(.mean) == 1)
    #expect(!scores.isRight(.sum) && scores.isRight(.mean))
    #expect(scores.margin(.sum) == -1 && scores.margin(.mean) == 1)
    let equal = ChoiceScores(logLikelihoods: [-1, -1], tokens: [1, 1], answer: 1)
    #expect(equal.chosen(.sum) == 0 && equal.margin(.sum) == 0)
    let broken = ChoiceScores(logLikelihoods: [.nan, -1], tokens: [1, 1], answer: 1)
    #expect(broken.chosen(.sum) == nil && !broken.isRight(.mean))
    #expect(ChoiceScores(logLikelihoods: [-1], tokens: [1], answer: 0).margin(.sum) == nil)
  }

  // MARK: Generations

  private let prompts: [[Int32]] = (0..<13).map { [Int32($0 * 17), 65, Int32($0)] }

  @Test func `Generations do not depend on groups`() throws {
    let recipe = GenerationRecipe(maxNewTokens: 9)
    let expected = prompts.map { decoder.greedy([$0], recipe)[0] }
    for inStep in [1, 2, 5, 40] {
      let evaluator = Evaluator(decoder, inStep: inStep)
      #expect(try evaluator.generations(of: prompts, recipe) == expected)
      let cut = try evaluator.generations(of: prompts, recipe) { $1.count > $0 % 4 }
      #expect(cut.map(\.tokens.count) == prompts.indices.map { $0 % 4 + 1 })
    }
  }

  @Test func `Answers end before a stop text and are compared`() throws {
    let tokenizer = try byteTokenizer()
    let recipe = GenerationRecipe(maxNewTokens: 12)
    let evaluator = Evaluator(decoder, inStep: 2)
    func given(_ expected: String, stops: [String] = []) throws -> GivenAnswer {
      let question = AnswerQuestion(
        prompt: "Q: why?", expected: try AnswerForm.exact.expected(expected))
      return try evaluator.answers(to: [question], tokenizer: tokenizer, recipe, stopTexts: stops)[
        0]
    }
    let prompt = try tokenizer.encode("Q: why?", addingSpecialTokens: true).ids
    let whole = tokenizer.decode(decoder.greedy([prompt], recipe)[0].tokens)
    let free = try given(whole)
    #expect(free.text == whole && free.tokens == 12 && free.stop == .limit)
    #expect(free.isRight && free.answer == AnswerText.trimmed(whole[...]).description)
    #expect(try !given("something else").isRight)
    let middle = whole.index(whole.startIndex, offsetBy: whole.count / 2)
    let stopped = try given(whole, stops: ["never", String(whole[middle])])
    #expect(stopped.stop == .condition && !stopped.isRight && stopped.tokens <= 12)
    #expect(stopped.text == whole.prefix { $0 != whole[middle] })
  }

  @Test func `Texts that are too long or empty are problems of their example`() throws {
    let evaluator = Evaluator(randomDecoder(maxLength: 6))
    let long = problem {
      try evaluator.losses(
        of: [[1], [1, 2, 3, 4, 5, 6, 7]].map { TrainingExample(tokens: $0, responseStart: 0) })
    }
    #expect(long?.place.example == 1 && long?.found == "7 tokens")
    #expect(long?.expected == "at most 6 tokens")
    let texts = Continuations(prefix: [1, 2, 3], choices: [[1], [1, 2, 3, 4]])
    let choice = problem { try evaluator.choices(of: [ChoiceQuestion(texts: texts, answer: 0)]) }
    #expect(choice?.found == "7 tokens")
    let recipe = GenerationRecipe(maxNewTokens: 4)
    #expect(problem { try evaluator.generations(of: [[1, 2, 3]], recipe) }?.found == "7 tokens")
    let empty = problem { try evaluator.generations(of: [[1], []], recipe) }
    #expect(empty?.place.example == 1 && empty?.found == "none")
    #expect(try evaluator.generations(of: [], recipe).isEmpty)
  }
}
