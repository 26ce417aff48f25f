import Diagnostics

/// A GGUF file, version 2 or 3, little-endian: metadata and tensors.
///
/// Opening reads and checks everything but the tensors' data, which stay mapped and are widened as they
/// are read.
public struct GGUF: Sendable {
  /// One entry of the metadata.
  struct Entry: Sendable {
    let key: String
    let value: GGUFValue
    /// Where the key begins.
    let byteOffset: Int
  }

  /// The version of the format, 2 or 3.
  public let version: Int
  /// Every tensor's data begin at a multiple of this, a power of two.
  public let alignment: Int
  /// The keys of the metadata, in the order of the file.
  public var keys: [String] { entries.map(\.key) }

  let table: TensorTable
  private let entries: [Entry]
  private let index: [[UInt8]: Int]

  /// Opens the file at `path`.
  ///
  /// - Parameter path: A path to a regular file.
  /// - Throws: `Problem` where the file cannot be mapped, is no GGUF file of a known version, was cut
  ///   short, contradicts itself, or holds a tensor of a quantization that is not supported.
  public init(path: String) throws { try self.init(MappedFile(path: path)) }

  init(_ file: MappedFile) throws {
    var parser = try GGUFParser(file)
    version = parser.version
    let entries = try parser.entries()
    self.entries = entries
    index = try GGUF.index(entries, in: file)
    let found = index[Array("general.alignment".utf8)].map { entries[$0] }
    alignment = try GGUF.alignment(found, in: file)
    table = TensorTable(file: file, tensors: try parser.tensors(alignment: alignment))
  }

  /// The value of the metadata entry `key`; `nil` if there is none.
  public subscript(_ key: String) -> GGUFValue? { entry(key)?.value }

  func entry(_ key: String) -> Entry? { index[Array(key.utf8)].map { entries[$0] } }

  /// Where the entry `key` is, or the file if there is none.
  func place(of key: String) -> Place {
    Place(file: table.file.path, byteOffset: entry(key)?.byteOffset)
  }

  private static func index(_ entries: [Entry], in file: MappedFile) throws -> [[UInt8]: Int] {
    var index: [[UInt8]: Int] = [:]
    for (position, entry) in entries.enumerated() {
      guard index.updateValue(position, forKey: Array(entry.key.utf8)) == nil else {
        throw Problem.duplicateKey(
          entry.key, at: Place(file: file.path, byteOffset: entry.byteOffset))
      }
    }
    return index
  }

  private static func alignment(_ entry: Entry?, in file: MappedFile) throws -> Int {
    guard let entry else { return 32 }
    guard case .uint32(let value) = entry.value, value.nonzeroBitCount == 1 else {
      throw Problem.invalidAlignment(
        entry.value, at: Place(file: file.path, byteOffset: entry.byteOffset))
    }
    return Int(value)
  }
}

extension GGUF: TensorSource {
  /// The names of all tensors as the file spells them, sorted by their UTF-8 bytes.
  public var tensorNames: [String] { table.names }

  /// What is known of the tensor `name`.
  public func info(_ name: String) throws -> TensorInfo { try table.info(name) }

  /// Reads rows of a tensor.
  public func read(
    _ name: String, rows: Range<Int>, into output: inout MutableSpan<Float>
  ) throws {
    try table.read(table.info(name), rows: rows, into: &output)
  }
}
