import Diagnostics

extension TemplateEvaluator {
  /// The work of an expression that reads and writes no text.
  private static let costOfExpression = 20
  private static let deepestValue = 50

  /// The value of an expression. What texts are read is counted here, as each is some expression's value.
  mutating func value(of expression: TemplateExpression) throws -> TemplateValue {
    let value = try computed(expression)
    if case .text(let text) = value {
      try spend(Self.costOfExpression + text.utf8.count)
    } else {
      try spend(Self.costOfExpression)
    }
    return value
  }

  private mutating func computed(_ expression: TemplateExpression) throws -> TemplateValue {
    switch expression.kind {
    case .literal(let value): return value
    case .name(let name): return variable(name)
    case .list(let elements): return try nested(.list(try elements.map { try value(of: $0) }))
    case .mapping(let members): return try mapping(members)
    case .attribute(let object, let name): return try attribute(name, of: try value(of: object))
    case .item(let object, let index):
      return try item(try value(of: index), of: try value(of: object))
    case .slice(let object, let from, let to, let step):
      return try slice(try value(of: object), try bound(from), try bound(to), try bound(step))
    case .call(let function, let arguments): return try call(function, arguments)
    case .filter(let operand, let name, let arguments):
      let operand = try value(of: operand)
      return try filter(operand, try call(name, arguments))
    case .test(let operand, let name, let arguments):
      let operand = try value(of: operand)
      return .bool(try test(operand, try call(name, arguments)))
    default: return try operation(expression)
    }
  }

  private mutating func operation(_ expression: TemplateExpression) throws -> TemplateValue {
    switch expression.kind {
    case .not(let operand): return .bool(try !value(of: operand).isTrue)
    case .negative(let operand): return try negative(try value(of: operand))
    case .binary(let left, let sign, let right):
      return try binary(try value(of: left), sign, try value(of: right))
    case .comparison(let first, let others): return try comparison(first, others)
    case .and(let left, let right):
      let left = try value(of: left)
      return left.isTrue ? try value(of: right) : left
    case .or(let left, let right):
      let left = try value(of: left)
      return left.isTrue ? left : try value(of: right)
    case .choice(let chosen, let condition, let other):
      if try value(of: condition).isTrue { return try value(of: chosen) }
      return try other.map { try value(of: $0) } ?? .undefined("a choice without 'else'")
    default: return .none
    }
  }

  private mutating func mapping(
    _ members: [(key: TemplateExpression, value: TemplateExpression)]
  ) throws -> TemplateValue {
    var result: [TemplateValue.Member] = []
    for (key, value) in members {
      guard case .text(let key) = try self.value(of: key) else {
        throw unsupported("a mapping whose keys are no texts")
      }
      try spend(result.count)
      result[key] = try self.value(of: value)
    }
    return try nested(.mapping(result))
  }

  /// `value`, if it is not nested so deep that a walk through it could overflow the stack.
  mutating func nested(_ value: TemplateValue, depth: Int = 0) throws -> TemplateValue {
    guard depth < Self.deepestValue else {
      throw failure("values are nested deeper than \(Self.deepestValue)")
    }
    switch value {
    case .list(let elements), .loop(let elements, _):
      try spend(Self.costOfElement * elements.count)
      for element in elements { _ = try nested(element, depth: depth + 1) }
    case .mapping(let members):
      try spend(Self.costOfElement * members.count)
      for member in members { _ = try nested(member.value, depth: depth + 1) }
    default: break
    }
    return value
  }

  private mutating func bound(_ expression: TemplateExpression?) throws -> Int? {
    guard let expression else { return nil }
    let value = try value(of: expression)
    if case .none = value { return nil }
    guard let number = value.number else { throw failure("\(value.noun) is no bound of a slice") }
    return number
  }

  private mutating func comparison(
    _ first: TemplateExpression, _ others: [(sign: String, other: TemplateExpression)]
  ) throws -> TemplateValue {
    var left = try value(of: first)
    for (sign, other) in others {
      let right = try value(of: other)
      guard try holds(left, sign, right) else { return .bool(false) }
      left = right
    }
    return .bool(true)
  }

  // MARK: Calls

  /// Arguments with their values.
  private mutating func call(_ name: String, _ arguments: TemplateArguments) throws -> TemplateCall
  {
    TemplateCall(
      name: name, positional: try arguments.positional.map { try value(of: $0) },
      named: try arguments.named.map { ($0.name, try value(of: $0.value)) }, line: line)
  }

  private mutating func call(
    _ function: TemplateExpression, _ arguments: TemplateArguments
  ) throws -> TemplateValue {
    if case .attribute(let object, let name) = function.kind {
      let object = try value(of: object)
      let call = try call(name, arguments)
      switch object {
      case .text(let text): return try method(of: text, call)
      case .mapping(let members): return try method(of: members, call)
      case .loop(let values, let index):
        if name == "cycle", !call.positional.isEmpty {
          return call.positional[index % call.positional.count]
        }
        throw unsupported("the method '\(name)' of \(TemplateValue.loop(values, index: 0).noun)")
      case .undefined: throw undefined(object)
      default: throw unsupported("the method '\(name)' of \(object.noun)")
      }
    }
    let callee = try value(of: function)
    switch callee {
    case .function(let name): return try self.function(try call(name, arguments))
    case .macro(let index): return try self.call(index, try call("macro", arguments))
    case .undefined("'strftime_now'"): throw Problem.templateAsksForTime(line: line)
    case .undefined: throw undefined(callee)
    default: throw failure("\(callee.noun) cannot be called")
    }
  }

  // MARK: Problems

  func failure(_ what: String) -> Problem { .templateFails(what, line: line) }

  func unsupported(_ what: String) -> Problem { .templateUnsupported(what, line: line) }

  func undefined(_ value: TemplateValue) -> Problem {
    if case .undefined(let name) = value { return failure("\(name) is undefined") }
    return failure("\(value.noun) has no such value")
  }

  /// The text that an output of `value` writes.
  func text(of value: TemplateValue) throws -> String {
    guard let text = value.written else {
      throw unsupported("\(value.noun) where a text is written")
    }
    return text
  }
}

/// A function, method, filter or test, and what it is given.
struct TemplateCall {
  let name: String
  var positional: [TemplateValue]
  var named: [(name: String, value: TemplateValue)]
  let line: Int

  /// The value of each parameter; `nil` for those that nothing is given for.
  func bound(to parameters: [String]) throws -> [TemplateValue?] {
    guard positional.count <= parameters.count else {
      throw Problem.templateFails(
        "'\(name)' takes at most \(parameters.count) values and is given \(positional.count)",
        line: line)
    }
    var values: [TemplateValue?] = positional.map { $0 }
    values += [TemplateValue?](repeating: nil, count: parameters.count - positional.count)
    for (key, value) in named {
      guard let index = parameters.firstIndex(of: key), values[index] == nil else {
        throw Problem.templateUnsupported("'\(key)' of '\(name)'", line: line)
      }
      values[index] = value
    }
    return values
  }
}
