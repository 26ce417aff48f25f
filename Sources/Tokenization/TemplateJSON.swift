import Diagnostics

extension TemplateEvaluator {
  private static let widestIndent = 16

  /// The JSON text of a value, spaced as `json.dumps` of Python spaces it.
  mutating func json(_ value: TemplateValue, _ call: TemplateCall) throws -> String {
    let arguments = try call.bound(to: ["ensure_ascii", "indent"])
    if let escapes = arguments[0], escapes.isTrue {
      throw unsupported("'ensure_ascii' of 'tojson'")
    }
    let indent: Int?
    switch arguments[1] {
    case nil, .some(.none): indent = nil
    case .integer(let width) where (0...Self.widestIndent).contains(width): indent = width
    default: throw unsupported("an indent of 'tojson' other than 0 to \(Self.widestIndent)")
    }
    return try json(value, indent: indent, depth: 0)
  }

  private mutating func json(_ value: TemplateValue, indent: Int?, depth: Int) throws -> String {
    switch value {
    case .none: return "null"
    case .bool(let bool): return bool ? "true" : "false"
    case .integer(let integer): return String(integer)
    case .text(let text): return try quoted(text)
    case .list(let elements):
      let parts = try elements.map { try json($0, indent: indent, depth: depth + 1) }
      return try enclosed(parts, "[", "]", indent: indent, depth: depth)
    case .mapping(let members):
      let parts = try members.map { member in
        try quoted(member.key) + ": " + json(member.value, indent: indent, depth: depth + 1)
      }
      return try enclosed(parts, "{", "}", indent: indent, depth: depth)
    default: throw failure("\(value.noun) has no JSON")
    }
  }

  private mutating func enclosed(
    _ parts: [String], _ open: String, _ close: String, indent: Int?, depth: Int
  ) throws -> String {
    if parts.isEmpty { return open + close }
    var separator = ", "
    var (start, end) = (open, close)
    if let indent {
      let outer = "\n" + String(repeating: " ", count: indent * depth)
      let inner = outer + String(repeating: " ", count: indent)
      separator = "," + inner
      (start, end) = (open + inner, outer + close)
    }
    let text = start + parts.joined(separator: separator) + end
    try spend(text.utf8.count)
    return text
  }

  private mutating func quoted(_ text: String) throws -> String {
    try spend(text.utf8.count)
    let short: [Unicode.Scalar: String] = [
      "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{8}": "\\b",
      "\u{C}": "\\f",
    ]
    var result = "\""
    for scalar in text.unicodeScalars {
      if let escape = short[scalar] {
        result += escape
      } else if scalar.value < 0x20 {
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
