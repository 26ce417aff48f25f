public import Diagnostics

/// A JSON value with the byte offset of each part, so that a problem can point at it.
public struct JSONNode: Sendable {
  /// What the value is.
  public enum Content: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without fraction or exponent that fits 64 bits.
    case integer(Int)
    /// Any other number.
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONNode])
    /// An object, its members in order. No key twice.
    case object([Member])
  }

  /// One member of an object.
  public struct Member: Sendable {
    /// The key.
    public let key: String
    /// The byte offset of the key's opening quote.
    public let keyOffset: Int
    /// The value.
    public let value: JSONNode
  }

  /// The value.
  public let content: Content
  /// The byte offset of its first character.
  public let offset: Int
  let path: JSONPath

  /// The JSON pointer (RFC 6901) from the document's root.
  public var pointer: String { path.pointer }

  /// The node without its positions.
  public var value: JSONValue {
    switch content {
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .string(let value): .string(value)
    case .array(let elements): .array(elements.map(\.value))
    case .object(let members): .object(members.map { JSONMember($0.key, $0.value.value) })
    }
  }

  /// The member `key`, or `nil` for another kind of value or a missing key.
  public subscript(_ key: String) -> JSONNode? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// A noun for the kind of value: `null`, `true or false`, `a number`, `a string`, `an array`, `an object`.
  public var kind: String {
    switch content {
    case .null: "null"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// A parsed JSON document: its tree, and its bytes for turning offsets into lines.
public struct JSONDocument: Sendable {
  /// The outermost value.
  public let root: JSONNode
  /// The file's name as the user gave it, for problems.
  public let file: String?
  private let bytes: [UInt8]

  /// Parses RFC 8259 JSON in UTF-8.
  ///
  /// - Parameters:
  ///   - bytes: The whole text. A byte order mark at its start is skipped.
  ///   - file: The file's name, for problems.
  ///   - allowsNonFinite: Whether `NaN`, `Infinity` and `-Infinity`, which Python writes, are read, as
  ///     `null`. For data that others wrote.
  /// - Throws: `Problem` with line and column for malformed text, invalid UTF-8, a key that stands twice
  ///   in one object, a number beyond the range of a double, and nesting deeper than 256 levels.
  public init(_ bytes: [UInt8], file: String? = nil, allowsNonFinite: Bool = false) throws {
    self.bytes = bytes
    self.file = file
    var parser = JSONParser(bytes: bytes, allowsNonFinite: allowsNonFinite)
    do {
      root = try parser.document()
    } catch let problem as Problem {
      let offset = problem.place.byteOffset ?? 0
      var outer = JSONDocument.place(of: offset, in: bytes, file: file)
      outer.byteOffset = nil
      var inner = problem
      inner.place.byteOffset = nil
      throw inner.located(outer)
    }
  }

  /// Where `node` is: file, line, column and pointer.
  public func place(of node: JSONNode) -> Place {
    var place = JSONDocument.place(of: node.offset, in: bytes, file: file)
    place.pointer = node.pointer
    return place
  }

  /// Where the key of `member` is.
  public func place(ofKey member: JSONNode.Member) -> Place {
    var place = JSONDocument.place(of: member.keyOffset, in: bytes, file: file)
    place.pointer = member.value.pointer
    return place
  }

  private static func place(of offset: Int, in bytes: [UInt8], file: String?) -> Place {
    let before = bytes.prefix(offset)
    let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return Place(file: file, line: line, column: offset - start + 1)
  }
}
