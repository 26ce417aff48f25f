import Diagnostics

/// Python's operators on the values that templates have.
extension TemplateEvaluator {
  func negative(_ value: TemplateValue) throws -> TemplateValue {
    if value.isUndefined { throw undefined(value) }
    guard let number = value.number else { throw failure("\(value.noun) has no negative") }
    return .integer(try exact((0).subtractingReportingOverflow(number)))
  }

  mutating func binary(
    _ left: TemplateValue, _ sign: String, _ right: TemplateValue
  ) throws -> TemplateValue {
    if sign == "~" {
      let (left, right) = (try text(of: left), try text(of: right))
      try spend(left.utf8.count + right.utf8.count)
      return .text(left + right)
    }
    for side in [left, right] where side.isUndefined { throw undefined(side) }
    if let left = left.number, let right = right.number { return try number(left, sign, right) }
    switch (left, sign, right) {
    case (.text(let left), "+", .text(let right)):
      try spend(left.utf8.count + right.utf8.count)
      return .text(left + right)
    case (.list(let left), "+", .list(let right)):
      try spend(Self.costOfElement * (left.count + right.count))
      return .list(left + right)
    case (_, "*", _): return try repeated(left, right)
    default: throw failure("'\(sign)' does not work on \(left.noun) and \(right.noun)")
    }
  }

  private func number(_ left: Int, _ sign: String, _ right: Int) throws -> TemplateValue {
    switch sign {
    case "+": return .integer(try exact(left.addingReportingOverflow(right)))
    case "-": return .integer(try exact(left.subtractingReportingOverflow(right)))
    case "*": return .integer(try exact(left.multipliedReportingOverflow(by: right)))
    case "//", "%":
      guard right != 0 else { throw failure("a number is divided by zero") }
      let quotient = try exact(left.dividedReportingOverflow(by: right))
      // Python rounds down, Swift towards zero.
      let isRounded = left % right != 0 && (left < 0) != (right < 0)
      let floor = isRounded ? quotient - 1 : quotient
      return .integer(sign == "//" ? floor : left - floor * right)
    default: throw unsupported("the operator '\(sign)'")
    }
  }

  private func exact(_ result: (partialValue: Int, overflow: Bool)) throws -> Int {
    guard !result.overflow else { throw failure("a number is too large") }
    return result.partialValue
  }

  private mutating func repeated(_ left: TemplateValue, _ right: TemplateValue) throws
    -> TemplateValue
  {
    guard let count = right.number.map({ max(0, $0) }) else {
      guard left.number != nil else {
        throw failure("'*' does not work on \(left.noun) and \(right.noun)")
      }
      return try repeated(right, left)
    }
    switch left {
    case .text(let text):
      try spend(text.utf8.count.multipliedCapped(by: count))
      return .text(text.utf8.isEmpty ? "" : String(repeating: text, count: count))
    case .list(let elements):
      try spend((Self.costOfElement * elements.count).multipliedCapped(by: count))
      return .list(
        elements.isEmpty ? [] : (0..<count).flatMap { _ in elements })
    default: throw failure("'*' does not work on \(left.noun) and \(right.noun)")
    }
  }

  // MARK: Comparisons

  mutating func holds(_ left: TemplateValue, _ sign: String, _ right: TemplateValue) throws -> Bool
  {
    switch sign {
    case "==": return try equal(left, right)
    case "!=": return try !equal(left, right)
    case "in": return try contains(right, left)
    case "not in": return try !contains(right, left)
    default:
      for side in [left, right] where side.isUndefined { throw undefined(side) }
      if let left = left.number, let right = right.number { return ordered(left, sign, right) }
      guard case .text(let left) = left, case .text(let right) = right else {
        throw failure("'\(sign)' does not work on \(left.noun) and \(right.noun)")
      }
      // UTF-8 sorts as code points do.
      let isLess = left.utf8.lexicographicallyPrecedes(right.utf8)
      return ordered(isLess ? -1 : left.isSame(as: right) ? 0 : 1, sign, 0)
    }
  }

  private func ordered(_ left: Int, _ sign: String, _ right: Int) -> Bool {
    switch sign {
    case "<": left < right
    case "<=": left <= right
    case ">": left > right
    default: left >= right
    }
  }

  mutating func equal(_ left: TemplateValue, _ right: TemplateValue) throws -> Bool {
    try spend(1)
    if let left = left.number, let right = right.number { return left == right }
    switch (left, right) {
    case (.undefined, .undefined), (.none, .none): return true
    case (.text(let left), .text(let right)):
      guard left.utf8.count == right.utf8.count else { return false }
      try spend(left.utf8.count)
      return left.isSame(as: right)
    case (.list(let left), .list(let right)):
      return try left.count == right.count
        && zip(left, right).allSatisfy { try equal($0, $1) }
    case (.mapping(let left), .mapping(let right)):
      guard left.count == right.count else { return false }
      try spend(left.count.multipliedCapped(by: left.count))
      return try left.allSatisfy { member in
        try right[member.key].map { try equal(member.value, $0) } ?? false
      }
    case (.namespace(let left), .namespace(let right)): return left == right
    default: return false
    }
  }

  private mutating func contains(_ container: TemplateValue, _ value: TemplateValue) throws -> Bool
  {
    switch (container, value) {
    case (.undefined, _): return false
    case (.text(let text), .text(let part)): return try firstIndex(of: part, in: text) != nil
    case (.list(let elements), _): return try elements.contains { try equal($0, value) }
    case (.mapping(let members), .text(let key)):
      try spend(members.count)
      return members[key] != nil
    default: throw failure("'in' does not work on \(value.noun) and \(container.noun)")
    }
  }

  /// Where `part` begins in `text`, in code points.
  mutating func firstIndex(of part: String, in text: String) throws -> Int? {
    try spendSearch(part, in: text)
    return part.utf8.isEmpty ? 0 : text.scalars.firstIndex(of: part.scalars)
  }

  /// Counts a search, which in the worst case looks at each of both together.
  mutating func spendSearch(_ part: String, in text: String) throws {
    try spend(part.utf8.count.multipliedCapped(by: text.utf8.count) / 16)
  }
}

extension Int {
  /// The product, or `Int.max` where it is larger.
  func multipliedCapped(by other: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows ? .max : product
  }
}
