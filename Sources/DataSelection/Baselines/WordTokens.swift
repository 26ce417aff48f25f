/// The words of a text for retrieval: lower-cased runs of letters, marks and numbers of any script.
///
/// An ideograph, kana or a letter of a script that is written without spaces (Thai, Lao, Khmer,
/// Myanmar) is a word of its own, since nothing in the text says where words end.
///
/// - Parameter text: Any text.
/// - Returns: The words in order.
public func words(of text: String) -> [String] {
  var words: [String] = []
  var word = String.UnicodeScalarView()
  func finish() {
    if !word.isEmpty { words.append(String(word)) }
    word = String.UnicodeScalarView()
  }
  for scalar in text.lowercased().unicodeScalars {
    if scalar.isWrittenWithoutSpaces {
      finish()
      words.append(String(scalar))
    } else if scalar.isWordPart {
      word.append(scalar)
    } else {
      finish()
    }
  }
  finish()
  return words
}

/// Runs of word characters, and runs of other characters that are not white space: NLTK's WordPunct
/// (`\w+|[^\w\s]+`), which published DSIR uses, on the lower-cased text.
///
/// - Parameter text: Any text.
/// - Returns: The tokens in order.
public func wordsAndPunctuation(of text: String) -> [String] {
  var tokens: [String] = []
  var token = String.UnicodeScalarView()
  var kind = ScalarKind.space
  for scalar in text.lowercased().unicodeScalars {
    let next = scalar.kind
    if next != kind, !token.isEmpty {
      tokens.append(String(token))
      token = String.UnicodeScalarView()
    }
    kind = next
    if kind != .space { token.append(scalar) }
  }
  return token.isEmpty ? tokens : tokens + [String(token)]
}

private enum ScalarKind { case word, space, other }

extension Unicode.Scalar {
  /// As Python's regular expressions see it: `\w` are letters, numbers and the low line, not marks.
  fileprivate var kind: ScalarKind {
    if isLetterOrNumber || self == "_" { return .word }
    // Python counts the information separators as white space; Unicode does not.
    if isASCII { return (9...13).contains(value) || (28...32).contains(value) ? .space : .other }
    return properties.isWhitespace ? .space : .other
  }

  fileprivate var isWordPart: Bool {
    if isASCII { return isLetterOrNumber }
    return switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: isLetterOrNumber
    }
  }

  private var isLetterOrNumber: Bool {
    // The tables of Unicode are slow, and most text does not need them.
    if isASCII {
      return ("a"..."z").contains(self) || ("0"..."9").contains(self) || ("A"..."Z").contains(self)
    }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  fileprivate var isWrittenWithoutSpaces: Bool {
    if isASCII { return false }
    if properties.isIdeographic { return true }
    return switch value {
    case 0x3041...0x3096, 0x30A1...0x30FA: true
    case 0x0E01...0x0E2E, 0x0E81...0x0EAE, 0x1000...0x102A, 0x1780...0x17B3: true
    default: false
    }
  }
}
