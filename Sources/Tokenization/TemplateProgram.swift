/// A Jinja template as what it does, freed of how it is spelled.
///
/// White space control is carried out, `a['b']` is `a.b`, and neighbouring texts and outputs are one
/// sum; so that programs that write the same are equal more often than their texts.
struct TemplateProgram: Sendable {
  /// A word of an expression.
  enum Lexeme: Sendable, Equatable {
    case name(String)
    case string(String)
    case symbol(String)
  }

  /// A step of the program.
  enum Element: Sendable, Equatable {
    case statement([Lexeme])
    case output([Lexeme])
  }

  /// In a string of a shape: stands for any text.
  static let hole = "\u{0}"
  /// As a statement of a shape: stands for any steps that open and close their own blocks.
  private static let anything = Element.statement([.name("anything")])

  private(set) var elements: [Element] = []

  /// - Returns: `nil` for a text that is no Jinja, or rarer Jinja than we read.
  init?(_ text: String) {
    var lexer = TemplateLexer(text)
    while let element = lexer.next() { append(element) }
    guard lexer.isAtEnd else { return nil }
  }

  private mutating func append(_ element: Element) {
    switch element {
    case .statement(let lexemes): elements.append(.statement(Self.canonical(lexemes)))
    case .output(let lexemes):
      if case .output(let before) = elements.last {
        elements[elements.count - 1] = .output(
          Self.canonical(before + [.symbol("+")] + lexemes))
      } else {
        elements.append(.output(Self.canonical(lexemes)))
      }
    }
  }

  private static func canonical(_ lexemes: [Lexeme]) -> [Lexeme] {
    var result: [Lexeme] = []
    for lexeme in lexemes {
      result.append(lexeme)
      if case (.symbol("["), .string(let key), .symbol("]"))? = lastThree(result) {
        result.replaceSubrange((result.count - 3)..., with: [.symbol("."), .name(key)])
      }
      if case (.string(let left), .symbol("+"), .string(let right))? = lastThree(result) {
        result.replaceSubrange((result.count - 3)..., with: [.string(left + right)])
      }
    }
    return result
  }

  private static func lastThree(_ lexemes: [Lexeme]) -> (Lexeme, Lexeme, Lexeme)? {
    let end = lexemes.count
    return end < 3 ? nil : (lexemes[end - 3], lexemes[end - 2], lexemes[end - 1])
  }
}

// MARK: - Shapes

extension TemplateProgram {
  /// Whether a program has a shape, and what stands in the shape's hole.
  enum Match: Equatable {
    case no
    case yes(String?)
  }

  /// Compares this program with `shape`.
  func matches(_ shape: TemplateProgram) -> Match {
    Self.match(elements[...], shape.elements[...], found: nil)
  }

  private static func match(
    _ elements: ArraySlice<Element>, _ shape: ArraySlice<Element>, found: String?
  ) -> Match {
    guard let wanted = shape.first else { return elements.isEmpty ? .yes(found) : .no }
    if wanted == anything {
      for end in ends(of: elements) {
        let match = match(elements[end...], shape.dropFirst(), found: found)
        if match != .no { return match }
      }
      return .no
    }
    guard let element = elements.first, case .yes(let text) = match(element, wanted) else {
      return .no
    }
    return match(elements.dropFirst(), shape.dropFirst(), found: found ?? text)
  }

  /// Where steps that open and close their own blocks may end.
  private static func ends(of elements: ArraySlice<Element>) -> [Int] {
    var ends = [elements.startIndex]
    var depth = 0
    for (index, element) in zip(elements.indices, elements) {
      if case .statement(let lexemes) = element, case .name(let word)? = lexemes.first {
        if word == "if" || word == "for" { depth += 1 }
        if word.hasPrefix("end") { depth -= 1 }
        if depth < 0 || (depth == 0 && ["else", "elif"].contains(word)) { break }
      }
      if depth == 0 { ends.append(index + 1) }
    }
    return ends
  }

  private static func match(_ element: Element, _ shape: Element) -> Match {
    switch (element, shape) {
    case (.statement(let lexemes), .statement(let wanted)),
      (.output(let lexemes), .output(let wanted)):
      guard lexemes.count == wanted.count else { return .no }
      var found: String?
      for (lexeme, wanted) in zip(lexemes, wanted) {
        guard case .yes(let text) = match(lexeme, wanted) else { return .no }
        found = found ?? text
      }
      return .yes(found)
    default: return .no
    }
  }

  private static func match(_ lexeme: Lexeme, _ shape: Lexeme) -> Match {
    guard case .string(let wanted) = shape, case .string(let text) = lexeme else {
      return lexeme == shape ? .yes(nil) : .no
    }
    let wantedBytes = Array(wanted.utf8)
    let bytes = Array(text.utf8)
    guard let hole = wantedBytes.firstIndex(of: 0) else {
      return bytes == wantedBytes ? .yes(nil) : .no
    }
    let suffix = wantedBytes[(hole + 1)...]
    guard bytes.count >= wantedBytes.count - 1, bytes.starts(with: wantedBytes[..<hole]),
      bytes.suffix(suffix.count).elementsEqual(suffix)
    else { return .no }
    return .yes(String(decoding: bytes[hole..<(bytes.count - suffix.count)], as: UTF8.self))
  }
}
