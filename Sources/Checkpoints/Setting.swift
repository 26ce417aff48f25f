import JSONTree

/// One value of a model's configuration, wherever it was written.
enum Setting: Sendable, Equatable {
  case integer(Int)
  case number(Double)
  case text(String)
  case flag(Bool)
  case list([Setting])
  /// `null`: the key is there and says that there is no value.
  case none
  /// A value of another kind, as a noun.
  case other(String)

  var integer: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  var text: String? { if case .text(let value) = self { value } else { nil } }

  var flag: Bool? { if case .flag(let value) = self { value } else { nil } }

  /// The value as a person would write it.
  var spelled: String {
    switch self {
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .text(let value): "'\(value)'"
    case .flag(let value): String(value)
    case .list(let elements): "a list of \(elements.count)"
    case .none: "null"
    case .other(let noun): noun
    }
  }
}

extension Setting {
  /// The setting that a JSON value is.
  init(_ node: JSONNode) {
    switch node.content {
    case .null: self = .none
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string(let value): self = .text(value)
    case .bool(let value): self = .flag(value)
    case .array(let elements): self = .list(elements.map { Setting($0) })
    case .object: self = .other("an object")
    }
  }

  /// The setting that a GGUF value is.
  init(_ value: GGUFValue) {
    switch value {
    case .string(let text): self = .text(text)
    case .bool(let flag): self = .flag(flag)
    case .array(let elements): self = .list(elements.map { Setting($0) })
    // The decimal number that was rounded to single precision, not the double beside it.
    case .float32(let value): self = .number(Double(value.description) ?? Double(value))
    default:
      if let integer = value.integer {
        self = .integer(integer)
      } else {
        self = .number(value.double ?? .nan)
      }
    }
  }
}
