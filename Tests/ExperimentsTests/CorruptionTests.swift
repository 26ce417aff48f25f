import Diagnostics
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Experiments

/// Examples with these responses.
private func set(_ responses: [String]) -> ExampleSet {
  var set = ExampleSet()
  set.examples = responses.enumerated().map { index, response in
    Example(
      index: index, id: "e\(index)", instruction: "Question \(index)?", input: "", output: response,
      columns: [])
  }
  return set
}

private func spoiled(
  _ responses: [String], _ how: Corruption.Kind, seed: Int = 0
) throws -> [String] {
  var set = set(responses)
  try set.spoil(Corruption(how: how, seed: seed))
  #expect(set.examples.map(\.request) == responses.indices.map { "Question \($0)?" })
  return set.examples.map(\.output)
}

private let essays = [
  "One is odd. Two is even!  Is three?\nThen four.\n\nThe final answer is 4.",
  "Ada met 12 of 305 CATS. \\frac{1}{2} is left.\n#### 17",
  "**Step 1** Cut it... Then (b).\nSo $x = \\boxed{\\frac{3}{4}}$.",
  "A single line. Its last sentence says nine",
]

@Suite struct SentencesTests {
  @Test(arguments: [
    "", " ", "a", "a.", " a. b", "a.b. c", "a.\nb\n\nc", "\n\na! b?  c...\td\n", "3.5 is. so\r\nx",
  ])
  func `Sentences and what is between them make the text`(text: String) {
    #expect(Sentences(text).text == text)
  }

  @Test func `Sentences end before white space and at line breaks`() {
    #expect(
      Sentences("Pi is 3.14. No! Is\nit?  1. Yes").parts.map(\.sentence)
        == ["Pi is 3.14.", "No!", "Is", "it?", "1.", "Yes"])
    #expect(Sentences(" a\n\nb ").lead == " ")
    #expect(Sentences(" a\n\nb ").parts.map(\.space) == ["\n\n", " "])
  }

  @Test(arguments: 0..<20)
  func `Every sentence is dealt once, and none stays`(seed: Int) throws {
    // All sentences end in a mark, so that they can be told apart wherever they are dealt to.
    let essays = [
      "One is odd. Two is even!  Is three?\nThen four.\n\nThe final answer is 4.", "Only this.",
      " Ada met 12.5 of 305 CATS. \\frac{1}{2} is left.\n#### 17.\n", "What... Then (b)?\tYes.",
    ]
    let dealt = try spoiled(essays, .sentences, seed: seed)
    let old = essays.map { Sentences($0).parts }
    let new = dealt.map { Sentences($0).parts }
    #expect(
      old.flatMap { $0.map(\.sentence) }.sorted() == new.flatMap { $0.map(\.sentence) }.sorted())
    #expect(old.map(\.count) == new.map(\.count))
    #expect(old.map { $0.map(\.space) } == new.map { $0.map(\.space) })
    for (old, new) in zip(old.joined(), new.joined()) { #expect(old.sentence != new.sentence) }
    #expect(try spoiled(essays, .sentences, seed: seed) == dealt)
  }
}

@Suite struct DealingTests {
  /// The fewest places that must keep an equal thing, by trying every order.
  private func fewest(_ things: [Int]) -> Int {
    func least(_ place: Int, _ left: [Int]) -> Int {
      guard place < things.count else { return 0 }
      return left.indices.map { index in
        var rest = left
        let thing = rest.remove(at: index)
        return (thing == things[place] ? 1 : 0) + least(place + 1, rest)
      }.min() ?? 0
    }
    return least(0, things)
  }

  @Test(arguments: [
    [1, 2], [1, 1, 2], [1, 2, 1, 2], [1, 1, 1, 2], [1, 2, 3], [1, 1, 2, 2, 3], [1, 1, 1, 2, 3, 4],
    [2, 1, 1, 1, 1, 3],
  ])
  func `No order has fewer faults`(things: [Int]) throws {
    for seed in 0..<50 {
      let order = try #require(Dealing.order(of: things, seed: Seed("\(seed)")))
      #expect(order.sorted() == Array(things.indices))
      let faults = things.indices.count { things[$0] == things[order[$0]] }
      #expect(faults == fewest(things), "\(order)")
    }
  }

  @Test func `Equal things cannot be dealt`() {
    #expect(Dealing.order(of: [1, 1, 1], seed: Seed("a")) == nil)
  }
}

@Suite struct FinalAnswerTests {
  @Test(arguments: [
    ("It is so. The final answer is 4.", "4"),
    ("THE FINAL ANSWER IS: $20.50.\nDone.", "$20.50"),
    ("The final answer is a. No: the final answer is (B)", "(B)"),
    ("5 + 5 = 10\n#### 10\n", "10"),
    ("#### Step 1\nWe add.\n**Ten**", "**Ten**"),
    ("So \\boxed{1} or \\boxed{\\frac{3}{4}}, that is.", "\\frac{3}{4}"),
    ("Broken \\boxed{1. Last words", "Last words"),
    ("One line. And its end.", "And its end."),
    ("  (D) ", "(D)"), ("first\nlast line. Two \n\n", "last line. Two"),
    ("The final answer is\nin the next line", "in the next line"), ("20", "20"), (" ", ""),
  ])
  func `The final answer is found`(text: String, answer: String) {
    #expect(text[FinalAnswer.range(in: text)] == answer)
  }
}

@Suite struct CorruptionTests {
  @Test func `Whole responses change places`() throws {
    for seed in 0..<20 {
      let moved = try spoiled(essays, .responses, seed: seed)
      #expect(moved.sorted() == essays.sorted())
      #expect(zip(moved, essays).allSatisfy { $0 != $1 })
    }
    let twins = try spoiled(["yes", "no", "yes", "no"], .responses)
    #expect(twins == ["no", "yes", "no", "yes"])
  }

  @Test func `The answer alone is left`() throws {
    #expect(
      try spoiled(essays, .answer) == ["4", "17", "\\frac{3}{4}", "Its last sentence says nine"])
    #expect(try spoiled(["20"], .answer) == ["20"])
  }

  @Test func `An answer is replaced by another example's`() throws {
    let answers = ["4", "17", "\\frac{3}{4}", "Its last sentence says nine"]
    for seed in 0..<10 {
      let spoiled = try spoiled(essays, .labels, seed: seed)
      for (index, response) in spoiled.enumerated() {
        let others = answers.indices.filter { $0 != index }.map {
          essays[index].replacing(answers[index], with: answers[$0], maxReplacements: 9)
        }
        if index == 0 {
          #expect(response.hasPrefix("One is odd. Two is even!  Is three?\nThen four.\n\n"))
          #expect(response != essays[0])
        } else {
          #expect(others.contains(response), "\(response)")
        }
      }
    }
    #expect(try spoiled(["yes", "no", "yes"], .labels) == ["no", "yes", "no"])
  }

  @Test func `Layout stays and content goes`() throws {
    let spoiled = try spoiled(essays, .format, seed: 3)
    let shape = { (text: String) in
      text.replacing(/\\[a-z]+/, with: "\\").replacing(/[0-9]/, with: "0")
        .replacing(/[A-Z][A-Z]+/, with: "AA").replacing(/[A-Z][a-z]*/, with: "A")
        .replacing(/[a-z]+/, with: "a")
    }
    let words = { (text: String) in
      text.replacing(/\\[a-z]+/, with: "").split { !$0.isLetter }.map { $0.lowercased() }
    }
    for (index, (new, old)) in zip(spoiled, essays).enumerated() {
      // A word of one letter in capitals is like a capitalized word.
      #expect(shape(new).replacing("AA", with: "A") == shape(old).replacing("AA", with: "A"))
      let foreign = Set(essays.enumerated().filter { $0.offset != index }.flatMap { words($1) })
      #expect(words(new).allSatisfy(foreign.contains), "\(new)")
      #expect(new != old)
    }
    #expect(spoiled[1].contains("\\frac{") && !spoiled[1].contains("305"))
    #expect(spoiled[1].split(separator: " ")[5].allSatisfy { $0.isUppercase || $0 == "." })
  }

  @Test func `What one row draws does not hang on the others' positions`() throws {
    var first = set(essays)
    var second = set(essays + ["More words here."])
    try first.spoil(Corruption(how: .responses, seed: 1))
    try second.spoil(Corruption(how: .responses, seed: 2))
    #expect(first.examples.map(\.output) != second.examples.prefix(4).map(\.output))
  }

  @Test(arguments: [
    (["a. b."], Corruption.Kind.sentences, "A single example cannot be corrupted by 'sentences'."),
    (["a"], .responses, "A single example cannot be corrupted by 'responses'."),
    (["a"], .labels, "A single example cannot be corrupted by 'labels'."),
    (["a"], .format, "A single example cannot be corrupted by 'format'."),
    (
      ["a", "a"], .responses,
      "The responses of all examples are the same, so that 'responses' changes nothing."
    ),
    (
      ["a. a.", "a."], .sentences,
      "The sentences of all examples are the same, so that 'sentences' changes nothing."
    ),
    (
      ["b #### 1", "c\n#### 1"], .labels,
      "The final answers of all examples are the same, so that 'labels' changes nothing."
    ),
    (["a", "1"], .format, "There is no word in the other responses for 'format' to draw from."),
  ])
  func `Nothing to corrupt with is told`(responses: [String], how: Corruption.Kind, words: String) {
    #expect(problem { try spoiled(responses, how) }?.summary == words)
  }
}
