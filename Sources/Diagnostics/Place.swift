/// Where a problem is: as much of it as is known.
public struct Place: Sendable, Equatable {
  /// The file, as the user named it.
  public var file: String?
  /// The line in the file, from 1.
  public var line: Int?
  /// The column in the line in bytes, from 1.
  public var column: Int?
  /// The JSON pointer (RFC 6901) of the value, such as `/cells/2/chart/metric`.
  public var pointer: String?
  /// The offset in the file, in bytes from 0.
  public var byteOffset: Int?
  /// The name of the tensor, as the file spells it.
  public var tensor: String?
  /// The index of the example in its data set, from 0.
  public var example: Int?

  /// Creates a place.
  public init(
    file: String? = nil, line: Int? = nil, column: Int? = nil, pointer: String? = nil,
    byteOffset: Int? = nil, tensor: String? = nil, example: Int? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.pointer = pointer
    self.byteOffset = byteOffset
    self.tensor = tensor
    self.example = example
  }

  /// Whether nothing is known.
  public var isEmpty: Bool { self == Place() }

  /// This place, with what it does not say taken from `outer`.
  public func filled(from outer: Place) -> Place {
    Place(
      file: file ?? outer.file, line: line ?? outer.line, column: column ?? outer.column,
      pointer: pointer ?? outer.pointer, byteOffset: byteOffset ?? outer.byteOffset,
      tensor: tensor ?? outer.tensor, example: example ?? outer.example)
  }
}

extension Place: CustomStringConvertible {
  /// For example `specs/a.json:4:12, /cells/2/chart` or `m.gguf, byte 1024, tensor 'output.weight'`.
  public var description: String {
    var parts: [String] = []
    if let file {
      parts.append([file, line.map(String.init), column.map(String.init)].joinedNonNil(by: ":"))
    } else if let line {
      parts.append(["line \(line)", column.map { "column \($0)" }].joinedNonNil(by: ", "))
    }
    if let pointer { parts.append(pointer.isEmpty ? "the whole document" : pointer) }
    if let byteOffset { parts.append("byte \(byteOffset)") }
    if let tensor { parts.append("tensor '\(tensor)'") }
    if let example { parts.append("example \(example)") }
    return parts.joined(separator: ", ")
  }
}

extension [String?] {
  fileprivate func joinedNonNil(by separator: String) -> String {
    compactMap { $0 }.joined(separator: separator)
  }
}
