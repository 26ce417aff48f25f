import Artifacts
import Diagnostics
import Foundation
import JSONTree
import TestSupport
import Testing

@testable import Experiments

@Suite struct CorpusTests {
  let folder: TemporaryDirectory
  let store: Store

  init() throws {
    folder = try TemporaryDirectory()
    store = try Store(folder.file("store"))
  }

  private func corpus(_ files: String..., package: String? = nil) throws -> Corpus {
    try Corpus(.init(files: files, package: package), folder: folder.path, store: store)
  }

  @Test func `Patterns stand for files in the order of their names`() throws {
    for name in ["b2.txt", "b10.txt", "a.txt", "c.md"] { try folder.write(name, to: name) }
    #expect(try corpus("b*.txt", "a.txt").texts() == ["b10.txt", "b2.txt", "a.txt"])
    #expect(try corpus("?.txt").texts() == ["a.txt"])
    let digest = try corpus("a.txt", "c.md").digest
    #expect(try corpus("c.md", "a.txt").digest != digest)
  }

  @Test func `What is missing says how to get it`() throws {
    let found = problem {
      try corpus("/usr/share/none/*.txt", package: "no-such-package")
    }
    #expect(
      found?.description == """
        The text '/usr/share/none/*.txt' of the package 'no-such-package' is not on this machine.
          at: /usr/share/none/*.txt
          to fix it: Install it by 'apt-get install no-such-package'.
        """)
    #expect(
      problem { try corpus("/usr/share/doc/none.txt", package: "p") }?.cause
        == "Some images of Debian leave out files under /usr/share/doc.")
    #expect(
      problem { try corpus("x*.txt") }?.summary == "No file fits the pattern 'x*.txt'.")
    try folder.write("x", to: "text.txt")
    #expect(problem { try corpus("txet.txt") }?.remedy == "Did you mean 'text.txt'?")
  }

  @Test func `Text that is none names its line`() throws {
    let path = folder.file("bad.txt")
    try Data([0x61, 0x0A, 0x62, 0xFF, 0x0A]).write(to: URL(fileURLWithPath: path))
    #expect(
      problem { try corpus("bad.txt").texts() }?.description == """
        The text file '\(path)' is not UTF-8.
          at: \(path):2:1
          to fix it: Convert it, for example by 'iconv -t UTF-8'.
        """)
    try folder.write("", to: "empty.txt")
    #expect(
      problem { try corpus("empty.txt").texts() }?.summary
        == "The text file '\(folder.file("empty.txt"))' is empty.")
  }

  @Test func `Text that changes meanwhile is not trained on`() throws {
    try folder.write("one", to: "a.txt")
    let found = try corpus("a.txt")
    try folder.write("two", to: "a.txt")
    #expect(
      problem { try found.texts() }?.summary == "The text changed after the run began.")
  }
}

@Suite struct PackingTests {
  @Test func `The last twentieth is held out, cut at a line`() {
    let lines = (0..<100).map { "line \($0 + 100)\n" }
    let one = HeldOutText([lines.joined()])
    #expect(one.training == [lines[..<95].joined()])
    #expect(one.heldOut == [lines[95...].joined()])
    let many = HeldOutText(lines)
    #expect(many.training == Array(lines[..<95]) && many.heldOut == Array(lines[95...]))
    #expect(HeldOutText(["one line"]).heldOut.isEmpty)
  }

  @Test func `A pass through the text has each sequence once, and each pass its order`() {
    let packed = PackedTokens((0..<43).map { Int32($0) }, context: 4, seed: 1)
    #expect(packed.count == 10)
    #expect(packed[9] == [36, 37, 38, 39])
    let (first, second) = (packed.order(ofEpoch: 0), packed.order(ofEpoch: 1))
    #expect(first.sorted() == Array(0..<10) && second.sorted() == Array(0..<10))
    #expect(first != second)
    let other = PackedTokens((0..<43).map { Int32($0) }, context: 4, seed: 2)
    #expect(other.order(ofEpoch: 0) != first)
  }

  @Test func `The batch of an update does not depend on those before`() {
    let packed = PackedTokens((0..<40).map { Int32($0) }, context: 4, seed: 1)
    var reader = BatchReader(packed, size: 3)
    let batches = (1...7).map { reader.batch(ofStep: $0) }
    // Ten sequences: the fourth batch ends with the first two of the second pass.
    let firsts = batches.joined().map { Int($0[0]) / 4 }
    #expect(Array(firsts[..<10]).sorted() == Array(0..<10))
    #expect(Array(firsts[10..<20]) == packed.order(ofEpoch: 1))
    var late = BatchReader(packed, size: 3)
    #expect(late.batch(ofStep: 4) == batches[3])
    #expect(late.batch(ofStep: 2) == batches[1])
  }

  @Test func `A long log becomes at most two hundred points of means`() throws {
    var log = TrainingLog(tokensPerStep: 10, parameters: 7)
    for step in 1...450 {
      log.append(loss: Double(step), learningRate: 0.5)
    }
    log.heldOutLoss = 2.5
    #expect(TrainingLog(text: log.text) == log)
    let facts = log.facts()
    #expect(facts.points.count == 150 && facts.parameters == 7 && facts.tokens == 4500)
    #expect(facts.points[0] == .init(step: 3, tokens: 30, loss: 2, learningRate: 0.5))
    #expect(facts.points[149].step == 450)
  }
}

@Suite struct PassageTests {
  let folder: TemporaryDirectory
  let store: Store

  init() throws {
    folder = try TemporaryDirectory()
    store = try Store(folder.file("store"))
    let lines = (0..<400).map { "Line \($0) says a few words\tand more.\n" }
    try folder.write(lines.joined(), to: "text.txt")
  }

  private func set(
    _ words: TextPassages.Words, count: Int = 4, part: TextPassages.Part = .heldOut
  ) throws -> ExampleSet {
    let passages = TextPassages(
      text: .init(files: ["text.txt"], package: nil), part: part, prompt: 20, response: 60,
      words: words)
    return try ExampleSet(passages, count: count, folder: folder.path, store: store)
  }

  @Test func `Passages are whole lines of the part that was held out`() throws {
    let examples = try set(.written).examples
    #expect(examples.count == 4)
    #expect(examples[0].instruction == "Line 381 says a few words\tand more.")
    #expect(
      examples[0].output
        == "Line 382 says a few words\tand more.\nLine 383 says a few words\tand more.")
    #expect(examples[3].instruction.hasPrefix("Line 39"))
    let training = try set(.written, part: .training).examples
    #expect(training[0].instruction.hasPrefix("Line 0 "))
  }

  @Test func `Shuffled passages have the same prompts and the same words`() throws {
    let (written, shuffled) = (try set(.written).examples, try set(.shuffled).examples)
    #expect(written.map(\.request) == shuffled.map(\.request))
    for (a, b) in zip(written, shuffled) {
      #expect(a.output != b.output)
      let words = [a, b].map { $0.output.split(whereSeparator: \.isWhitespace).sorted() }
      #expect(words[0] == words[1])
      #expect(a.output.filter(\.isWhitespace) == b.output.filter(\.isWhitespace))
    }
    #expect(try set(.shuffled).examples == shuffled)
  }

  @Test func `A text without room for the passages says so`() throws {
    let found = problem { try set(.written, count: 50) }
    #expect(found?.summary == "The text has no room for 50 passages.")
    #expect(found?.expected == "50 times 20 and 60 bytes of whole lines")
    #expect(found?.remedy == "Write a smaller 'sample', 'prompt' or 'response'.")
  }
}
