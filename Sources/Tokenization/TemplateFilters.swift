import Diagnostics

extension TemplateEvaluator {
  static let filters = [
    "trim", "length", "count", "default", "d", "upper", "lower", "title", "capitalize", "string",
    "safe", "list", "first", "last", "join", "replace", "items", "tojson", "select", "reject",
    "selectattr", "rejectattr", "map",
  ]

  mutating func filter(_ value: TemplateValue, _ call: TemplateCall) throws -> TemplateValue {
    switch call.name {
    case "trim":
      return .text(try stripped(try text(of: value), try call.bound(to: ["chars"])[0]))
    case "upper", "lower", "title", "capitalize":
      return .text(try cased(try text(of: value), call.name))
    case "string", "safe": return .text(try text(of: value))
    case "replace": return .text(try replaced(try text(of: value), call))
    case "length", "count": return .integer(try length(of: value))
    case "default", "d":
      let values = try call.bound(to: ["default_value", "boolean"])
      let isMissing = value.isUndefined || (values[1]?.isTrue == true && !value.isTrue)
      return isMissing ? values[0] ?? .text("") : value
    case "tojson": return .text(try json(value, call))
    default: return try listFilter(value, call)
    }
  }

  private mutating func listFilter(_ value: TemplateValue, _ call: TemplateCall) throws
    -> TemplateValue
  {
    switch call.name {
    case "items":
      guard case .mapping(let members) = value else {
        if value.isUndefined { return .list([]) }
        throw failure("\(value.noun) has no members")
      }
      return try method(of: members, call)
    case "list": return .list(try elements(of: value))
    case "first": return try elements(of: value).first ?? .undefined("the first of nothing")
    case "last": return try elements(of: value).last ?? .undefined("the last of nothing")
    case "join": return .text(try joined(try elements(of: value), call))
    case "select", "reject", "selectattr", "rejectattr":
      return .list(
        try elements(of: value).filter { try isTested($0, call) == call.name.hasPrefix("select") })
    case "map":
      guard call.positional.isEmpty, case .text(let name)? = try call.bound(to: ["attribute"])[0]
      else {
        throw unsupported("'map' without 'attribute'")
      }
      return .list(try elements(of: value).map { try item(.text(name), of: $0) })
    default:
      throw Problem.templateUnsupported(
        "the filter '\(call.name)'", known: Self.filters, name: call.name, line: line)
    }
  }

  private func length(of value: TemplateValue) throws -> Int {
    if case .text(let text) = value { return text.unicodeScalars.count }
    return try elements(of: value).count
  }

  private mutating func joined(_ values: [TemplateValue], _ call: TemplateCall) throws -> String {
    let arguments = try call.bound(to: ["d", "attribute"])
    guard arguments[1] == nil else { throw unsupported("'attribute' of 'join'") }
    let separator = try text(of: arguments[0] ?? .text(""))
    var result = ""
    for (index, value) in values.enumerated() {
      let text = try text(of: value)
      try spend(separator.utf8.count + text.utf8.count)
      result += index == 0 ? text : separator + text
    }
    return result
  }

  /// Whether the test that a filter names holds for a value, or for its attribute.
  private mutating func isTested(_ value: TemplateValue, _ call: TemplateCall) throws -> Bool {
    guard call.named.isEmpty else { throw unsupported("a named value of '\(call.name)'") }
    var arguments = call.positional[...]
    var value = value
    if call.name.hasSuffix("attr") {
      guard let name = arguments.popFirst() else {
        throw failure("'\(call.name)' names no attribute")
      }
      value = try item(name, of: value)
    }
    guard let test = arguments.popFirst() else { return value.isTrue }
    guard case .text(let name) = test else { throw failure("\(test.noun) is no name of a test") }
    return try self.test(
      value, TemplateCall(name: name, positional: Array(arguments), named: [], line: line))
  }

  // MARK: Tests

  static let tests = [
    "defined", "undefined", "none", "string", "mapping", "sequence", "iterable", "number",
    "integer",
    "boolean", "true", "false", "equalto", "eq", "ne", "in", "odd", "even",
  ]

  mutating func test(_ value: TemplateValue, _ call: TemplateCall) throws -> Bool {
    switch (call.name, value) {
    case ("defined", _): return !value.isUndefined
    case ("undefined", _): return value.isUndefined
    case ("none", .none), ("string", .text), ("mapping", .mapping), ("true", .bool(true)),
      ("false", .bool(false)), ("boolean", .bool), ("integer", .integer), ("number", .integer),
      ("number", .bool):
      return true
    case ("none", _), ("string", _), ("mapping", _), ("true", _), ("false", _), ("boolean", _),
      ("integer", _), ("number", _):
      return false
    case ("sequence", .list), ("sequence", .text), ("sequence", .mapping), ("sequence", .undefined),
      ("iterable", .list), ("iterable", .text), ("iterable", .mapping), ("iterable", .undefined),
      ("iterable", .loop):
      return true
    case ("sequence", _), ("iterable", _): return false
    case ("equalto", _), ("eq", _), ("==", _): return try holds(value, "==", try other(call))
    case ("ne", _), ("!=", _): return try holds(value, "!=", try other(call))
    case ("in", _): return try holds(value, "in", try other(call))
    case ("odd", _), ("even", _):
      guard let number = value.number else { throw failure("\(value.noun) is no number") }
      return number.isMultiple(of: 2) == (call.name == "even")
    default:
      throw Problem.templateUnsupported(
        "the test '\(call.name)'", known: Self.tests, name: call.name, line: line)
    }
  }

  private func other(_ call: TemplateCall) throws -> TemplateValue {
    guard let other = try call.bound(to: ["other"])[0] else {
      throw failure("'\(call.name)' is given nothing to compare with")
    }
    return other
  }
}
