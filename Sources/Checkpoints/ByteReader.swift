import Diagnostics

/// Reads little-endian values from a file, one after the other, never past its end.
///
/// Every read names what it reads, so that a problem can say what was cut short and at which byte.
struct ByteReader {
  let file: MappedFile
  /// The offset of the next byte, in `0...file.byteCount`.
  private(set) var offset: Int

  init(_ file: MappedFile, at offset: Int = 0) {
    self.file = file
    self.offset = offset
  }

  /// The number of bytes not yet read.
  var remaining: Int { file.byteCount - offset }

  /// Where the next byte is.
  var place: Place { Place(file: file.path, byteOffset: offset) }

  /// Reads an integer.
  ///
  /// - Throws: `Problem` with the offset where the value begins, if the file ends inside it.
  mutating func integer<Value: FixedWidthInteger>(
    _ type: Value.Type, _ what: @autoclosure () -> String
  ) throws -> Value {
    let bytes = try unsafe take(UInt64(MemoryLayout<Value>.size), what)
    return unsafe Value(littleEndian: bytes.loadUnaligned(as: Value.self))
  }

  /// Reads a length of 64 bits and as many bytes of UTF-8.
  ///
  /// - Throws: `Problem` if the file ends inside it or the bytes are not UTF-8.
  mutating func string(_ what: @autoclosure () -> String) throws -> String {
    let start = place
    let count = try integer(UInt64.self, "the length of \(what())")
    let bytes = try unsafe take(count, what)
    guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
      throw Problem.notUTF8(what(), at: start)
    }
    return text
  }

  /// The next `count` bytes, valid as long as the file is mapped.
  private mutating func take(
    _ count: UInt64, _ what: () -> String
  ) throws -> UnsafeRawBufferPointer {
    guard count <= UInt64(remaining) else {
      throw Problem.cutShort(what(), needed: count, remaining: remaining, at: place)
    }
    let start = offset
    offset += Int(count)
    return unsafe file.rawBytes(in: start..<offset)
  }
}
