import Diagnostics

/// Runs the statements of a template.
///
/// The language is the part of Jinja that chat templates are written in, with Python's rules for its
/// values. Whatever goes beyond it is a `Problem` when it is reached, never a guess. A run ends: loops go
/// over values that exist, macros call one another to a small depth, and all work is counted.
struct TemplateEvaluator {
  /// Variables, the innermost last.
  private var scopes: [[String: TemplateValue]]
  var namespaces: [[TemplateValue.Member]] = []
  private var macros: [(macro: TemplateStatement.Macro, scopes: Int)] = []
  private var callDepth = 0
  var output = ""
  /// The line of the statement that runs, from 1.
  var line = 1
  private var budget: Int

  private static let deepestCall = 20
  private static let costOfIteration = 100
  /// The work of an element of a list, beside the expression that gives it.
  static let costOfElement = 20

  /// The template itself refuses the conversation, with this message.
  struct Refusal: Error { let message: String }

  enum Flow { case next, leaveLoop, nextOfLoop }

  /// - Parameters:
  ///   - variables: What the template is given.
  ///   - budget: How much work it may do, in bytes of text read or written.
  init(variables: [String: TemplateValue], budget: Int) {
    scopes = [variables, [:]]
    self.budget = budget
  }

  /// Counts work: of each expression, and of the texts that it reads and writes.
  mutating func spend(_ amount: Int) throws {
    budget -= min(amount, budget + 1)
    if budget < 0 { throw Problem.templateEndless(line: line) }
  }

  mutating func run(_ statements: [TemplateStatement]) throws -> Flow {
    for statement in statements {
      line = statement.line
      let flow = try run(statement)
      if flow != .next { return flow }
    }
    return .next
  }

  private mutating func run(_ statement: TemplateStatement) throws -> Flow {
    switch statement.kind {
    case .text(let text): try write(text)
    case .output(let expression): try write(try text(of: try value(of: expression)))
    case .branches(let branches): return try run(branches)
    case .loop(let loop): try run(loop)
    case .set(let names, let expression): try set(names, to: try value(of: expression))
    case .setAttribute(let name, let attribute, let expression):
      try setAttribute(attribute, of: name, to: try value(of: expression))
    case .capture(let name, let body):
      set(name, to: .text(try captured { try $0.runScoped(body) }))
    case .macro(let macro):
      macros.append((macro, scopes.count))
      set(macro.name, to: .macro(macros.count - 1))
    case .scope(let body): return try runScoped(body)
    case .leaveLoop: return .leaveLoop
    case .nextOfLoop: return .nextOfLoop
    }
    return .next
  }

  private mutating func write(_ text: String) throws {
    try spend(text.utf8.count)
    output += text
  }

  private mutating func run(_ branches: [TemplateStatement.Branch]) throws -> Flow {
    for branch in branches {
      line = branch.line
      if let condition = branch.condition, try !value(of: condition).isTrue { continue }
      return try run(branch.body)
    }
    return .next
  }

  @discardableResult
  private mutating func runScoped(
    _ body: [TemplateStatement], _ variables: [String: TemplateValue] = [:]
  ) throws -> Flow {
    scopes.append(variables)
    let flow = try run(body)
    scopes.removeLast()
    return flow
  }

  /// The text that `body` writes.
  private mutating func captured(_ body: (inout Self) throws -> Flow) throws -> String {
    let outer = output
    output = ""
    _ = try body(&self)
    defer { output = outer }
    return output
  }
}

// MARK: - Variables

extension TemplateEvaluator {
  /// The value of a variable.
  func variable(_ name: String) -> TemplateValue {
    for scope in scopes.reversed() { if let value = scope[name] { return value } }
    let functions = ["range", "namespace", "dict", "raise_exception"]
    return functions.contains(name) ? .function(name) : .undefined("'\(name)'")
  }

  private mutating func set(_ name: String, to value: TemplateValue) {
    scopes[scopes.count - 1][name] = value
  }

  private mutating func set(_ names: [String], to value: TemplateValue) throws {
    for (name, value) in try unpacked(value, names) { set(name, to: value) }
  }

  /// One value for each name.
  private func unpacked(_ value: TemplateValue, _ names: [String]) throws
    -> [(String, TemplateValue)]
  {
    if names.count == 1 { return [(names[0], value)] }
    guard case .list(let elements) = value, elements.count == names.count else {
      throw failure("\(value.noun) is not \(names.count) values for \(names.count) variables")
    }
    return Array(zip(names, elements))
  }

  private mutating func setAttribute(
    _ attribute: String, of name: String, to value: TemplateValue
  ) throws {
    guard case .namespace(let index) = variable(name) else {
      throw failure("'\(name)' is no namespace, so its '\(attribute)' cannot be set")
    }
    namespaces[index][attribute] = value
  }
}

// MARK: - Loops and macros

extension TemplateEvaluator {
  private mutating func run(_ loop: TemplateStatement.Loop) throws {
    let start = line
    var values = try elements(of: try value(of: loop.values))
    if let condition = loop.condition {
      values = try values.filter { element in
        scopes.append(Dictionary(try unpacked(element, loop.targets)) { $1 })
        defer { scopes.removeLast() }
        return try value(of: condition).isTrue
      }
    }
    for (index, element) in values.enumerated() {
      line = start
      try spend(Self.costOfIteration)
      var variables = Dictionary(try unpacked(element, loop.targets)) { $1 }
      variables["loop"] = .loop(values, index: index)
      if try runScoped(loop.body, variables) == .leaveLoop { break }
    }
    if values.isEmpty { try runScoped(loop.otherwise) }
  }

  /// The text that a macro writes.
  mutating func call(_ index: Int, _ arguments: TemplateCall) throws -> TemplateValue {
    let (macro, depth) = macros[index]
    guard callDepth < Self.deepestCall else {
      throw failure("macros call one another more than \(Self.deepestCall) deep")
    }
    let given = try arguments.bound(to: macro.parameters.map(\.name))
    let outer = (scopes: scopes, line: line)
    callDepth += 1
    scopes = Array(scopes.prefix(depth))
    scopes.append([:])
    for (parameter, value) in zip(macro.parameters, given) {
      // A standard value may name the parameters before it.
      set(
        parameter.name,
        to: try value ?? parameter.standard.map { try self.value(of: $0) }
          ?? .undefined("'\(parameter.name)'"))
    }
    let text = try captured { try $0.run(macro.body) }
    callDepth -= 1
    (scopes, line) = outer
    return .text(text)
  }
}
