/// Reads a Jinja template step by step, with `trim_blocks` and `lstrip_blocks` set as Hugging Face
/// sets them.
struct TemplateLexer {
  private let bytes: [UInt8]
  private var position = 0
  /// The tag before the text that is read now.
  private var before = Tag(kind: .none, trims: false)
  private var pending: TemplateProgram.Element?
  private var isBroken = false

  private enum Kind { case none, statement, output, comment }

  /// The end of a tag: of what kind it is, and whether it takes the white space around it.
  private struct Tag {
    let kind: Kind
    let trims: Bool
  }

  init(_ text: String) {
    var bytes = Array(text.utf8)
    // Jinja drops one line break at the end of a template.
    if bytes.last == 0x0A { bytes.removeLast() }
    self.bytes = bytes
  }

  /// Whether the whole text was read.
  var isAtEnd: Bool { position == bytes.count && !isBroken }

  /// The next step, or `nil` at the end or where the text is no Jinja that we read.
  mutating func next() -> TemplateProgram.Element? {
    while true {
      if let element = pending {
        pending = nil
        return element
      }
      guard position < bytes.count, !isBroken else { return nil }
      let data = data()
      if position < bytes.count { tag() }
      guard !data.isEmpty, !isBroken else { continue }
      return .output([.string(String(decoding: data, as: UTF8.self))])
    }
  }

  /// The text up to the next tag, its white space trimmed.
  private mutating func data() -> ArraySlice<UInt8> {
    let start = position
    while position < bytes.count, kind(at: position) == .none { position += 1 }
    var data = bytes[start..<position]
    let isBlockBefore = before.kind == .statement || before.kind == .comment
    var startsLine = start == 0
    if before.trims {
      data = data.drop(while: Self.isSpace)
    } else if isBlockBefore, data.first == 0x0A {
      data = data.dropFirst()
      startsLine = true
    }
    guard position < bytes.count else { return data }
    if byte(at: position + 2) == UInt8(ascii: "-") {
      while let last = data.last, Self.isSpace(last) { data = data.dropLast() }
    } else if kind(at: position) != .output, byte(at: position + 2) != UInt8(ascii: "+") {
      let line = data.lastIndex(of: 0x0A).map { data[($0 + 1)...] } ?? data
      startsLine = startsLine || line.startIndex > data.startIndex
      if startsLine, line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
        data = data[..<line.startIndex]
      }
    }
    return data
  }

  private func kind(at position: Int) -> Kind {
    guard bytes[position] == UInt8(ascii: "{") else { return .none }
    switch byte(at: position + 1) {
    case UInt8(ascii: "%"): return .statement
    case UInt8(ascii: "{"): return .output
    case UInt8(ascii: "#"): return .comment
    default: return .none
    }
  }

  private func byte(at position: Int) -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}

// MARK: - Tags

extension TemplateLexer {
  /// Reads one tag into `pending`.
  private mutating func tag() {
    let kind = kind(at: position)
    position += 2
    if let sign = byte(at: position), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      position += 1
    }
    var lexemes: [TemplateProgram.Lexeme] = []
    while !isBroken {
      if kind != .comment { skipSpace() }
      guard position < bytes.count else { break }
      if close(kind) {
        if kind == .statement { pending = .statement(lexemes) }
        if kind == .output { pending = .output(lexemes) }
        return
      }
      if kind == .comment { position += 1 } else if let next = lexeme() { lexemes.append(next) }
    }
    isBroken = true
  }

  private mutating func skipSpace() {
    while let byte = byte(at: position), Self.isSpace(byte) { position += 1 }
  }

  /// Takes the end of a tag, if it stands here.
  private mutating func close(_ kind: Kind) -> Bool {
    let first: UInt8 =
      switch kind {
      case .statement: UInt8(ascii: "%")
      case .comment: UInt8(ascii: "#")
      default: UInt8(ascii: "}")
      }
    let isSigned = [UInt8(ascii: "-"), UInt8(ascii: "+")].contains(bytes[position])
    let start = isSigned ? position + 1 : position
    guard byte(at: start) == first, byte(at: start + 1) == UInt8(ascii: "}") else { return false }
    // With a '+' the line break after the tag stays, as after an output.
    before = Tag(
      kind: bytes[position] == UInt8(ascii: "+") ? .output : kind,
      trims: bytes[position] == UInt8(ascii: "-"))
    position = start + 2
    return true
  }

  private mutating func lexeme() -> TemplateProgram.Lexeme? {
    let start = position
    let first = bytes[position]
    if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") { return string(quote: first) }
    while let byte = byte(at: position), Self.isNamePart(byte) { position += 1 }
    if position > start { return .name(String(decoding: bytes[start..<position], as: UTF8.self)) }
    let isPair = byte(at: position + 1) == UInt8(ascii: "=") && "=!<>".utf8.contains(first)
    position += isPair ? 2 : 1
    return .symbol(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || Unicode.Scalar(byte).properties.isAlphabetic && byte < 0x80
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private mutating func string(quote: UInt8) -> TemplateProgram.Lexeme? {
    var content: [UInt8] = []
    position += 1
    while let byte = byte(at: position), byte != quote {
      position += 1
      guard byte == UInt8(ascii: "\\") else {
        content.append(byte)
        continue
      }
      guard let escaped = escape() else {
        isBroken = true
        return nil
      }
      content.append(escaped)
    }
    isBroken = isBroken || position == bytes.count
    position += 1
    return .string(String(decoding: content, as: UTF8.self))
  }

  /// The byte that an escape stands for, or `nil` for one of the rare ones.
  private mutating func escape() -> UInt8? {
    defer { position += 1 }
    switch byte(at: position) {
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case let byte? where "'\"\\".utf8.contains(byte): return byte
    default: return nil
    }
  }
}
