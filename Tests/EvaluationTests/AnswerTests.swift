import Diagnostics
import TestSupport
import Testing

@testable import Evaluation

/// Answers as data sets have them, and as models write them.
@Suite struct AnswerTests {
  @Test(arguments: [
    ("She pays 2 * $9.\n#### 18", true), ("So 16 - 3 = 13 and 9 * 2 = 18", true),
    ("The answer is: $18.00 dollars, not 20.", true),
    ("#### 18\n\nQuestion: 5 + 5?\n#### 10", true),
    ("the answer is eighteen, that is 18", true), ("THE ANSWER IS 18%.", true), ("18.5", false),
    ("The answer is 20. #### 18", true), ("####\nsorry, it is 18", true), ("#### 1,8", false),
    ("The answer is -18", false), ("It is many.", false), ("", false),
  ])
  func `Grade-school answers are the number after a mark, else the last`(
    text: String, isRight: Bool
  ) throws {
    let expected = try AnswerForm.gsm8k.expected("9 * 2 = $<<9*2=18>>18 a day.\n#### 18")
    #expect(expected == ExpectedAnswer(form: .gsm8k, kind: .number, text: "18"))
    #expect(expected.isRight(text) == isRight, "\(expected.answer(in: text) ?? "none")")
  }

  @Test func `Large and negative golds are numbers too`() throws {
    #expect(try AnswerForm.gsm8k.expected("#### 70,000").text == "70000")
    #expect(try AnswerForm.gsm8k.expected("#### -3.50").text == "-3.5")
    #expect(try AnswerForm.gsm8k.expected("#### 5").answer(in: "no number") == nil)
  }

  @Test(
    arguments: [
      ("It holds tea.\nThe final answer is tea", "So tea. The final answer is Tea.", true),
      ("The final answer is used car lot.", "It says: the answer is used car lot", true),
      ("The final answer is used car lot", "The final answer is used cars", false),
      ("10 + 6.\nThe final answer is: 16", "the answer is 9. The final answer is 16", true),
      ("The final answer is €2,504", "The final answer is €2,504.\nAnd more", true),
      ("The final answer is no", "No, it was not.", true),
      ("The final answer is 7:36 pm", "It is late.", false),
    ])
  func `Final answers stand at the end of a worked solution`(
    gold: String, text: String, isRight: Bool
  ) throws {
    let expected = try AnswerForm.finalAnswer.expected(gold)
    #expect(expected.isRight(text) == isRight, "\(expected.answer(in: text) ?? "none")")
  }

  @Test func `A solution without a final answer is refused`() {
    let problem = #expect(throws: Problem.self) {
      try AnswerForm.finalAnswer.expected("It holds tea.")
    }
    #expect(problem?.expected == "an answer after 'The final answer is'")
  }

  /// A target of each form that the 27 tasks have, its kind, and generations that are right or wrong.
  @Test(
    arguments: [
      (
        "(B)", .option,
        ["So the answer is (B).", "the answer is B", "(b)", "The answer is: (B) June"],
        ["So the answer is (A).", "the answer is not given", "Before", "The answer is A, not (B"]
      ),
      (
        "Yes", .verdict, ["So the answer is yes.", "Yes, he did.", "the answer is **Yes**"],
        ["So the answer is No.", "Yesterday", "The answer is no, yes is wrong."]
      ),
      ("no", .verdict, ["The answer is No.", "no"], ["The answer is not clear", "yes", "nobody"]),
      (
        "True", .verdict, ["So the answer is True.", "TRUE"], ["So the answer is False.", "untrue"]
      ),
      ("invalid", .verdict, ["So the answer is invalid."], ["So the answer is valid.", ""]),
      (
        "-35", .number, ["So the answer is -35.", "-35.0", "The answer is: -35 apples"],
        ["the answer is 35", "none", "The answer is -3,5"]
      ),
      ("3", .number, ["the answer is 3.", "3"], ["So the answer is three.", "3.3"]),
      (
        "] } )", .brackets, ["So the answer is ] } ).", "]})"],
        ["So the answer is ] ) }.", "the answer is ] }", "The answer is none."]
      ),
      (">", .brackets, ["So the answer is >."], ["So the answer is > >.", "the answer is ."]),
      (
        "barn damp dot it&t", .words,
        [
          "So the answer is barn damp dot it&t.", "Barn, damp, dot, IT&T",
          "the answer is: barn damp  dot it&t",
        ],
        ["So the answer is damp barn dot it&t.", "barn damp dot", ""]
      ),
      ("Monsters, Inc", .words, ["The answer is Monsters, Inc.", "monsters inc"], ["Monsters"]),
    ] as [(String, ExpectedAnswer.Kind, [String], [String])])
  func `Hard tasks' answers are read as their targets are written`(
    target: String, kind: ExpectedAnswer.Kind, right: [String], wrong: [String]
  ) throws {
    let expected = try AnswerForm.bbh.expected(target)
    #expect(expected.kind == kind)
    for text in right { #expect(expected.isRight(text), "\(expected.answer(in: text) ?? "none")") }
    for text in wrong { #expect(!expected.isRight(text), "\(text)") }
    #expect(expected.isRight("Let's think.\nSo the answer is \(target).\n\nQ: And (C), no 7 ]?"))
  }

  @Test func `Only the line after the mark is read`() throws {
    let words = try AnswerForm.bbh.expected("a b")
    #expect(words.isRight("The answer is\na b\nc d"))
    #expect(!words.isRight("The answer is a b c\nd"))
  }

  @Test func `A letter stands alone or in brackets`() throws {
    for gold in ["C", "(C)", " c. "] {
      let expected = try AnswerForm.option.expected(gold)
      #expect(expected.text == "C")
      for text in ["C", "(C) because A is wrong", "The answer is: C.", "A? No, the answer is C"] {
        #expect(expected.isRight(text), "\(text)")
      }
      for text in ["Cat", "A or C", "c", "", "I'm"] { #expect(!expected.isRight(text), "\(text)") }
    }
  }

  @Test func `An exact answer is the whole text`() throws {
    let expected = try AnswerForm.exact.expected(" Hello, World.\n")
    #expect(expected.isRight("Hello, World.  ") && !expected.isRight("hello, world."))
    #expect(!expected.isRight("The answer is Hello, World."))
  }

  @Test func `Golds without an answer are problems`() {
    let cases: [(AnswerForm, String, String)] = [
      (.gsm8k, "It is 18.", "a number after '####'"),
      (.gsm8k, "#### many", "a number after '####'"),
      (.bbh, " . ", "an option, a word, a number or brackets"),
      (.option, "AB", "one letter such as 'A' or '(A)'"),
      (.option, "", "one letter such as 'A' or '(A)'"), (.exact, " \n", "some text"),
    ]
    for (form, gold, expected) in cases {
      let found = problem { try form.expected(gold) }
      #expect(found?.expected == expected && found?.found == "'\(gold)'")
    }
    let long = problem { try AnswerForm.gsm8k.expected(String(repeating: "x", count: 99)) }
    #expect(long?.found == "'…\(String(repeating: "x", count: 60))'")
  }
}
