import Diagnostics

/// Turns the pieces of a template into statements.
struct TemplateParser {
  private var pieces: ArraySlice<TemplatePiece>
  /// The tokens of the tag that is read, and the line of the tag.
  var tokens: ArraySlice<TemplateToken> = []
  var line = 1
  /// How many blocks and brackets are open.
  var nesting = 0

  static let deepestNesting = 50

  /// The statements of a template.
  ///
  /// - Throws: `Problem` with the line for what is no Jinja, and for statements that are not supported.
  static func statements(of text: String) throws -> [TemplateStatement] {
    var parser = TemplateParser(pieces: try TemplateLexer.pieces(of: text)[...])
    let (statements, _) = try parser.block(opened: nil, until: [])
    return statements
  }

  private init(pieces: ArraySlice<TemplatePiece>) { self.pieces = pieces }

  /// Statements up to one of the words of `ends`, whose other tokens are then at hand; `opened` is the
  /// statement that opened the block, `nil` for the template itself.
  private mutating func block(
    opened: (word: String, line: Int)?, until ends: [String]
  ) throws -> ([TemplateStatement], end: String) {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.deepestNesting else { throw Problem.templateTooDeep(line: line) }
    var statements: [TemplateStatement] = []
    while let piece = pieces.popFirst() {
      line = piece.line
      switch piece.content {
      case .text(let text): statements.append(TemplateStatement(kind: .text(text), line: line))
      case .output(let tokens):
        self.tokens = tokens[...]
        statements.append(TemplateStatement(kind: .output(try tuple()), line: line))
        try expectEnd()
      case .statement(let tokens):
        self.tokens = tokens[...]
        let word = try name("a statement")
        if ends.contains(word) { return (statements, word) }
        let start = line
        statements.append(TemplateStatement(kind: try statement(word, ends), line: start))
        try expectEnd()
      }
    }
    if let opened { throw Problem.templateBlockOpen(opened.word, line: opened.line) }
    return (statements, "")
  }

  /// The body of `word`, up to its end.
  private mutating func body(of word: String) throws -> [TemplateStatement] {
    try expectEnd()
    return try block(opened: (word, line), until: ["end\(word)"]).0
  }

  private mutating func statement(_ word: String, _ ends: [String]) throws
    -> TemplateStatement.Kind
  {
    switch word {
    case "if": return .branches(try branches())
    case "for": return .loop(try loop())
    case "set": return try set()
    case "macro": return .macro(try macro())
    case "generation": return .scope(try body(of: word))
    case "break": return .leaveLoop
    case "continue": return .nextOfLoop
    case "elif", "else", "endif", "endfor", "endset", "endmacro", "endgeneration":
      throw Problem.templateMalformed(
        line: line, expected: ends.isEmpty ? "no end of a block" : ends.quotedChoice,
        found: "'\(word)'")
    default: throw Problem.templateUnsupported("the statement '\(word)'", line: line)
    }
  }
}

// MARK: - Blocks

extension TemplateParser {
  private mutating func branches() throws -> [TemplateStatement.Branch] {
    let start = line
    var branches: [TemplateStatement.Branch] = []
    var end = "elif"
    while end == "elif" {
      let branchLine = line
      let condition = try expression()
      try expectEnd()
      let (body, next) = try block(opened: ("if", start), until: ["elif", "else", "endif"])
      branches.append(.init(condition: condition, line: branchLine, body: body))
      end = next
    }
    guard end == "else" else { return branches }
    let elseLine = line
    try expectEnd()
    let (body, _) = try block(opened: ("if", start), until: ["endif"])
    return branches + [.init(condition: nil, line: elseLine, body: body)]
  }

  private mutating func loop() throws -> TemplateStatement.Loop {
    let start = line
    let targets = try names()
    try expect(.name("in"))
    let values = try tuple { parser throws(any Error) in try parser.disjunction() }
    let condition = take(.name("if")) ? try expression() : nil
    try expectEnd()
    let (body, end) = try block(opened: ("for", start), until: ["else", "endfor"])
    var otherwise: [TemplateStatement] = []
    if end == "else" {
      try expectEnd()
      otherwise = try block(opened: ("for", start), until: ["endfor"]).0
    }
    return .init(
      targets: targets, values: values, condition: condition, body: body, otherwise: otherwise)
  }

  private mutating func set() throws -> TemplateStatement.Kind {
    let names = try names()
    if names.count == 1, take(.symbol(".")) {
      let attribute = try name("an attribute")
      try expect(.symbol("="))
      return .setAttribute(of: names[0], attribute, try tuple())
    }
    if take(.symbol("=")) { return .set(names, try tuple()) }
    guard names.count == 1, tokens.isEmpty else {
      throw Problem.templateMalformed(line: line, expected: "'='", found: found)
    }
    return .capture(names[0], try body(of: "set"))
  }

  private mutating func macro() throws -> TemplateStatement.Macro {
    let name = try name("the name of a macro")
    var parameters: [(name: String, standard: TemplateExpression?)] = []
    try expect(.symbol("("))
    while !take(.symbol(")")) {
      if !parameters.isEmpty { try expect(.symbol(",")) }
      let parameter = try self.name("a parameter")
      parameters.append((parameter, take(.symbol("=")) ? try expression() : nil))
    }
    return .init(name: name, parameters: parameters, body: try body(of: "macro"))
  }
}

// MARK: - Tokens

extension TemplateParser {
  /// What stands at the position, as a problem shows it.
  var found: String { tokens.first?.words ?? "the end of the tag" }

  /// Takes `kind`, if it stands here.
  mutating func take(_ kind: TemplateToken.Kind) -> Bool {
    guard tokens.first?.kind == kind else { return false }
    tokens.removeFirst()
    return true
  }

  mutating func expect(_ kind: TemplateToken.Kind) throws {
    guard !take(kind) else { return }
    throw malformed(expected: TemplateToken(kind: kind, line: line).words)
  }

  private func expectEnd() throws {
    guard tokens.isEmpty else { throw malformed(expected: "the end of the tag") }
  }

  func malformed(expected: String) -> Problem {
    .templateMalformed(line: tokens.first?.line ?? line, expected: expected, found: found)
  }

  mutating func name(_ expected: String) throws -> String {
    guard case .name(let name)? = tokens.first?.kind else { throw malformed(expected: expected) }
    tokens.removeFirst()
    return name
  }

  /// Names with commas between.
  private mutating func names() throws -> [String] {
    let hasBracket = take(.symbol("("))
    var names = [try name("a variable")]
    while take(.symbol(",")) { names.append(try name("a variable")) }
    if hasBracket { try expect(.symbol(")")) }
    return names
  }
}

extension [String] {
  /// For example `'a', 'b' or 'c'`.
  var quotedChoice: String {
    let quoted = map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }
}
