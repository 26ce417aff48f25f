import Diagnostics
import Glibc

/// A file mapped for reading: its bytes are at hand without having been read.
///
/// The mapping is private and read-only, and ends with the last reference to this object. Another
/// process that shortens the file while it is mapped ends ours: the kernel knows no milder answer.
@safe
public final class MappedFile: Sendable {
  /// The path, as the user gave it.
  public let path: String
  /// The length, greater than 0.
  public let byteCount: Int
  private nonisolated(unsafe) let base: UnsafeRawPointer
  private nonisolated(unsafe) let region: UnsafeMutableRawBufferPointer

  /// Maps the file at `path`.
  ///
  /// - Parameter path: A path to a regular file.
  /// - Throws: `Problem` where there is no such file, it may not be read, is a directory or another
  ///   thing without bytes of its own, or is empty.
  public convenience init(path: String) throws {
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Problem.cannotOpen(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw Problem.cannotOpen(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Problem.notAFile(path, isDirectory: status.st_mode & S_IFMT == S_IFDIR)
    }
    let count = Int(status.st_size)
    guard count > 0 else { throw Problem.emptyFile(path) }
    let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else {
      throw Problem.cannotOpen(path, errno)
    }
    unsafe self.init(
      path: path, adopting: UnsafeMutableRawBufferPointer(start: start, count: count),
      bytes: 0..<count)
  }

  /// Takes over a mapped region.
  ///
  /// - Parameters:
  ///   - path: What problems call it.
  ///   - region: Whole pages from `mmap`, unmapped with this object.
  ///   - bytes: The part of the region that is the file, not empty.
  @unsafe init(path: String, adopting region: UnsafeMutableRawBufferPointer, bytes: Range<Int>) {
    precondition(
      bytes.lowerBound >= 0 && bytes.upperBound <= region.count && !bytes.isEmpty,
      "Bytes \(bytes) of a region of \(region.count)")
    self.path = path
    byteCount = bytes.count
    unsafe self.region = unsafe region
    guard let start = region.baseAddress else { preconditionFailure("A region without an address") }
    unsafe base = UnsafeRawPointer(start + bytes.lowerBound)
  }

  deinit { unsafe munmap(region.baseAddress, region.count) }

  /// Lends the bytes of `range` to `body`.
  ///
  /// - Parameters:
  ///   - range: Offsets in the file, within `0..<byteCount`; anything else traps.
  ///   - body: Must not let the span outlive the call; the compiler sees to it.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  public func withBytes<Value, Failure: Error>(
    in range: Range<Int>, _ body: (RawSpan) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let bytes = unsafe rawBytes(in: range)
    return try unsafe body(RawSpan(_unsafeBytes: bytes))
  }

  /// The bytes of `range`, valid as long as this object. A range that is not within `0..<byteCount`
  /// traps.
  @unsafe func rawBytes(in range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= byteCount,
      "Bytes \(range) of a file of \(byteCount)")
    return unsafe UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  /// A copy of all bytes, for parsers that own their text.
  public func copiedBytes() -> [UInt8] { unsafe Array(rawBytes(in: 0..<byteCount)) }
}
