import Diagnostics

extension Problem {
  static func noAnswer(_ gold: String, expected: String) -> Problem {
    let shown = gold.count <= 60 ? gold : "…" + String(gold.suffix(60))
    return Problem(
      "An example has no answer that can be checked.", expected: expected, found: "'\(shown)'",
      remedy: "Choose the form of the data set's answers, or leave the example out.")
  }

  static func tooLong(_ tokens: Int, limit: Int, example: Int) -> Problem {
    Problem(
      "A text is too long for the model.", at: Place(example: example),
      expected: "at most \(limit) tokens", found: "\(tokens) tokens",
      remedy: "Leave the example out, put less before its question, or raise the longest length.")
  }

  static func unpromptedExamples(_ found: Int) -> Problem {
    Problem(
      "A chain-of-thought prompt has too few worked examples.",
      expected: "at least 3 pieces between blank lines that begin with 'Q: ' and have a line 'A:'",
      found: "\(found)", remedy: "Use the task's file of BIG-Bench Hard's 'cot-prompts'.")
  }

  static func noChoice(_ answer: String, choices: Int) -> Problem {
    Problem(
      "The answer of a multiple-choice question is none of its choices.",
      expected: choices == 0
        ? "at least one choice" : "a letter from 'A' to '\(choiceLetter(choices - 1))'",
      found: "'\(answer)'", remedy: "Correct the row, or leave it out.")
  }

  static func emptyPrompt(example: Int) -> Problem {
    Problem(
      "A prompt has no token that a model could go on from.", at: Place(example: example),
      expected: "at least one token", found: "none",
      remedy: "Leave the example out, or use a tokenizer that begins texts with a token of its own."
    )
  }

  static func emptyChoice(_ text: String) -> Problem {
    Problem(
      "A choice has no token of its own.", expected: "at least one token after the prompt",
      found: "'\(text)'", remedy: "Correct the row, or leave it out.")
  }
}
