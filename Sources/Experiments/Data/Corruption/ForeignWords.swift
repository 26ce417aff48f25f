import Diagnostics
import Statistics

/// Replaces the words of responses by words of the others, so that layout stays and content goes.
///
/// A word is a run of letters. It is replaced by one drawn from all words of the other responses, each
/// occurrence equally likely, in the case of the old one: small, capitalized or all capitals. A run of
/// digits is replaced by another number of as many digits. Everything else stays: punctuation, white
/// space, markup, and the names of LaTeX commands.
struct ForeignWords {
  private let responses: [[Piece]]
  /// The words of all responses, one response after another, in small letters.
  private let words: [String]
  /// Where the words of each response stand in `words`.
  private let own: [Range<Int>]

  /// How often a draw that gives the old word is repeated; then the old one stays.
  private static let patience = 16

  init(of texts: [String]) {
    responses = texts.map(Piece.pieces)
    var words: [String] = []
    var own: [Range<Int>] = []
    for response in responses {
      let start = words.count
      for case .word(let word) in response { words.append(word.lowercased()) }
      own.append(start..<words.count)
    }
    self.words = words
    self.own = own
  }

  /// The responses with foreign words.
  ///
  /// - Parameter seed: Gives the seed of the draws for the response at a position.
  /// - Returns: As many responses.
  /// - Throws: `Problem` if a response has words and the others have none.
  func replacing(seed: (Int) -> Seed) throws -> [String] {
    try responses.indices.map { index in
      var generator = SeededGenerator(seed(index))
      let foreign = words.count - own[index].count
      guard foreign > 0 || own[index].isEmpty else { throw Problem.noForeignWord() }
      return responses[index].map { piece in
        switch piece {
        case .other(let text): text
        case .number(let digits): Self.number(unlike: digits, &generator)
        case .word(let word): drawn(unlike: word, in: index, among: foreign, &generator)
        }
      }.joined()
    }
  }

  private func drawn(
    unlike word: String, in response: Int, among foreign: Int, _ generator: inout SeededGenerator
  ) -> String {
    let old = word.lowercased()
    var new = old
    for _ in 0..<Self.patience where new == old {
      let draw = generator.integer(below: foreign)
      new = words[draw < own[response].lowerBound ? draw : draw + own[response].count]
    }
    return Self.inCase(of: word, new)
  }

  private static func inCase(of old: String, _ new: String) -> String {
    guard let first = old.first, first.isUppercase else { return new }
    if old.count > 1, old.allSatisfy(\.isUppercase) { return new.uppercased() }
    return new.prefix(1).uppercased() + new.dropFirst()
  }

  /// Another number of as many digits, which begins with 0 only if the old one does.
  private static func number(
    unlike digits: String, _ generator: inout SeededGenerator
  ) -> String {
    var new = digits
    while new == digits {
      new = ""
      for (position, digit) in digits.enumerated() {
        let least = position == 0 && digits.count > 1 && digit != "0" ? 1 : 0
        new += String(least + generator.integer(below: 10 - least))
      }
    }
    return new
  }
}

/// A part of a text.
private enum Piece {
  case word(String)
  case number(String)
  case other(String)

  /// A text in parts, which joined are the text.
  static func pieces(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let first = rest.first {
      let run: Substring
      if first == "\\" {
        run = rest.prefix(1 + rest.dropFirst().prefix(while: \.isLetter).count)
        pieces.append(.other(String(run)))
      } else if first.isLetter {
        run = rest.prefix(while: \.isLetter)
        pieces.append(.word(String(run)))
      } else if isDigit(first) {
        run = rest.prefix(while: isDigit)
        pieces.append(.number(String(run)))
      } else {
        run = rest.prefix { !$0.isLetter && !isDigit($0) && $0 != "\\" }
        pieces.append(.other(String(run)))
      }
      rest = rest.dropFirst(run.count)
    }
    return pieces
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
}
