/// How the tokens of a text become its bytes again.
struct TokenDecoder: Sendable {
  /// One way to rewrite tokens.
  enum Step: Sendable, Equatable {
    /// Tokens spelled in `ByteAlphabet` become the bytes that they spell.
    case byteLevel
    /// What stands in a token gives way to something else.
    case replace([UInt8], [UInt8])
    /// Tokens such as `<0x0A>` become bytes.
    case byteFallback
    /// All tokens become one.
    case fuse
    /// Up to so many of these bytes are taken from the start and the end of each token.
    case strip([UInt8], start: Int, end: Int)
    /// Marks become spaces; where `trims`, the first token loses its own.
    case metaspace([UInt8], trims: Bool)
  }

  /// Applied one after another, each to all tokens.
  var steps: [Step]

  /// For byte-level vocabularies.
  static let byteLevel = TokenDecoder(steps: [.byteLevel])

  /// For vocabularies of SentencePiece, with which encoding may put a space before a text.
  static func sentencePiece(addsSpacePrefix: Bool) -> TokenDecoder {
    TokenDecoder(
      steps: [.replace(WordMark.bytes, [0x20]), .byteFallback, .fuse]
        + (addsSpacePrefix ? [.strip([0x20], start: 1, end: 0)] : []))
  }

  /// The bytes of `tokens`, each given in UTF-8; not always UTF-8 themselves.
  func bytes(of tokens: [[UInt8]]) -> [UInt8] {
    steps.reduce(tokens) { $1.apply($0) }.reduce(into: []) { $0 += $1 }
  }
}

extension TokenDecoder.Step {
  fileprivate func apply(_ tokens: [[UInt8]]) -> [[UInt8]] {
    switch self {
    case .byteLevel: tokens.map { ByteAlphabet.unspell($0[...]) }
    case .replace(let old, let new): tokens.map { Self.replaced($0, old, new) }
    case .byteFallback: Self.unspelled(tokens)
    case .fuse: [tokens.reduce(into: []) { $0 += $1 }]
    case .strip(let content, let start, let end):
      tokens.map { Self.stripped($0, content, start: start, end: end) }
    case .metaspace(let mark, let trims):
      tokens.enumerated().map { index, token in
        Self.replaced(token, mark, index == 0 && trims ? [] : [0x20])
      }
    }
  }

  private static func replaced(_ token: [UInt8], _ old: [UInt8], _ new: [UInt8]) -> [UInt8] {
    guard let first = old.first, token.contains(first) else { return token }
    var result: [UInt8] = []
    var rest = token[...]
    while !rest.isEmpty {
      if rest.starts(with: old) {
        result += new
        rest = rest.dropFirst(old.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }

  private static func stripped(_ token: [UInt8], _ content: [UInt8], start: Int, end: Int)
    -> [UInt8]
  {
    var rest = token[...]
    var taken = 0
    while taken < start, rest.starts(with: content) {
      rest = rest.dropFirst(content.count)
      taken += 1
    }
    taken = 0
    while taken < end, rest.suffix(content.count).elementsEqual(content) {
      rest = rest.dropLast(content.count)
      taken += 1
    }
    return Array(rest)
  }

  /// Neighbouring bytes that are not UTF-8 together become U+FFFD each, as in `tokenizers`.
  private static func unspelled(_ tokens: [[UInt8]]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var open: [UInt8] = []
    func close() {
      guard !open.isEmpty else { return }
      if String(validating: open, as: UTF8.self) != nil {
        result.append(open)
      } else {
        result += open.map { _ in Array("\u{FFFD}".utf8) }
      }
      open = []
    }
    for token in tokens {
      if let byte = ByteFallback.byte(of: token) {
        open.append(byte)
      } else {
        close()
        result.append(token)
      }
    }
    close()
    return result
  }
}
