import Diagnostics

/// A safetensors file: a JSON header and the tensors' data.
///
/// Opening checks all that the format demands: a header of at most 100 MB that begins with `{`, no key
/// twice, data without holes or overlaps up to the end of the file, sizes that agree with shapes. The
/// data stay mapped and are widened as they are read. Types other than `F64`, `F32`, `F16` and `BF16` may
/// be present, but cannot be read as numbers.
public struct Safetensors: Sendable {
  /// The texts under `__metadata__`, in the order of the file.
  public let metadata: [(key: String, value: String)]
  let table: TensorTable

  /// Opens the file at `path`.
  ///
  /// - Parameter path: A path to a regular file.
  /// - Throws: `Problem` where the file cannot be mapped or breaks a rule of the format.
  public init(path: String) throws { try self.init(MappedFile(path: path)) }

  init(_ file: MappedFile) throws {
    let header = try SafetensorsHeader(file)
    metadata = header.metadata
    table = TensorTable(file: file, tensors: header.tensors)
  }
}

extension Safetensors: TensorSource {
  /// The names of all tensors, sorted by their UTF-8 bytes.
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
