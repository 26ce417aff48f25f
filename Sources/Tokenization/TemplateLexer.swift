import Diagnostics

/// Cuts a template into texts and tags, and tags into tokens.
///
/// White space around tags is removed as Jinja does with `trim_blocks` and `lstrip_blocks`, which is
/// how transformers compiles chat templates: a line break after a statement or comment goes, and so
/// do spaces between the start of a line and a statement or comment.
struct TemplateLexer {
  let scalars: [Unicode.Scalar]
  var position = 0
  /// The line of `position`, from 1.
  var line = 1
  /// The tag before the text that is read now.
  private var before = (kind: Kind.none, trims: false)
  private var pieces: [TemplatePiece] = []

  enum Kind { case none, statement, output, comment }

  /// - Throws: `Problem` with the line for tags that do not end and for characters of no token.
  static func pieces(of text: String) throws -> [TemplatePiece] {
    var lexer = TemplateLexer(text)
    while lexer.position < lexer.scalars.count {
      lexer.text()
      if lexer.position < lexer.scalars.count { try lexer.tag() }
    }
    return lexer.pieces
  }

  private init(_ text: String) {
    // As in Jinja every line ends with a line feed, and one at the end of the template is dropped.
    var scalars: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      if scalar == "\n", scalars.last == "\r" { scalars.removeLast() }
      scalars.append(scalar)
    }
    scalars = scalars.map { $0 == "\r" ? "\n" : $0 }
    if scalars.last == "\n" { scalars.removeLast() }
    self.scalars = scalars
  }

  /// The code point `distance` after the position.
  func scalar(_ distance: Int = 0) -> Unicode.Scalar? {
    position + distance < scalars.count ? scalars[position + distance] : nil
  }

  mutating func advance(_ count: Int = 1) {
    for _ in 0..<count {
      if scalars[position] == "\n" { line += 1 }
      position += 1
    }
  }

  /// The kind of tag that opens at the position.
  private var opening: Kind {
    guard scalar() == "{" else { return .none }
    return switch scalar(1) {
    case "%": .statement
    case "{": .output
    case "#": .comment
    default: .none
    }
  }

  /// Reads the text up to the next tag.
  private mutating func text() {
    let start = position
    let firstLine = line
    while position < scalars.count, opening == .none { advance() }
    var text = scalars[start..<position]
    var startsLine = start == 0
    if before.trims {
      text = text.drop(while: \.isPythonSpace)
    } else if before.kind == .statement || before.kind == .comment, text.first == "\n" {
      text = text.dropFirst()
      startsLine = true
    }
    if scalar(2) == "-", position < scalars.count {
      while let last = text.last, last.isPythonSpace { text = text.dropLast() }
    } else if opening == .statement || opening == .comment, scalar(2) != "+" {
      text = text.withoutIndent(startsLine: startsLine)
    }
    guard !text.isEmpty else { return }
    pieces.append(TemplatePiece(content: .text(String(text)), line: firstLine))
  }
}

// MARK: - Tags

extension TemplateLexer {
  private mutating func tag() throws {
    let kind = opening
    let start = line
    advance(2)
    if scalar() == "-" || scalar() == "+" { advance() }
    var tokens: [TemplateToken] = []
    // Braces of a mapping that are open: '}}' then ends no tag.
    var braces = 0
    while true {
      if kind != .comment { while let scalar = scalar(), scalar.isPythonSpace { advance() } }
      guard position < scalars.count else { throw Problem.templateTagOpen(kind.sign, line: start) }
      if braces == 0, close(kind) { break }
      guard kind != .comment else {
        advance()
        continue
      }
      let token = try token()
      if token.kind == .symbol("{") { braces += 1 }
      if token.kind == .symbol("}") { braces = max(0, braces - 1) }
      tokens.append(token)
    }
    switch kind {
    case .statement: pieces.append(TemplatePiece(content: .statement(tokens), line: start))
    case .output: pieces.append(TemplatePiece(content: .output(tokens), line: start))
    case .comment, .none: break
    }
  }

  /// Takes the end of a tag, if it stands here.
  private mutating func close(_ kind: Kind) -> Bool {
    let sign = scalar()
    let isSigned = sign == "-" || (sign == "+" && kind != .output)
    let skipped = isSigned ? 1 : 0
    guard scalar(skipped) == kind.sign.last, scalar(skipped + 1) == "}" else { return false }
    // With a '+' the line break after the tag stays, as after an output.
    before = (kind: sign == "+" ? .output : kind, trims: sign == "-")
    advance(skipped + 2)
    return true
  }
}

extension TemplateLexer.Kind {
  /// How a tag begins.
  fileprivate var sign: [Unicode.Scalar] {
    switch self {
    case .statement: ["{", "%"]
    case .output: ["{", "}"]
    case .comment: ["{", "#"]
    case .none: []
    }
  }
}

extension ArraySlice<Unicode.Scalar> {
  /// Without the white space between the start of the last line and the end.
  fileprivate func withoutIndent(startsLine: Bool) -> ArraySlice {
    let lineStart = lastIndex(of: "\n").map { $0 + 1 } ?? startIndex
    guard startsLine || lineStart > startIndex else { return self }
    return self[lineStart...].allSatisfy(\.isPythonSpace) ? self[..<lineStart] : self
  }
}
