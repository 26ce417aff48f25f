import Diagnostics

/// A recursive-descent parser over the bytes of one document.
struct JSONParser {
  let bytes: [UInt8]
  private let allowsNonFinite: Bool
  private var position = 0
  private var depth = 0
  private static let deepest = 256

  init(bytes: [UInt8], allowsNonFinite: Bool) {
    self.bytes = bytes
    self.allowsNonFinite = allowsNonFinite
  }

  mutating func document() throws -> JSONNode {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    // Every JSON text begins with an ASCII character, of which UTF-16 has a byte of 0.
    guard !bytes.prefix(2).contains(0), !bytes.starts(with: [0xFF, 0xFE]),
      !bytes.starts(with: [0xFE, 0xFF])
    else { throw problem("The text is not in UTF-8.", remedy: "Save the file in UTF-8.") }
    let root = try value(.root)
    skipSpace()
    guard position == bytes.count else {
      throw problem(
        "The JSON text goes on after its value.",
        remedy: "Remove what follows.")
    }
    return root
  }

  private mutating func value(_ path: JSONPath) throws -> JSONNode {
    skipSpace()
    let start = position
    guard position < bytes.count else {
      throw problem(
        "The JSON text ends where a value should be.",
        remedy: "Complete the file.")
    }
    let content: JSONNode.Content
    switch bytes[position] {
    case UInt8(ascii: "{"): content = try object(path)
    case UInt8(ascii: "["): content = try array(path)
    case UInt8(ascii: "\""): content = .string(try string())
    case UInt8(ascii: "t"): content = try word("true", .bool(true))
    case UInt8(ascii: "f"): content = try word("false", .bool(false))
    case UInt8(ascii: "n"): content = try word("null", .null)
    default: content = takeNonFinite() ? .null : try number()
    }
    return JSONNode(content: content, offset: start, path: path)
  }

  private mutating func object(_ path: JSONPath) throws -> JSONNode.Content {
    try descend()
    defer { depth -= 1 }
    position += 1
    var members: [JSONNode.Member] = []
    var seen: Set<KeyBytes> = []
    let container = JSONPath.Container(path)
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipSpace()
      let start = position
      guard peek() == UInt8(ascii: "\"") else {
        throw problem(
          "A key in double quotes is missing.",
          remedy: "Write \"key\": value; no comma may stand before '}'.")
      }
      let key = try string()
      let inner = JSONPath(step: .key(key), container: container)
      guard seen.insert(KeyBytes(key: key)).inserted else {
        throw Problem(
          "The key '\(key)' stands twice in one object.",
          at: Place(pointer: inner.pointer, byteOffset: start), remedy: "Keep one of the two.")
      }
      skipSpace()
      guard take(UInt8(ascii: ":")) else {
        throw problem(
          "A ':' is missing after the key '\(key)'.",
          remedy: "Write \"\(key)\": value.")
      }
      members.append(.init(key: key, keyOffset: start, value: try value(inner)))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else {
      throw problem(
        "A ',' or '}' is missing in an object.",
        remedy: "Separate members by ',' and close with '}'.")
    }
    return .object(members)
  }

  private mutating func array(_ path: JSONPath) throws -> JSONNode.Content {
    try descend()
    defer { depth -= 1 }
    position += 1
    var elements: [JSONNode] = []
    let container = JSONPath.Container(path)
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array([]) }
    repeat {
      elements.append(
        try value(JSONPath(step: .index(elements.count), container: container)))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else {
      throw problem(
        "A ',' or ']' is missing in an array.",
        remedy: "Separate elements by ',' and close with ']'.")
    }
    return .array(elements)
  }

  private mutating func word(_ word: String, _ content: JSONNode.Content) throws -> JSONNode.Content
  {
    guard bytes[position...].starts(with: word.utf8) else {
      throw noValue()
    }
    position += word.utf8.count
    return content
  }

  private mutating func descend() throws {
    depth += 1
    guard depth <= Self.deepest else {
      throw problem(
        "The JSON text is nested deeper than \(Self.deepest) levels.",
        remedy: "Flatten it.")
    }
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  private func noValue() -> Problem {
    problem(
      "A JSON value cannot begin so.",
      remedy: "Write a value: text in double quotes, a number, true, false, null, [ or {.")
  }

  private func problem(_ summary: String, remedy: String) -> Problem {
    Problem(summary, at: Place(byteOffset: position), remedy: remedy)
  }
}

/// A key that equals another only by its bytes: to `String`, canonically equivalent spellings are equal.
private struct KeyBytes: Hashable {
  let key: String

  static func == (a: KeyBytes, b: KeyBytes) -> Bool { a.key.utf8.elementsEqual(b.key.utf8) }

  func hash(into hasher: inout Hasher) {
    for byte in key.utf8 { hasher.combine(byte) }
  }
}

// MARK: - Strings and numbers

extension JSONParser {
  private mutating func string() throws -> String {
    let opening = position
    position += 1
    var text: [UInt8] = []
    while true {
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: "\""),
        bytes[position] != UInt8(ascii: "\\"), bytes[position] >= 0x20
      {
        position += 1
      }
      text.append(contentsOf: bytes[start..<position])
      guard let byte = peek() else {
        throw Problem(
          "A string is never closed.", at: Place(byteOffset: opening),
          remedy: "Add the closing double quote.")
      }
      if byte == UInt8(ascii: "\"") { break }
      guard byte == UInt8(ascii: "\\") else {
        throw problem(
          "A string holds a control character.",
          remedy: "Write it as an escape such as \\n or \\t.")
      }
      try appendEscape(to: &text)
    }
    position += 1
    guard let string = String(validating: text, as: UTF8.self) else {
      throw Problem(
        "A string is not valid UTF-8.", at: Place(byteOffset: opening),
        remedy: "Save the file in UTF-8.")
    }
    return string
  }

  private mutating func appendEscape(to text: inout [UInt8]) throws {
    let start = position
    position += 1
    guard let letter = peek() else { return }  // the caller reports the open string
    position += 1
    switch letter {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "u"): text.append(contentsOf: try unicodeEscape(from: start))
    default:
      position = start
      throw problem(
        "A string holds an unknown escape.",
        remedy: "Escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX.")
    }
  }

  /// Reads the digits after `\u`, and the low half of a surrogate pair.
  ///
  /// A lone surrogate becomes U+FFFD, because published data sets hold such strings.
  private mutating func unicodeEscape(from start: Int) throws -> [UInt8] {
    let unit = try hexadecimal(from: start)
    if UTF16.isLeadSurrogate(unit), bytes[position...].starts(with: [0x5C, 0x75]) {
      let back = position
      position += 2
      let low = try hexadecimal(from: back)
      if UTF16.isTrailSurrogate(low) {
        return Array(String(decoding: [unit, low], as: UTF16.self).utf8)
      }
      position = back
    }
    return Array(String(decoding: [unit], as: UTF16.self).utf8)
  }

  private mutating func hexadecimal(from start: Int) throws -> UInt16 {
    let digits = bytes[position...].prefix(4)
    let text = String(decoding: digits, as: UTF8.self)
    guard digits.count == 4, !text.hasPrefix("+"), !text.hasPrefix("-"),
      let unit = UInt16(text, radix: 16)
    else {
      position = start
      throw problem(
        "A \\u escape lacks its four hexadecimal digits.",
        remedy: "Write for example \\u00e9.")
    }
    position += 4
    return unit
  }

  private mutating func number() throws -> JSONNode.Content {
    let start = position
    _ = take(UInt8(ascii: "-"))
    let whole = digits()
    var isInteger = true
    var isValid = whole.count == 1 || (whole.count > 1 && whole.first != UInt8(ascii: "0"))
    if take(UInt8(ascii: ".")) {
      isInteger = false
      isValid = isValid && !digits().isEmpty
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isInteger = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      isValid = isValid && !digits().isEmpty
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard isValid else {
      position = start
      throw noValue()
    }
    if isInteger, let integer = Int(text) { return .integer(integer) }
    guard let value = Double(text), value.isFinite else {
      position = start
      throw problem(
        "The number '\(text)' is beyond the range of a double.",
        remedy: "Write a smaller one.")
    }
    return .number(value)
  }

  /// Whether one of Python's words for numbers that JSON cannot spell was read.
  private mutating func takeNonFinite() -> Bool {
    guard allowsNonFinite else { return false }
    let words = ["NaN", "Infinity", "-Infinity"]
    guard let word = words.first(where: { bytes[position...].starts(with: $0.utf8) }) else {
      return false
    }
    position += word.utf8.count
    return true
  }

  private mutating func digits() -> ArraySlice<UInt8> {
    let start = position
    while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    return bytes[start..<position]
  }
}
