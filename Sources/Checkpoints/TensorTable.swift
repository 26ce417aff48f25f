import Diagnostics

/// The tensors of one file, checked: each lies within the file and holds whole rows of whole blocks.
struct TensorTable: Sendable {
  let file: MappedFile
  let names: [String]
  private let infos: [TensorInfo]
  private let index: NameIndex

  /// Creates a table of tensors whose names differ in their bytes and whose data lie within the file;
  /// the parsers have seen to both.
  init(file: MappedFile, tensors: [TensorInfo]) {
    self.file = file
    infos = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    names = infos.map(\.name)
    index = NameIndex(names)
  }

  func info(_ name: String) throws -> TensorInfo {
    infos[try index.position(of: name, in: file.path)]
  }

  func read(_ info: TensorInfo, rows: Range<Int>, into output: inout MutableSpan<Float>) throws {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= info.rowCount,
      "Rows \(rows) of \(info.rowCount) of tensor '\(info.name)'")
    precondition(
      output.count == rows.count * info.rowLength,
      "Room for \(output.count) of \(rows.count * info.rowLength) elements of tensor '\(info.name)'"
    )
    guard let kernel = info.elementType.kernel else { throw Problem.unreadableElements(info) }
    guard !output.isEmpty else { return }
    let stride = info.byteCount / info.rowCount
    let start = info.byteOffset + rows.lowerBound * stride
    let source = unsafe file.rawBytes(in: start..<start + rows.count * stride)
    unsafe output.withUnsafeMutableBufferPointer { unsafe kernel.widen(source, into: $0) }
    withExtendedLifetime(file) {}
  }
}

/// Positions of names, told apart by their bytes.
struct NameIndex: Sendable {
  private let names: [String]
  private let positions: [[UInt8]: Int]

  init(_ names: [String]) {
    self.names = names
    positions = Dictionary(
      zip(names.map { Array($0.utf8) }, names.indices), uniquingKeysWith: { first, _ in first })
  }

  func position(of name: String, in file: String) throws -> Int {
    guard let position = positions[Array(name.utf8)] else {
      throw Problem.noTensor(name, among: names, in: file)
    }
    return position
  }
}
