import Diagnostics
import Statistics

/// A text as sentences and what stands between them.
///
/// A sentence ends after `.`, `!` or `?` before white space, and at a line break. White space belongs to
/// no sentence.
struct Sentences: Equatable {
  /// What stands before the first sentence.
  var lead: String
  /// The sentences, each with the white space that follows it.
  var parts: [Part]

  struct Part: Equatable {
    var sentence: String
    var space: String
  }

  init(_ text: String) {
    lead = ""
    parts = []
    var sentence = ""
    var space = ""
    func isEnd(_ character: Character?) -> Bool {
      character == "." || character == "!" || character == "?"
    }
    for character in text {
      guard character.isWhitespace else {
        let isBreak = space.contains(where: \.isNewline)
        if isBreak || (isEnd(sentence.last) && !space.isEmpty) { finish(&sentence, &space) }
        sentence += space
        space = ""
        sentence.append(character)
        continue
      }
      if sentence.isEmpty { lead.append(character) } else { space.append(character) }
    }
    if !sentence.isEmpty { parts.append(Part(sentence: sentence, space: space)) }
  }

  private mutating func finish(_ sentence: inout String, _ space: inout String) {
    parts.append(Part(sentence: sentence, space: space))
    sentence = ""
    space = ""
  }

  /// The text again.
  var text: String { parts.reduce(lead) { $0 + $1.sentence + $1.space } }
}

/// The responses with the sentences of all of them dealt anew at random.
///
/// Each keeps its number of sentences and the white space between them; every sentence is dealt once. No
/// sentence, nor an equal one, stays at its place unless one makes more than half of all.
///
/// - Throws: `Problem` if all sentences are the same.
func redealtSentences(of responses: [String], seed: Seed) throws -> [String] {
  var texts = responses.map(Sentences.init)
  let all = texts.flatMap { $0.parts.map(\.sentence) }
  guard let order = Dealing.order(of: all, seed: seed) else {
    throw Problem.allAlike("sentences", .sentences)
  }
  var next = order.makeIterator()
  for text in texts.indices {
    for part in texts[text].parts.indices {
      guard let origin = next.next() else { preconditionFailure("A sentence was not dealt") }
      texts[text].parts[part].sentence = all[origin]
    }
  }
  return texts.map(\.text)
}
