import Diagnostics

/// Expressions, from what binds least to what binds most.
extension TemplateParser {
  private static let deepestExpression = 100

  /// An expression over `children`.
  func node(
    _ kind: TemplateExpression.Kind, _ children: [TemplateExpression]
  ) throws -> TemplateExpression {
    let depth = 1 + (children.map(\.depth).max() ?? 0)
    guard depth <= Self.deepestExpression else { throw Problem.templateTooDeep(line: line) }
    return TemplateExpression(kind: kind, depth: depth)
  }

  /// One expression, or several with commas between as a list.
  mutating func tuple(
    _ element: (inout TemplateParser) throws -> TemplateExpression = { try $0.expression() }
  ) throws -> TemplateExpression {
    let first = try element(&self)
    guard tokens.first?.kind == .symbol(",") else { return first }
    var elements = [first]
    while take(.symbol(",")), !tokens.isEmpty, tokens.first?.kind != .symbol(")") {
      elements.append(try element(&self))
    }
    return try node(.list(elements), elements)
  }

  /// `a if b else c`, and all that binds more.
  mutating func expression() throws -> TemplateExpression {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.deepestNesting else { throw Problem.templateTooDeep(line: line) }
    var value = try disjunction()
    while take(.name("if")) {
      let condition = try disjunction()
      let other = take(.name("else")) ? try expression() : nil
      value = try node(
        .choice(value, condition: condition, other: other),
        [value, condition] + (other.map { [$0] } ?? []))
    }
    return value
  }

  mutating func disjunction() throws -> TemplateExpression {
    var left = try conjunction()
    while take(.name("or")) {
      let right = try conjunction()
      left = try node(.or(left, right), [left, right])
    }
    return left
  }

  private mutating func conjunction() throws -> TemplateExpression {
    var left = try negation()
    while take(.name("and")) {
      let right = try negation()
      left = try node(.and(left, right), [left, right])
    }
    return left
  }

  private mutating func negation() throws -> TemplateExpression {
    var count = 0
    while take(.name("not")) { count += 1 }
    var value = try comparison()
    for _ in 0..<count { value = try node(.not(value), [value]) }
    return value
  }

  private mutating func comparison() throws -> TemplateExpression {
    let first = try sum()
    var others: [(sign: String, other: TemplateExpression)] = []
    while let sign = takeComparison() { others.append((sign, try sum())) }
    if others.isEmpty { return first }
    return try node(.comparison(first, others), [first] + others.map(\.other))
  }

  private mutating func takeComparison() -> String? {
    for sign in ["==", "!=", "<=", ">=", "<", ">"] where take(.symbol(sign)) { return sign }
    if take(.name("in")) { return "in" }
    if tokens.first?.kind == .name("not"), tokens.dropFirst().first?.kind == .name("in") {
      tokens.removeFirst(2)
      return "not in"
    }
    return nil
  }

  private mutating func sum() throws -> TemplateExpression {
    try chain(of: ["+", "-"]) { try $0.joining() }
  }

  private mutating func joining() throws -> TemplateExpression {
    try chain(of: ["~"]) { try $0.product() }
  }

  private mutating func product() throws -> TemplateExpression {
    try chain(of: ["*", "/", "//", "%", "**"]) { try $0.signed() }
  }

  private mutating func chain(
    of signs: [String], _ operand: (inout TemplateParser) throws -> TemplateExpression
  ) throws -> TemplateExpression {
    var left = try operand(&self)
    while case .symbol(let sign)? = tokens.first?.kind, signs.contains(sign) {
      tokens.removeFirst()
      let right = try operand(&self)
      left = try node(.binary(left, sign, right), [left, right])
    }
    return left
  }

  /// A number with signs before it, or what has filters and tests after it.
  private mutating func signed() throws -> TemplateExpression {
    var signs: [Bool] = []
    while true {
      if take(.symbol("-")) {
        signs.append(true)
      } else if take(.symbol("+")) {
        signs.append(false)
      } else {
        break
      }
    }
    var value = try accesses(to: try primary())
    for isNegative in signs.reversed() where isNegative {
      value = try node(.negative(value), [value])
    }
    return try filters(of: value)
  }
}
