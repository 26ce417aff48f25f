public import Tensors
import Statistics

/// Named matrices of doubles as the bytes of a safetensors file: what is kept of a curvature.
///
/// The metadata name the format, the identity of what was measured and a checksum of all else. Other
/// tools can read the bytes; this type reads only bytes as it writes them, one way for each content, so
/// that a difference anywhere is found. A matrix all of whose values are those of single precision, as sums
/// over a model's activations are, takes half the room.
public struct MatrixArchive: Sendable, Equatable {
  /// What was measured: digests of the model, the data and the settings.
  public let identity: String
  /// The matrices, in the order of the file.
  public private(set) var entries: [Entry] = []

  /// A named matrix.
  public struct Entry: Sendable, Equatable {
    /// Its name: printable, without quotation marks and backslashes; once in an archive.
    public let name: String
    /// Its values.
    public let matrix: Matrix<Double>
    /// Whether four bytes hold each value, bit for bit.
    let isSingle: Bool

    init(name: String, matrix: Matrix<Double>) {
      (self.name, self.matrix) = (name, matrix)
      isSingle = matrix.values.allSatisfy {
        Double(Float($0)).bitPattern == $0.bitPattern
      }
    }

    /// The bytes of the values.
    var byteCount: Int { (isSingle ? 4 : 8) * matrix.values.count }

    /// The values, the lowest byte of each first.
    var bytes: [UInt8] {
      isSingle
        ? littleEndian(matrix.values.map { Float($0).bitPattern })
        : littleEndian(matrix.values.map(\.bitPattern))
    }
  }

  /// The version of the format.
  static let format = "gradbook.matrices.2"

  /// Creates an empty archive.
  ///
  /// - Parameter identity: Printable, without quotation marks and backslashes.
  public init(identity: String) {
    requirePlain(identity)
    self.identity = identity
  }

  /// Adds a matrix under a name that is not taken.
  public mutating func add(_ matrix: Matrix<Double>, named name: String) {
    requirePlain(name)
    precondition(name != "__metadata__", "The name __metadata__ is taken by the format.")
    precondition(!entries.contains { $0.name == name }, "The name '\(name)' is given twice.")
    entries.append(Entry(name: name, matrix: matrix))
  }

  /// The matrix `name`; `nil` where there is none.
  public subscript(name: String) -> Matrix<Double>? { entries.first { $0.name == name }?.matrix }

  /// Eight bytes of header length, the header as JSON padded to eight bytes, the values little-endian.
  public var bytes: [UInt8] {
    var data: [UInt8] = []
    data.reserveCapacity(entries.reduce(0) { $0 + $1.byteCount })
    for entry in entries { data += entry.bytes }
    let header = header(checksum: checksum(data))
    return littleEndian([UInt64(header.count)]) + header + data
  }

  /// The header that belongs to the entries, padded.
  func header(checksum: String) -> [UInt8] {
    var text = "{\"__metadata__\":{\"format\":\"\(MatrixArchive.format)\","
    text += "\"identity\":\"\(identity)\",\"checksum\":\"\(checksum)\"}"
    var offset = 0
    for entry in entries {
      let end = offset + entry.byteCount
      text += ",\"\(entry.name)\":{\"dtype\":\"\(entry.isSingle ? "F32" : "F64")\","
      text += "\"shape\":[\(entry.matrix.rows),\(entry.matrix.columns)],"
      text += "\"data_offsets\":[\(offset),\(end)]}"
      offset = end
    }
    let header = Array((text + "}").utf8)
    let padding = (8 - header.count % 8) % 8
    return header + [UInt8](repeating: UInt8(ascii: " "), count: padding)
  }

  /// Sixteen hexadecimal digits that follow from all else in the file; against damage, not against
  /// malice.
  func checksum(_ data: some Sequence<UInt8>) -> String {
    let rest = header(checksum: "") + data
    let digits = String(Seed(bytes: rest).value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Traps unless a text can stand between quotation marks in JSON as it is.
private func requirePlain(_ text: String) {
  precondition(isPlain(Array(text.utf8)), "'\(text)' holds a quotation mark, backslash or control.")
}

/// Whether bytes can stand between quotation marks in JSON as they are.
func isPlain(_ bytes: some Sequence<UInt8>) -> Bool {
  bytes.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
}

/// The bytes of words, the lowest byte of each first.
private func littleEndian<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
  let words = words.map(\.littleEndian)
  return unsafe words.withUnsafeBytes { unsafe Array($0) }
}
