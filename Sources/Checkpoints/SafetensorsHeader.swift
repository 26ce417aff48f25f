import Diagnostics
import JSONTree

/// The header of a safetensors file, checked against the rules of the format and the file's length.
struct SafetensorsHeader {
  private(set) var metadata: [(key: String, value: String)] = []
  private(set) var tensors: [TensorInfo] = []

  /// The header follows its length, which takes eight bytes.
  private static let start = 8
  private static let longest: UInt64 = 100_000_000

  private let file: MappedFile
  /// Where the data begin, in bytes from the start of the file.
  private let dataStart: Int

  init(_ file: MappedFile) throws {
    self.file = file
    dataStart = try Self.start + SafetensorsHeader.length(in: file)
    let text = unsafe Array(file.rawBytes(in: Self.start..<dataStart))
    let root = try SafetensorsHeader.parse(text, path: file.path)
    guard case .object(let members) = root.content else { return }
    for member in members {
      if member.key == "__metadata__" {
        metadata = try texts(member.value)
      } else {
        tensors.append(try tensor(member))
      }
    }
    try checkLayout()
  }

  private static func length(in file: MappedFile) throws -> Int {
    var reader = ByteReader(file)
    let place = reader.place
    let length = try reader.integer(UInt64.self, "the length of the header")
    guard length <= longest else { throw Problem.longHeader(length, limit: longest, at: place) }
    guard length <= UInt64(reader.remaining) else {
      throw Problem.cutShort(
        "the header", needed: length, remaining: reader.remaining, at: reader.place)
    }
    let brace = unsafe length > 0 ? file.rawBytes(in: start..<start + 1)[0] : 0
    guard brace == UInt8(ascii: "{") else { throw Problem.noHeader(at: reader.place) }
    return Int(length)
  }

  /// Parses the header, with places in bytes of the file: header lines mean nothing to anybody.
  private static func parse(_ text: [UInt8], path: String) throws -> JSONNode {
    do {
      return try JSONDocument(text).root
    } catch var problem as Problem {
      let offset = text.offset(line: problem.place.line ?? 1, column: problem.place.column ?? 1)
      problem.place.line = nil
      problem.place.column = nil
      throw problem.located(Place(file: path, byteOffset: start + offset))
    }
  }

  private func place(_ node: JSONNode, tensor: String? = nil) -> Place {
    Place(
      file: file.path, pointer: node.pointer, byteOffset: Self.start + node.offset, tensor: tensor)
  }

  private func texts(_ node: JSONNode) throws -> [(key: String, value: String)] {
    guard case .object(let members) = node.content else {
      throw Problem.wrongKind("an object of strings", node.kind, at: place(node))
    }
    return try members.map { member in
      guard case .string(let text) = member.value.content else {
        throw Problem.wrongKind("a string", member.value.kind, at: place(member.value))
      }
      return (member.key, text)
    }
  }
}

// MARK: - Tensors

extension SafetensorsHeader {
  private func tensor(_ member: JSONNode.Member) throws -> TensorInfo {
    let node = member.value
    let place = place(node, tensor: member.key)
    let (type, layout) = try elementType(field("dtype", of: node, in: member.key), in: member.key)
    let lengths = try integers(field("shape", of: node, in: member.key), in: member.key)
    let offsetsNode = try field("data_offsets", of: node, in: member.key)
    let offsets = try integers(offsetsNode, in: member.key)
    guard let shape = Shape.checked(lengths),
      let byteCount = layout.byteCount(elements: shape.reduce(1, *))
    else { throw Problem.hugeTensor(lengths, at: place) }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw Problem.invalidOffsets(offsets, at: self.place(offsetsNode, tensor: member.key))
    }
    guard offsets[1] - offsets[0] == UInt64(byteCount) else {
      throw Problem.wrongByteCount(
        type, shape: shape, expected: byteCount, found: offsets[1] - offsets[0],
        at: self.place(offsetsNode, tensor: member.key))
    }
    guard let start = Int(exactly: offsets[0]), start <= file.byteCount - dataStart,
      byteCount <= file.byteCount - dataStart - start
    else {
      throw Problem.dataPastEnd(
        member.key, needed: offsets[1], available: file.byteCount - dataStart,
        at: self.place(offsetsNode, tensor: member.key))
    }
    return TensorInfo(
      name: member.key, file: file.path, shape: shape, elementType: type,
      byteCount: byteCount, byteOffset: dataStart + start)
  }

  private func field(_ key: String, of node: JSONNode, in tensor: String) throws -> JSONNode {
    guard let value = node[key] else {
      throw Problem.missingField(key, kind: node.kind, at: place(node, tensor: tensor))
    }
    return value
  }

  private func integers(_ node: JSONNode, in tensor: String) throws -> [UInt64] {
    guard case .array(let elements) = node.content else {
      throw Problem.wrongKind(
        "an array of whole numbers", node.kind, at: place(node, tensor: tensor))
    }
    return try elements.map { element in
      guard case .integer(let value) = element.content, value >= 0 else {
        throw Problem.wrongKind(
          "a whole number from 0 to 9223372036854775807", element.value.text(),
          at: place(element, tensor: tensor))
      }
      return UInt64(value)
    }
  }

  private func elementType(
    _ node: JSONNode, in tensor: String
  ) throws -> (ElementType, BlockLayout) {
    guard case .string(let name) = node.content else {
      throw Problem.wrongKind("a string", node.kind, at: place(node, tensor: tensor))
    }
    guard let (type, bits) = ElementType.safetensors[name] else {
      throw Problem.unknownDataType(name, at: place(node, tensor: tensor))
    }
    return (type, BlockLayout(elements: 1, bits: bits))
  }

  /// Checks that the data, in the order of their offsets, leave no hole, overlap nowhere and end with
  /// the file.
  private func checkLayout() throws {
    var next = dataStart
    let ordered = tensors.sorted {
      ($0.byteOffset, $0.byteCount) < ($1.byteOffset, $1.byteCount)
    }
    for tensor in ordered {
      guard tensor.byteOffset == next else {
        throw Problem.misplacedTensor(
          tensor.name, expected: next - dataStart, found: UInt64(tensor.byteOffset - dataStart),
          at: Place(file: file.path, tensor: tensor.name))
      }
      next += tensor.byteCount
    }
    guard next == file.byteCount else {
      throw Problem.uncoveredBytes(
        file.byteCount - next, at: Place(file: file.path, byteOffset: next))
    }
  }
}

extension ElementType {
  /// The types of the format by name, and how many bits an element takes.
  fileprivate static let safetensors: [String: (ElementType, bits: Int)] = {
    let readable: [(ElementType, Int)] = [
      (.float64, 64), (.float32, 32), (.float16, 16), (.bfloat16, 16),
    ]
    let others = [
      ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8),
      ("F8_E5M2", 8), ("F8_E4M3", 8), ("F8_E8M0", 8), ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8),
      ("I16", 16), ("U16", 16), ("I32", 32), ("U32", 32), ("C64", 64), ("I64", 64), ("U64", 64),
    ]
    let all = readable + others.map { (ElementType.other($0.0), $0.1) }
    return Dictionary(uniqueKeysWithValues: all.map { ($0.0.name, ($0.0, bits: $0.1)) })
  }()
}

extension [UInt8] {
  /// The offset of a line and column, both from 1.
  fileprivate func offset(line: Int, column: Int) -> Int {
    var start = 0
    for _ in 1..<Swift.max(1, line) {
      guard let end = self[start...].firstIndex(of: UInt8(ascii: "\n")) else { break }
      start = end + 1
    }
    return start + column - 1
  }
}
