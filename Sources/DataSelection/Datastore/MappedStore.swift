import Diagnostics
import Glibc

/// A file's bytes, mapped for reading.
@safe
final class MappedStore: Sendable {
  let path: String
  private nonisolated(unsafe) let region: UnsafeRawBufferPointer
  var byteCount: Int { unsafe region.count }

  init(path: String) throws {
    self.path = path
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Problem.cannotOpenStore(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size >= 8
    else { throw Problem.notAStore(path) }
    let count = Int(status.st_size)
    let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else {
      throw Problem.cannotOpenStore(path, errno)
    }
    unsafe region = UnsafeRawBufferPointer(start: start, count: count)
  }

  deinit { unsafe munmap(UnsafeMutableRawPointer(mutating: region.baseAddress), region.count) }

  /// The bytes of `range`, valid as long as this object.
  @unsafe func bytes(_ range: Range<Int>) -> UnsafeRawPointer {
    precondition(
      0 <= range.lowerBound && range.upperBound <= byteCount, "bytes \(range) of \(byteCount)")
    guard let base = unsafe region.baseAddress else { preconditionFailure("an empty mapping") }
    return unsafe base + range.lowerBound
  }

  /// A copy of the bytes of `range`.
  func copy(_ range: Range<Int>) -> [UInt8] {
    unsafe Array(UnsafeRawBufferPointer(start: bytes(range), count: range.count))
  }

  /// Numbers of a column, copied.
  func column<Number>(_ type: Number.Type, from offset: Int, count: Int) -> [Number]
  where Number: BitwiseCopyable {
    let width = MemoryLayout<Number>.stride
    let start = unsafe bytes(offset..<offset + count * width)
    return (0..<count).map {
      unsafe start.loadUnaligned(fromByteOffset: $0 * width, as: Number.self)
    }
  }
}
