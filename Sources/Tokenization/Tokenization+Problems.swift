import Diagnostics

/// Advice for a file that contradicts itself.
private let freshCopy = "Download the tokenizer again."

// MARK: - Any source

extension Problem {
  static func refused(
    _ token: String, id: Int32, _ refusal: Vocabulary.Refusal, at place: Place = Place()
  ) -> Problem {
    switch refusal {
    case .tokenTaken(let other):
      Problem(
        "The token '\(token)' stands twice in the vocabulary.", at: place,
        expected: "each token once", found: "the ids \(other) and \(id)", remedy: freshCopy)
    case .idTaken:
      Problem(
        "The token '\(token)' has the id of another token.", at: place,
        expected: "an id of its own", found: "\(id)", remedy: freshCopy)
    }
  }

  static func malformedMerge(_ text: String, at place: Place = Place()) -> Problem {
    Problem(
      "The merge '\(text)' is not a pair of tokens.", at: place,
      expected: "two tokens with one space between them, or two strings", remedy: freshCopy)
  }

  static func mergeNamesUnknown(_ token: String) -> Problem {
    Problem(
      "A merge names '\(token)', which is not in the vocabulary.",
      expected: "both parts and what they merge into among the tokens", remedy: freshCopy)
  }

  static func malformedPattern(_ pattern: String, cause: String) -> Problem {
    Problem(
      "The regular expression '\(pattern)' is malformed.",
      expected: "an expression in Oniguruma's syntax", remedy: "Correct it.", cause: cause)
  }

  static func patternGaveUp(cause: String) -> Problem {
    Problem(
      "A regular expression of the tokenizer gave up on a text.",
      remedy: "Leave this text out, or shorten it.", cause: cause)
  }
}

// MARK: - tokenizer.json

extension Problem {
  static func missing(_ key: String, at place: Place) -> Problem {
    Problem(
      "The member '\(key)' is missing.", at: place,
      remedy: "Give a complete tokenizer.json of a BPE model.")
  }

  static func unknownMember(_ key: String, of known: [String], at place: Place) -> Problem {
    let spelling = nearestSpelling(of: key, among: known)
    return Problem(
      "The member '\(key)' is not known.", at: place,
      expected: "one of \(known.joined(separator: ", "))",
      remedy: spelling.map { "Did you mean '\($0)'?" }
        ?? "Use a model whose tokenizer does without it.")
  }

  static func mistyped(_ kind: String, expected: String, at place: Place) -> Problem {
    Problem(
      "A value of the tokenizer is of the wrong kind.", at: place, expected: expected, found: kind,
      remedy: freshCopy)
  }

  static func unsupported(_ part: String, _ kind: String, supported: String, at place: Place)
    -> Problem
  {
    Problem(
      "The \(part) '\(kind)' is not supported.", at: place, expected: supported,
      found: "'\(kind)'", remedy: "Use a model with another tokenizer.")
  }

  static func unsupportedSetting(_ key: String, at place: Place) -> Problem {
    Problem(
      "The setting '\(key)' is not supported.", at: place, expected: "null or nothing",
      remedy: "Set it to null if the tokenizer is to work without it.")
  }

  static func misplacedByteLevel(at place: Place) -> Problem {
    Problem(
      "The pre-tokenizer turns text into bytes before its last step.", at: place,
      expected: "ByteLevel once and at the end, or nowhere",
      remedy: "Use a model with another tokenizer.")
  }

  static func mismatchedDecoder(isByteLevel: Bool, at place: Place) -> Problem {
    Problem(
      "The decoder does not fit the pre-tokenizer.", at: place,
      expected: isByteLevel
        ? "ByteLevel, as in the pre-tokenizer" : "no ByteLevel, as in the pre-tokenizer",
      remedy: freshCopy)
  }

  static func unknownTokenMissing(_ token: String, at place: Place) -> Problem {
    Problem(
      "The unknown token '\(token)' is not in the vocabulary.", at: place, remedy: freshCopy)
  }

  static func emptyAddedToken(at place: Place) -> Problem {
    Problem("An added token is empty.", at: place, remedy: "Remove it.")
  }

  static func misplacedAddedToken(_ token: String, id: Int32, expected: Int32, at place: Place)
    -> Problem
  {
    Problem(
      "The added token '\(token)' has an id out of order.", at: place,
      expected: "\(expected), the model's own or the next free one", found: "\(id)",
      remedy: freshCopy)
  }

  static func secondTemplate(at place: Place) -> Problem {
    Problem(
      "The post-processor has a second template.", at: place, expected: "at most one",
      remedy: "Use a model with another tokenizer.")
  }

  static func malformedTemplate(at place: Place) -> Problem {
    Problem(
      "The template for single texts does not hold the text once.", at: place,
      expected: "special tokens around one Sequence 'A'", remedy: freshCopy)
  }

  static func noSuchID(_ id: Int, at place: Place) -> Problem {
    Problem("No token has the id \(id).", at: place, remedy: freshCopy)
  }
}

// MARK: - GGUF

extension Problem {
  static func unknownFamily(_ name: String, known: [String]) -> Problem {
    Problem(
      "The pre-tokenizer '\(name)' of the GGUF file is not known.",
      expected: "one of \(known.joined(separator: ", "))",
      remedy: "Use the model's tokenizer.json instead.")
  }

  static func unknownVocabulary(_ kind: String, known: [String]) -> Problem {
    Problem(
      "The vocabulary kind '\(kind)' of the GGUF file is not known.",
      expected: "one of \(known.joined(separator: ", "))",
      remedy: "Use the model's tokenizer.json instead, or a model with another tokenizer.")
  }

  static func scoresMismatch(scores: Int, tokens: Int) -> Problem {
    Problem(
      "The arrays of the GGUF vocabulary differ in length.",
      expected: "\(tokens) scores, one for each token", found: "\(scores)",
      remedy: "Download the model again.")
  }

  static func badScore(id: Int) -> Problem {
    Problem(
      "The score of the token \(id) of the GGUF vocabulary is no number.",
      expected: "a number", found: "NaN", remedy: "Download the model again.")
  }

  static func emptyGGUF(_ key: String) -> Problem {
    Problem("The GGUF file has no '\(key)'.", remedy: "Use the model's tokenizer.json instead.")
  }

  static func tokenTypesMismatch(types: Int, tokens: Int) -> Problem {
    Problem(
      "The arrays of the GGUF vocabulary differ in length.",
      expected: "\(tokens) token types, one for each token", found: "\(types)",
      remedy: "Download the model again.")
  }

  static func badTokenType(_ type: Int, id: Int) -> Problem {
    Problem(
      "The token \(id) of the GGUF vocabulary is of a type that is not known.",
      expected: "1 to 6", found: "\(type)", remedy: "Download the model again.")
  }

  static func ggufIDOutOfRange(_ name: String, id: Int, count: Int) -> Problem {
    Problem(
      "'tokenizer.ggml.\(name)_token_id' of the GGUF file names no token.",
      expected: "0 to \(count - 1)", found: "\(id)", remedy: "Download the model again.")
  }

  static func outerTokenMissing(_ name: String) -> Problem {
    Problem(
      "The GGUF file asks for a token \(name == "bos" ? "before" : "after") each text and names none.",
      expected: "'tokenizer.ggml.\(name)_token_id'",
      remedy: "Use the model's tokenizer.json instead.")
  }
}

// MARK: - Training

extension Problem {
  static func vocabularySize(_ size: Int, least: Int) -> Problem {
    Problem(
      "A vocabulary of \(size) tokens cannot be learned.",
      expected: "\(least), for the special tokens and 256 bytes, to \(1 << 24)", found: "\(size)",
      remedy: "Give another size.")
  }

  static func minimumCount(_ count: Int) -> Problem {
    Problem(
      "Pairs cannot be asked to occur \(count) times.", expected: "at least 1",
      found: "\(count)", remedy: "Give another minimum.")
  }

  static func emptySpecialToken() -> Problem {
    Problem("A special token is empty.", remedy: "Give it a text, or remove it.")
  }

  static func repeatedSpecialToken(_ token: String) -> Problem {
    Problem(
      "The special token '\(token)' is given twice, or spells a byte.",
      expected: "each once, of several characters", remedy: "Give it another text, or remove it.")
  }
}
