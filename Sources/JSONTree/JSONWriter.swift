extension JSONValue {
  /// How a value is laid out as text.
  public enum Layout: Sendable {
    /// No spaces, members in the order of the value.
    case compact
    /// No spaces, members sorted by the Unicode scalars of their keys: equal values give equal bytes.
    case canonical
    /// Members in the order of the value, a line each; arrays of plain values on one line.
    case indented
  }

  /// The JSON text, in UTF-8 and without a final line break.
  ///
  /// Doubles are written with the fewest digits that read back as the same double. `/` is not escaped.
  public func text(_ layout: Layout = .compact) -> String {
    var writer = JSONWriter(layout: layout)
    writer.append(self, depth: 0)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

private struct JSONWriter {
  let layout: JSONValue.Layout
  var bytes: [UInt8] = []

  mutating func append(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(String(value))
    case .number(let value): append(spelled(value))
    case .string(let value): appendQuoted(value)
    case .array(let elements): appendArray(elements, depth: depth)
    case .object(let members): appendObject(members, depth: depth)
    }
  }

  private mutating func appendArray(_ elements: [JSONValue], depth: Int) {
    let broken = layout == .indented && elements.contains { !$0.isPlain }
    append("[")
    for (index, element) in elements.enumerated() {
      if index > 0 { append(layout == .indented && !broken ? ", " : ",") }
      if broken { appendLineBreak(depth + 1) }
      append(element, depth: depth + 1)
    }
    if broken { appendLineBreak(depth) }
    append("]")
  }

  private mutating func appendObject(_ members: [JSONMember], depth: Int) {
    let ordered =
      layout == .canonical
      ? members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
      : members
    append("{")
    for (index, member) in ordered.enumerated() {
      if index > 0 { append(",") }
      if layout == .indented { appendLineBreak(depth + 1) }
      appendQuoted(member.key)
      append(layout == .indented ? ": " : ":")
      append(member.value, depth: depth + 1)
    }
    if layout == .indented, !members.isEmpty { appendLineBreak(depth) }
    append("}")
  }

  private mutating func appendLineBreak(_ depth: Int) {
    append("\n" + String(repeating: "  ", count: depth))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func appendQuoted(_ text: String) {
    append("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20: append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
      default: bytes.append(byte)
      }
    }
    append("\"")
  }

  private func spelled(_ value: Double) -> String {
    precondition(value.isFinite, "JSON has no spelling for \(value); use JSONValue.finite")
    // -0 and 0 are one value to a reader; and '1.0' reads better as '1'.
    if let integer = Int(exactly: value), abs(integer) < 1 << 53 { return String(integer) }
    return value.description
  }
}

extension JSONValue {
  fileprivate var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }
}
