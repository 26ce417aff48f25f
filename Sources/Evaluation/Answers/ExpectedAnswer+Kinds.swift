extension ExpectedAnswer.Kind {
  /// What the answer of a text looks like, as targets of BIG-Bench Hard have it.
  init(ofTarget text: String) {
    let bare = AnswerText.withoutStop(text[...])
    if Self.isOption(bare) {
      self = .option
    } else if Self.verdicts.contains(bare.lowercased()) {
      self = .verdict
    } else if DecimalNumbers.whole(bare) != nil {
      self = .number
    } else if !bare.isEmpty, bare.allSatisfy({ Self.isBracket($0) || $0.isWhitespace }) {
      self = .brackets
    } else {
      self = .words
    }
  }

  /// The first answer of this kind in a text, in normal form; `nil` if there is none.
  func first(in text: Substring) -> String? {
    switch self {
    case .number: return DecimalNumbers.all(in: text).first
    case .option: return Self.firstOption(text)
    case .verdict: return Self.words(text).first { Self.verdicts.contains($0) }
    case .brackets:
      let brackets = text.filter(Self.isBracket)
      return brackets.isEmpty ? nil : String(brackets)
    case .words:
      let words = Self.words(AnswerText.withoutStop(text)).joined(separator: " ")
      return words.isEmpty ? nil : words
    case .text: return String(AnswerText.trimmed(text))
    }
  }

  // MARK: Parts of texts

  private static let verdicts: Set<String> = ["yes", "no", "true", "false", "valid", "invalid"]

  private static func isBracket(_ character: Character) -> Bool { "()[]{}<>".contains(character) }

  private static func isLetter(_ character: Character) -> Bool {
    character.isASCII && character.isLetter
  }

  /// Whether a text is a letter in round brackets.
  private static func isOption(_ text: Substring) -> Bool {
    text.count == 3 && text.first == "(" && text.last == ")"
      && text.dropFirst().first.map(isLetter) == true
  }

  /// Runs of letters and digits and what joins them, in lower case.
  private static func words(_ text: Substring) -> [String] {
    text.split { $0.isWhitespace || ",:;\"“”*".contains($0) }.map {
      String(AnswerText.withoutStop($0)).lowercased()
    }.filter { !$0.isEmpty }
  }

  /// The first letter in round brackets; else the first upper-case letter that stands alone, `A` as in
  /// `A cat` too, so that brackets are the safer form.
  private static func firstOption(_ text: Substring) -> String? {
    var before: Character?
    let characters = Array(text)
    var alone: String?
    for (index, character) in characters.enumerated() {
      defer { before = character }
      guard isLetter(character) else { continue }
      let next = index + 1 < characters.count ? characters[index + 1] : nil
      if before == "(", next == ")" { return character.uppercased() }
      let joins = [before, next].contains {
        $0.map { $0.isLetter || $0.isNumber || $0 == "'" } == true
      }
      if alone == nil, !joins, character.isUppercase { alone = String(character) }
    }
    return alone
  }
}
