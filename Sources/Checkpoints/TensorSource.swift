public import Diagnostics

/// What a file says about one tensor.
public struct TensorInfo: Sendable, Equatable {
  /// The name, as the file spells it.
  public var name: String
  /// The file that holds it, as the user named it.
  public var file: String
  /// The lengths of its dimensions, row-major, outermost first, as PyTorch writes them. Empty for a
  /// single number.
  public var shape: [Int]
  /// How its elements are stored.
  public var elementType: ElementType
  /// The length of its data in the file, in bytes.
  public var byteCount: Int
  /// Where its data begins in the file, in bytes from 0.
  public var byteOffset: Int

  /// The number of elements.
  public var elementCount: Int { shape.reduce(1, *) }
  /// The length of a row: the innermost dimension, 1 for a single number.
  public var rowLength: Int { shape.last ?? 1 }
  /// The number of rows: the product of all dimensions but the innermost.
  public var rowCount: Int { shape.dropLast().reduce(1, *) }

  /// Where it is, for problems.
  public var place: Place { Place(file: file, byteOffset: byteOffset, tensor: name) }
}

/// Named tensors that can be read as single-precision numbers.
///
/// A source may be read from several threads at once. Two sources of the same model differ in the bits
/// of their numbers only as far as their files do.
public protocol TensorSource: Sendable {
  /// The names of all tensors, sorted by their UTF-8 bytes.
  var tensorNames: [String] { get }

  /// What is known of the tensor `name`.
  ///
  /// - Throws: `Problem` with the nearest spelling if there is none of this name.
  func info(_ name: String) throws -> TensorInfo

  /// Reads rows of a tensor.
  ///
  /// - Parameters:
  ///   - name: One of `tensorNames`.
  ///   - rows: Rows as `TensorInfo.rowCount` counts them, within `0..<rowCount`; anything else traps.
  ///   - output: Receives [rows.count, rowLength], row-major; its count must be just that, or the call
  ///     traps. Narrower types are widened exactly, `F64` is rounded to nearest.
  /// - Throws: `Problem` if there is no tensor of this name or its element type cannot be read as
  ///   numbers.
  func read(_ name: String, rows: Range<Int>, into output: inout MutableSpan<Float>) throws
}

extension TensorSource {
  /// Reads a whole tensor.
  ///
  /// - Parameter name: One of `tensorNames`.
  /// - Returns: All its elements, row-major.
  /// - Throws: As `read(_:rows:into:)`.
  public func floats(_ name: String) throws -> [Float] {
    let info = try info(name)
    guard info.elementType.isReadable else { throw Problem.unreadableElements(info) }
    let count = info.elementCount
    // Filling with zeros first would cost as much as reading.
    var elements = unsafe [Float](unsafeUninitializedCapacity: count) { _, initialized in
      initialized = count
    }
    var span = elements.mutableSpan
    try read(name, rows: 0..<info.rowCount, into: &span)
    return elements
  }
}

extension Sequence<String> {
  /// Sorted by UTF-8 bytes, which, unlike `<`, tells canonically equivalent spellings apart.
  func sortedByBytes() -> [String] {
    sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
