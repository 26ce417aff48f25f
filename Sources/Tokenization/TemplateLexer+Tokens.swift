import Diagnostics

extension TemplateLexer {
  private static let pairs: Set<String> = ["//", "**", "==", "!=", ">=", "<="]
  private static let signs = Set("+-/*%~[](){}<>=.:|,".unicodeScalars)

  /// The token at the position, which is not white space.
  mutating func token() throws -> TemplateToken {
    let start = line
    guard let first = scalar() else { throw Problem.templateTagOpen([], line: line) }
    if first == "'" || first == "\"" {
      return TemplateToken(kind: .string(try string(quote: first)), line: start)
    }
    if first.isDigit { return TemplateToken(kind: try number(), line: start) }
    if first.isNamePart {
      return TemplateToken(kind: .name(take(while: \.isNamePart)), line: start)
    }
    if let second = scalar(1), Self.pairs.contains(String([first, second])) {
      advance(2)
      return TemplateToken(kind: .symbol(String([first, second])), line: start)
    }
    guard Self.signs.contains(first) else {
      throw Problem.templateMalformed(
        line: line, expected: "an expression", found: "'\(String([first]))'")
    }
    advance()
    return TemplateToken(kind: .symbol(String([first])), line: start)
  }

  private mutating func take(while holds: (Unicode.Scalar) -> Bool) -> String {
    let start = position
    while let scalar = scalar(), holds(scalar) { advance() }
    return String(scalars[start..<position])
  }

  private mutating func number() throws -> TemplateToken.Kind {
    let digits = take { $0.isNamePart }
    if scalar() == ".", scalar(1)?.isDigit == true {
      throw Problem.templateUnsupported("a number with a fraction", line: line)
    }
    guard let integer = Int(digits.filter { $0 != "_" }) else {
      throw Problem.templateMalformed(
        line: line, expected: "a whole number of at most \(Int.max)", found: "'\(digits)'")
    }
    return .integer(integer)
  }

  private mutating func string(quote: Unicode.Scalar) throws -> String {
    let start = line
    var content: [Unicode.Scalar] = []
    advance()
    while let scalar = scalar(), scalar != quote {
      advance()
      if scalar == "\\" { content += try escape() } else { content.append(scalar) }
    }
    guard scalar() == quote else {
      throw Problem.templateMalformed(
        line: start, expected: "\(String([quote])) at the end of a string",
        found: "the end of the template")
    }
    advance()
    return String(content)
  }

  /// What stands for the escape after a backslash, as in a string of Python.
  private mutating func escape() throws -> [Unicode.Scalar] {
    guard let letter = scalar() else { return ["\\"] }
    let simple: [Unicode.Scalar: Unicode.Scalar] = [
      "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "a": "\u{7}",
      "b": "\u{8}", "f": "\u{C}", "v": "\u{B}",
    ]
    if let plain = simple[letter] {
      advance()
      return [plain]
    }
    if letter == "\n" {
      advance()
      return []
    }
    let lengths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
    if let length = lengths[letter] { return [try code(length)] }
    guard letter != "N", !letter.isDigit else {
      throw Problem.templateUnsupported("the escape '\\\(String([letter]))'", line: line)
    }
    return ["\\"]
  }

  /// The code point of `length` hexadecimal digits after the letter at the position.
  private mutating func code(_ length: Int) throws -> Unicode.Scalar {
    advance()
    let end = min(position + length, scalars.count)
    let digits = String(scalars[position..<end])
    guard digits.utf8.count == length, let value = UInt32(digits, radix: 16),
      let scalar = Unicode.Scalar(value)
    else {
      throw Problem.templateMalformed(
        line: line, expected: "\(length) hexadecimal digits of a character", found: "'\(digits)'")
    }
    advance(length)
    return scalar
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
  fileprivate var isNamePart: Bool {
    self == "_" || isDigit || ("a"..."z").contains(self) || ("A"..."Z").contains(self)
  }
}
