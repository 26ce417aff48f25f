/// A value of a template while it runs.
enum TemplateValue: Sendable {
  /// What is not there, and what it was called.
  case undefined(String)
  case none
  case bool(Bool)
  case integer(Int)
  case text(String)
  /// A list or tuple.
  case list([TemplateValue])
  /// A dictionary, in the order of insertion, no key twice.
  case mapping([Member])
  /// A loop that runs: all its values, and which of them is next.
  case loop([TemplateValue], index: Int)
  /// A namespace, by its number in the evaluator.
  case namespace(Int)
  /// A macro, by its number in the evaluator.
  case macro(Int)
  case function(String)

  struct Member: Sendable {
    var key: String
    var value: TemplateValue
  }

  /// Whether a condition takes it for true.
  var isTrue: Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let bool): bool
    case .integer(let integer): integer != 0
    case .text(let text): !text.utf8.isEmpty
    case .list(let elements): !elements.isEmpty
    case .mapping(let members): !members.isEmpty
    case .loop, .namespace, .macro, .function: true
    }
  }

  /// The number, also of a truth value; `nil` for other values.
  var number: Int? {
    switch self {
    case .integer(let integer): integer
    case .bool(let bool): bool ? 1 : 0
    default: nil
    }
  }

  /// The text that an output writes; `nil` for values that would show as Python code.
  var written: String? {
    switch self {
    case .undefined: ""
    case .none: "None"
    case .bool(let bool): bool ? "True" : "False"
    case .integer(let integer): String(integer)
    case .text(let text): text
    default: nil
    }
  }

  var isUndefined: Bool { if case .undefined = self { true } else { false } }

  /// The kind of value, with an article.
  var noun: String {
    switch self {
    case .undefined(let name): "\(name), which is undefined"
    case .none: "none"
    case .bool: "true or false"
    case .integer: "a number"
    case .text: "a text"
    case .list: "a list"
    case .mapping: "a mapping"
    case .loop: "a loop"
    case .namespace: "a namespace"
    case .macro: "a macro"
    case .function: "a function"
    }
  }
}

extension [TemplateValue.Member] {
  /// The value of `key`.
  subscript(key: String) -> TemplateValue? {
    get { first { $0.key.isSame(as: key) }?.value }
    set {
      let index = firstIndex { $0.key.isSame(as: key) }
      switch (index, newValue) {
      case (let index?, let value?): self[index].value = value
      case (nil, let value?): append(TemplateValue.Member(key: key, value: value))
      case (let index?, nil): remove(at: index)
      case (nil, nil): break
      }
    }
  }
}
