import Diagnostics

/// Literals, brackets, and what follows a value.
extension TemplateParser {
  mutating func primary() throws -> TemplateExpression {
    guard let token = tokens.popFirst() else { throw malformed(expected: "an expression") }
    switch token.kind {
    case .integer(let integer): return try node(.literal(.integer(integer)), [])
    case .string(var text):
      while case .string(let more)? = tokens.first?.kind {
        text += more
        tokens.removeFirst()
      }
      return try node(.literal(.text(text)), [])
    case .name(let name): return try node(Self.constants[name] ?? .name(name), [])
    case .symbol("("):
      if take(.symbol(")")) { return try node(.list([]), []) }
      let value = try tuple()
      try expect(.symbol(")"))
      return value
    case .symbol("["):
      let elements = try elements(until: "]") { try $0.expression() }
      return try node(.list(elements), elements)
    case .symbol("{"): return try mapping()
    case .symbol:
      tokens = [token] + tokens
      throw malformed(expected: "an expression")
    }
  }

  private static let constants: [String: TemplateExpression.Kind] = [
    "true": .literal(.bool(true)), "True": .literal(.bool(true)),
    "false": .literal(.bool(false)), "False": .literal(.bool(false)),
    "none": .literal(.none), "None": .literal(.none),
  ]

  private mutating func mapping() throws -> TemplateExpression {
    let members = try elements(until: "}") { parser in
      let key = try parser.expression()
      try parser.expect(.symbol(":"))
      return (key: key, value: try parser.expression())
    }
    return try node(.mapping(members), members.flatMap { [$0.key, $0.value] })
  }

  /// Elements with commas between, up to the bracket that closes them.
  private mutating func elements<Element>(
    until bracket: String, _ element: (inout TemplateParser) throws -> Element
  ) throws -> [Element] {
    var elements: [Element] = []
    while !take(.symbol(bracket)) {
      if !elements.isEmpty {
        try expect(.symbol(","))
        if take(.symbol(bracket)) { break }
      }
      elements.append(try element(&self))
    }
    return elements
  }
}

// MARK: - What follows a value

extension TemplateParser {
  /// The attributes, items and calls after `value`.
  mutating func accesses(to value: TemplateExpression) throws -> TemplateExpression {
    var value = value
    while true {
      if take(.symbol(".")) {
        if case .integer(let index)? = tokens.first?.kind {
          tokens.removeFirst()
          value = try node(.item(value, try node(.literal(.integer(index)), [])), [value])
        } else {
          value = try node(.attribute(value, try name("an attribute")), [value])
        }
      } else if take(.symbol("[")) {
        value = try item(of: value)
      } else if take(.symbol("(")) {
        let arguments = try arguments()
        value = try node(.call(value, arguments), [value] + arguments.all)
      } else {
        return value
      }
    }
  }

  /// An item or a slice, after the opening bracket.
  private mutating func item(of value: TemplateExpression) throws -> TemplateExpression {
    var parts: [TemplateExpression?] = [nil]
    while !take(.symbol("]")) {
      if parts.count < 3, take(.symbol(":")) {
        parts.append(nil)
      } else if parts[parts.count - 1] == nil {
        parts[parts.count - 1] = try expression()
      } else {
        throw malformed(expected: "']'")
      }
    }
    let children = [value] + parts.compactMap(\.self)
    if parts.count == 1, let index = parts[0] { return try node(.item(value, index), children) }
    guard parts.count > 1 else { throw malformed(expected: "an index before ']'") }
    return try node(
      .slice(value, from: parts[0], to: parts[1], step: parts.count == 3 ? parts[2] : nil),
      children)
  }

  /// Arguments after the opening bracket.
  private mutating func arguments() throws -> TemplateArguments {
    let list = try elements(until: ")") { parser -> (String?, TemplateExpression) in
      if case .name(let name)? = parser.tokens.first?.kind,
        parser.tokens.dropFirst().first?.kind == .symbol("=")
      {
        parser.tokens.removeFirst(2)
        return (name, try parser.expression())
      }
      return (nil, try parser.expression())
    }
    var arguments = TemplateArguments()
    for (name, value) in list {
      if let name {
        arguments.named.append((name, value))
      } else {
        arguments.positional.append(value)
      }
    }
    return arguments
  }

  /// The filters and tests after `value`.
  mutating func filters(of value: TemplateExpression) throws -> TemplateExpression {
    var value = value
    while true {
      if take(.symbol("|")) {
        let name = try name("a filter")
        let arguments = take(.symbol("(")) ? try arguments() : TemplateArguments()
        value = try node(.filter(value, name, arguments), [value] + arguments.all)
      } else if take(.name("is")) {
        let isNegated = take(.name("not"))
        let name = try name("a test")
        let arguments = try testArguments()
        value = try node(.test(value, name, arguments), [value] + arguments.all)
        if isNegated { value = try node(.not(value), [value]) }
      } else {
        return value
      }
    }
  }

  /// The arguments of a test, in brackets or one without.
  private mutating func testArguments() throws -> TemplateArguments {
    if take(.symbol("(")) { return try arguments() }
    switch tokens.first?.kind {
    case .name(let word) where !["and", "or", "not", "in", "is", "if", "else"].contains(word): break
    case .string, .integer, .symbol("["), .symbol("{"): break
    default: return TemplateArguments()
    }
    return TemplateArguments(positional: [try accesses(to: try primary())])
  }
}
