import Diagnostics
import TestSupport
import Testing

@testable import Evaluation

/// Prompts letter by letter.
@Suite struct PromptTests {
  private let eggs = GradeSchoolQuestion(
    question: "How many eggs?", answer: "16 - 7 = <<16-7=9>>9 eggs, $<<9*2=18>>18.\n#### 18")
  private let two = GradeSchoolQuestion(question: "One and one?", answer: "<<1+1=2>>2\n#### 2")

  @Test func `Calculator annotations are left out`() {
    #expect(eggs.solution == "16 - 7 = 9 eggs, $18.\n#### 18")
    for text in ["a << b", "a >> b << c", "", "2 << 3 >"] {
      #expect(GradeSchoolQuestion.withoutAnnotations(text) == text)
    }
    #expect(GradeSchoolQuestion.withoutAnnotations("<<1>>x<<2>>") == "x")
  }

  @Test func `Grade-school questions are put in three styles`() {
    #expect(
      eggs.prompt(.bare) == EvaluationPrompt(prompt: "How many eggs?\n", response: eggs.solution))
    #expect(
      eggs.prompt(.plain)
        == EvaluationPrompt(
          prompt: "Question: How many eggs?\nAnswer:", response: " " + eggs.solution))
    #expect(
      eggs.prompt(.tulu)
        == EvaluationPrompt(
          prompt: "<|user|>\nHow many eggs?\n<|assistant|>\n", response: eggs.solution))
    #expect(
      eggs.prompt(.bare, shots: [two]).prompt == "One and one?\n2\n#### 2\n\nHow many eggs?\n")
    #expect(
      eggs.prompt(.plain, shots: [two, two]).prompt
        == "Question: One and one?\nAnswer: 2\n#### 2\n\nQuestion: One and one?\nAnswer: 2\n#### 2\n\n"
        + "Question: How many eggs?\nAnswer:")
    #expect(
      eggs.prompt(.tulu, shots: [two]).prompt
        == "<|user|>\nQuestion: One and one?\nAnswer: 2\n#### 2\n\nQuestion: How many eggs?"
        + "\n<|assistant|>\n")
  }

  private let file = """
    Not for training.
    -----
    Sort things.

    Second paragraph.

    Q: One?
    A: Let's think.
    It is 1. So the answer is 1.

    Q: Two?
    A: So the answer is 2.

    Q: Three?
    Options:
    (A) 3
    A: So the answer is (A).
    """

  @Test func `Worked examples are the last three pieces of a file`() throws {
    let prompts = try HardTaskPrompts(file)
    #expect(prompts.description == "Sort things.\n\nSecond paragraph.")
    #expect(
      prompts.examples == [
        EvaluationPrompt(
          prompt: "Q: One?", response: " Let's think.\nIt is 1. So the answer is 1."),
        EvaluationPrompt(prompt: "Q: Two?", response: " So the answer is 2."),
        EvaluationPrompt(
          prompt: "Q: Three?\nOptions:\n(A) 3", response: " So the answer is (A)."),
      ])
    #expect(try HardTaskPrompts("D.\n\nQ: a\nA: b\n\nQ: a\nA: b\n\nQ: a\nA: b").description == "D.")
    let found = problem { try HardTaskPrompts("Sort.\n\nQ: One?\nA: 1\n\nQ: Two?\n\nQ: 3?\nA: 3") }
    #expect(found?.found == "2")
  }

  @Test func `Targets stand after the two other examples`() throws {
    let targets = try HardTaskPrompts(file).targets()
    #expect(
      targets[1]
        == EvaluationPrompt(
          prompt: """
            <|user|>
            Sort things.

            Second paragraph.

            Q: One?
            A: Let's think.
            It is 1. So the answer is 1.

            Q: Three?
            Options:
            (A) 3
            A: So the answer is (A).

            Q: Two?
            <|assistant|>
            A:
            """, response: " So the answer is 2."))
    #expect(targets.map(\.response) == (try HardTaskPrompts(file).examples.map(\.response)))
  }

  @Test func `Questions of a task follow as many examples as are asked for`() throws {
    let prompts = try HardTaskPrompts(file)
    #expect(
      prompts.prompt("Four?", target: "4", .plain, shots: 1)
        == EvaluationPrompt(
          prompt: "Sort things.\n\nSecond paragraph.\n\nQ: One?\nA: Let's think.\nIt is 1. So the "
            + "answer is 1.\n\nQ: Four?\nA:", response: " 4"))
    #expect(
      prompts.prompt("Four?", target: "4", .tulu, shots: 0).prompt
        == "<|user|>\nSort things.\n\nSecond paragraph.\n\nQ: Four?\n<|assistant|>\nA:")
    #expect(prompts.prompt("Four?", target: "4", .tulu).prompt.contains("(A) 3\nA: So the answer"))
  }

  @Test func `Rows of subjects are put as LESS and as their authors put them`() throws {
    let row = try SubjectQuestion(
      subject: "abstract_algebra", question: "Which?", choices: ["a", "b", "c", "d"], answer: "C")
    let head =
      "The following are multiple choice questions (with answers) about  abstract algebra.\n\n"
    let body = "Which?\nA. a\nB. b\nC. c\nD. d\nAnswer:"
    #expect(row.answer == 2 && row.responses == [" A", " B", " C", " D"])
    #expect(
      row.prompt(.tulu)
        == EvaluationPrompt(
          prompt: "<|user|>\n\(head)\(body)\n<|assistant|>\nThe answer is:", response: " C"))
    #expect(
      row.prompt(.plain, shots: [row])
        == EvaluationPrompt(prompt: "\(head)\(body) C\n\n\(body)", response: " C"))
    let found = problem {
      try SubjectQuestion(subject: "x", question: "?", choices: ["a", "b"], answer: "C")
    }
    #expect(found?.expected == "a letter from 'A' to 'B'" && found?.found == "'C'")
    let none = problem {
      try SubjectQuestion(subject: "x", question: "?", choices: [], answer: "A")
    }
    #expect(none?.expected == "at least one choice")
  }
}
