import Diagnostics

extension GGUFParser {
  /// A tensor as described, before its place is checked.
  private struct Description {
    let name: String
    let shape: [Int]
    let type: ElementType
    let byteCount: Int
    let relativeOffset: UInt64
    let place: Place
  }

  /// Reads the descriptions of the tensors and finds their data.
  ///
  /// - Parameter alignment: A power of two.
  /// - Returns: The tensors in the order of the file, their offsets counted from its start.
  /// - Throws: `Problem` where a description is cut short or contradicts itself or the file's length.
  mutating func tensors(alignment: Int) throws -> [TensorInfo] {
    var descriptions: [Description] = []
    var names: Set<[UInt8]> = []
    for _ in 0..<tensorCount {
      let next = try description()
      guard names.insert(Array(next.name.utf8)).inserted else {
        throw Problem.duplicateTensor(next.name, at: next.place)
      }
      descriptions.append(next)
    }
    return try located(descriptions, alignment: alignment)
  }

  /// Checks that the data follow one another in the order of their descriptions, each padded to the
  /// alignment, up to the end of the file. Every writer lays them out so; anything else is damage.
  private func located(_ descriptions: [Description], alignment: Int) throws -> [TensorInfo] {
    let start = reader.offset.padded(to: alignment)
    var next = 0
    let tensors = try descriptions.map { tensor in
      guard tensor.relativeOffset == UInt64(next) else {
        throw Problem.misplacedTensor(
          tensor.name, expected: next, found: tensor.relativeOffset, at: tensor.place)
      }
      let available = max(0, reader.file.byteCount - start - next)
      guard tensor.byteCount <= available else {
        throw Problem.dataPastEnd(
          tensor.name, needed: tensor.byteCount, available: available, at: tensor.place)
      }
      defer { next = (next + tensor.byteCount).padded(to: alignment) }
      return TensorInfo(
        name: tensor.name, file: reader.file.path, shape: tensor.shape,
        elementType: tensor.type, byteCount: tensor.byteCount, byteOffset: start + next)
    }
    guard reader.file.byteCount <= start + next else {
      throw Problem.uncoveredBytes(
        reader.file.byteCount - start - next,
        at: Place(file: reader.file.path, byteOffset: start + next))
    }
    return tensors
  }

  private mutating func description() throws -> Description {
    var place = reader.place
    let name = try reader.string("the name of a tensor")
    place.tensor = name
    let shape = try shape(of: name)
    let (type, layout) = try elementType(of: name)
    let offset = try reader.integer(UInt64.self, "the offset of tensor '\(name)'")
    guard (shape.last ?? 1).isMultiple(of: layout.elements) else {
      throw Problem.brokenRow(type, rowLength: shape.last ?? 1, layout: layout, at: place)
    }
    guard let bytes = layout.byteCount(elements: shape.reduce(1, *)) else {
      throw Problem.hugeTensor(shape, at: place)
    }
    return Description(
      name: name, shape: shape, type: type, byteCount: bytes, relativeOffset: offset, place: place)
  }

  /// Reads a shape, innermost dimension first as the file has it, and turns it round.
  private mutating func shape(of name: String) throws -> [Int] {
    var place = reader.place
    place.tensor = name
    let rank = try reader.integer(UInt32.self, "the number of dimensions of tensor '\(name)'")
    guard rank <= 4 else { throw Problem.tooManyDimensions(rank, at: place) }
    var lengths: [UInt64] = []
    for _ in 0..<rank {
      lengths.append(try reader.integer(UInt64.self, "the shape of tensor '\(name)'"))
    }
    guard let shape = Shape.checked(lengths.reversed()) else {
      throw Problem.hugeTensor(lengths.reversed(), at: place)
    }
    return shape
  }

  private mutating func elementType(of name: String) throws -> (ElementType, BlockLayout) {
    var place = reader.place
    place.tensor = name
    let number = try reader.integer(UInt32.self, "the element type of tensor '\(name)'")
    guard let type = ElementType(ggml: number) else {
      throw Problem.unsupportedQuantization(
        ElementType.ggmlNames[number] ?? "number \(number)", at: place)
    }
    if let layout = type.kernel?.layout { return (type, layout) }
    // The four integer types, numbers 24 to 27, have 1, 2, 4 and 8 bytes.
    return (type, .blocks(of: 1, bytes: 1 << (Int(number) - 24)))
  }
}

extension Int {
  /// The least multiple of `alignment`, a power of two, that is not less than this.
  fileprivate func padded(to alignment: Int) -> Int {
    (self + alignment - 1) & ~(alignment - 1)
  }
}
