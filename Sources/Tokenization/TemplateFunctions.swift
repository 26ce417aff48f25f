import Diagnostics

/// Functions, and methods of texts and mappings.
extension TemplateEvaluator {
  mutating func function(_ call: TemplateCall) throws -> TemplateValue {
    switch call.name {
    case "raise_exception":
      let message = try call.bound(to: ["message"])[0]
      throw Refusal(message: try text(of: message ?? .none))
    case "namespace", "dict":
      guard call.positional.isEmpty else { throw unsupported("a value of '\(call.name)'") }
      var members: [TemplateValue.Member] = []
      for (name, value) in call.named { members[name] = value }
      if call.name == "dict" { return try nested(.mapping(members)) }
      namespaces.append(members)
      return .namespace(namespaces.count - 1)
    default: return try range(call)
    }
  }

  private mutating func range(_ call: TemplateCall) throws -> TemplateValue {
    let bounds = try call.positional.map { value in
      guard let number = value.number else { throw failure("\(value.noun) is no bound of a range") }
      return number
    }
    guard call.named.isEmpty, (1...3).contains(bounds.count) else {
      throw failure("'range' takes one to three numbers")
    }
    let step = bounds.count == 3 ? bounds[2] : 1
    guard step != 0 else { throw failure("the step of a range is zero") }
    let values = stride(
      from: bounds.count == 1 ? 0 : bounds[0], to: bounds.count == 1 ? bounds[0] : bounds[1],
      by: step)
    var result: [TemplateValue] = []
    for value in values {
      try spend(Self.costOfElement)
      result.append(.integer(value))
    }
    return .list(result)
  }

  mutating func method(
    of members: [TemplateValue.Member], _ call: TemplateCall
  ) throws -> TemplateValue {
    switch call.name {
    case "get":
      let values = try call.bound(to: ["key", "default"])
      guard case .text(let key)? = values[0] else { throw failure("'get' takes the name of a key") }
      return members[key] ?? values[1] ?? .none
    case "items": return .list(members.map { .list([.text($0.key), $0.value]) })
    case "keys": return .list(members.map { .text($0.key) })
    case "values": return .list(members.map(\.value))
    default: throw unsupported("the method '\(call.name)' of a mapping")
    }
  }

  static let textMethods = [
    "strip", "lstrip", "rstrip", "split", "startswith", "endswith", "replace", "upper", "lower",
    "title", "capitalize",
  ]

  mutating func method(of text: String, _ call: TemplateCall) throws -> TemplateValue {
    switch call.name {
    case "strip", "lstrip", "rstrip":
      return .text(
        try stripped(
          text, try call.bound(to: ["chars"])[0], left: call.name != "rstrip",
          right: call.name != "lstrip"))
    case "split": return try split(text, call)
    case "startswith", "endswith":
      let parts = try elementsOrOne(try call.bound(to: ["part"])[0])
      return .bool(
        try parts.contains { part in
          try spend(part.utf8.count)
          return call.name == "startswith"
            ? text.utf8.starts(with: part.utf8)
            : text.utf8.reversed().starts(with: part.utf8.reversed())
        })
    case "replace": return .text(try replaced(text, call))
    case "upper", "lower", "title", "capitalize":
      return .text(try cased(text, call.name))
    default: throw unsupported("the method '\(call.name)' of a text")
    }
  }

  private func elementsOrOne(_ value: TemplateValue?) throws -> [String] {
    var values: [TemplateValue] = []
    if case .list(let elements)? = value {
      values = elements
    } else if let value {
      values = [value]
    }
    return try values.map { value in
      guard case .text(let text) = value else {
        throw failure("\(value.noun) begins or ends no text")
      }
      return text
    }
  }

  /// `text` without white space, or without the characters of `characters`, at its ends.
  func stripped(
    _ text: String, _ characters: TemplateValue?, left: Bool = true, right: Bool = true
  ) throws -> String {
    switch characters {
    case nil, .some(.none): return String(text.scalars.stripped(left: left, right: right))
    case .text(let set):
      let set = Set(set.unicodeScalars)
      return String(text.scalars.stripped(left: left, right: right) { set.contains($0) })
    case .some(let other): throw failure("\(other.noun) is no set of characters")
    }
  }

  private mutating func split(_ text: String, _ call: TemplateCall) throws -> TemplateValue {
    let values = try call.bound(to: ["sep", "maxsplit"])
    let limit = values[1]?.number ?? -1
    let separator: String
    switch values[0] {
    case .text(let text)?: separator = text
    case nil, .some(.none):
      guard limit < 0 else { throw unsupported("'maxsplit' of 'split' without a separator") }
      let words = text.scalars.split(whereSeparator: \.isPythonSpace)
      return .list(words.map { .text(String($0)) })
    case let other?: throw failure("'split' is given \(other.noun)")
    }
    guard !separator.utf8.isEmpty else { throw failure("'split' is given an empty separator") }
    try spendSearch(separator, in: text)
    let parts = text.scalars.parts(between: separator.scalars, limit: limit < 0 ? .max : limit)
    return .list(parts.map { .text(String($0)) })
  }

  /// `text` with one part replaced by another.
  mutating func replaced(_ text: String, _ call: TemplateCall) throws -> String {
    let values = try call.bound(to: ["old", "new", "count"])
    guard case .text(let old)? = values[0], case .text(let new)? = values[1] else {
      throw failure("'replace' takes two texts")
    }
    guard !old.utf8.isEmpty else { throw unsupported("'replace' of an empty text") }
    try spendSearch(old, in: text)
    let limit = values[2]?.number ?? -1
    let parts = text.scalars.parts(between: old.scalars, limit: limit < 0 ? .max : limit)
    try spend(new.utf8.count.multipliedCapped(by: parts.count))
    let added = new.scalars
    var result = parts[0]
    for part in parts.dropFirst() { result += added + part }
    return String(result)
  }

  /// `text` in capitals, small letters, capitals at the start of each word, or of the text.
  func cased(_ text: String, _ name: String) throws -> String {
    switch name {
    case "upper": return text.uppercased()
    case "lower": return text.lowercased()
    default:
      var result = ""
      var isInside = false
      for scalar in text.unicodeScalars {
        let properties = scalar.properties
        result += isInside ? properties.lowercaseMapping : properties.titlecaseMapping
        isInside = name == "capitalize" || properties.isCased
      }
      return result
    }
  }
}
