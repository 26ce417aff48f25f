import Artifacts
import Diagnostics
import Statistics

extension ExampleSet {
  /// How many passages are taken where nothing is said.
  static let usualPassages = 40

  /// Cuts examples out of a text, at equal distances from its beginning to its end.
  ///
  /// - Parameters:
  ///   - passages: Which text, and how it is cut.
  ///   - count: How many examples; at least 1.
  ///   - folder: The folder that relative paths start from.
  ///   - store: Remembers the digests of files.
  /// - Throws: `Problem` if the text is not on this machine, cannot be read, or is too short.
  init(_ passages: TextPassages, count: Int, folder: String, store: Store) throws {
    let split = HeldOutText(try Corpus(passages.text, folder: folder, store: store).texts())
    let texts = passages.part == .heldOut ? split.heldOut : split.training
    let lines = texts.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    let cutter = PassageCutter(lines: lines, passages: passages)
    guard let examples = cutter.examples(count: count) else {
      throw Problem.tooFewPassages(count: count, passages, bytes: cutter.size)
    }
    self.init()
    self.examples = examples
  }
}

/// Takes passages out of the lines of a text.
private struct PassageCutter {
  let lines: [Substring]
  let passages: TextPassages

  /// The bytes of the text.
  var size: Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }

  /// The passages; `nil` if they do not fit one after the other.
  func examples(count: Int) -> [Example]? {
    let distance = size / count
    var examples: [Example] = []
    var (line, offset) = (0, 0)
    for index in 0..<count {
      // Not before the end of the passage before.
      while line < lines.count, offset < index * distance { advance(&line, &offset) }
      let prompt = take(passages.prompt, &line, &offset)
      let response = take(passages.response, &line, &offset)
      guard let prompt, let response else { return nil }
      examples.append(
        Example(
          index: index, id: nil, instruction: prompt, input: "",
          output: passages.words == .written ? response : shuffled(response, index), columns: []))
    }
    return examples
  }

  private func advance(_ line: inout Int, _ offset: inout Int) {
    offset += lines[line].utf8.count + 1
    line += 1
  }

  /// The next lines that hold at least so many bytes, without space around them.
  private func take(_ bytes: Int, _ line: inout Int, _ offset: inout Int) -> String? {
    let (first, start) = (line, offset)
    while line < lines.count {
      advance(&line, &offset)
      guard offset - start > bytes else { continue }
      let text = lines[first..<line].joined(separator: "\n")
      let trimmed = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
      if !trimmed.isEmpty { return String(trimmed.reversed()) }
    }
    return nil
  }

  /// The words in random order, with the spaces and line breaks where they were.
  private func shuffled(_ text: String, _ index: Int) -> String {
    var words = text.split(whereSeparator: \.isWhitespace)
    var generator = SeededGenerator(Seed("passages", text, "\(index)"))
    generator.shuffle(&words)
    var next = words.makeIterator()
    var result = ""
    var isInWord = false
    for character in text {
      if character.isWhitespace {
        result.append(character)
      } else if !isInWord {
        result += next.next() ?? ""
      }
      isInWord = !character.isWhitespace
    }
    return result
  }
}

extension Problem {
  fileprivate static func tooFewPassages(
    count: Int, _ passages: TextPassages, bytes: Int
  ) -> Problem {
    Problem(
      "The text has no room for \(count) passages.",
      expected: "\(count) times \(passages.prompt) and \(passages.response) bytes of whole lines",
      found: "\(bytes) bytes", remedy: "Write a smaller 'sample', 'prompt' or 'response'.")
  }
}
