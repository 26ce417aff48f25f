import Diagnostics
import Glibc

/// A file that is written at any place, from any thread, and that no other process writes meanwhile.
final class StoreFile: Sendable {
  let path: String
  private let descriptor: Int32

  /// Opens or creates the file and locks it.
  init(path: String) throws {
    self.path = path
    let opened = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard opened >= 0 else { throw Problem.cannotWrite(path, errno) }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      close(opened)
      throw Problem.storeInUse(path)
    }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// The bytes of the file.
  var byteCount: Int {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Makes the file this long; new bytes are zeros and take no room yet.
  func resize(_ count: Int) throws {
    guard ftruncate(descriptor, count) == 0 else { throw Problem.cannotWrite(path, errno) }
  }

  /// Writes bytes at a place.
  func write(_ bytes: [UInt8], at offset: Int) throws {
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe pwrite(descriptor, base + done, bytes.count - done, offset + done)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Problem.cannotWrite(path, errno) }
      done += written
    }
  }

  /// Reads bytes from a place; fewer at the end of the file.
  func read(_ count: Int, at offset: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let read = unsafe bytes.withUnsafeMutableBytes { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe pread(descriptor, base + done, count - done, offset + done)
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw Problem.cannotWrite(path, errno) }
      if read == 0 { break }
      done += read
    }
    return Array(bytes[..<done])
  }

  /// Returns when all that was written is on the disk.
  func synchronize() throws {
    guard fdatasync(descriptor) == 0 else { throw Problem.cannotWrite(path, errno) }
  }

  /// Gives the file another name, in place of what has it.
  func rename(to other: String) throws {
    guard unsafe Glibc.rename(path, other) == 0 else { throw Problem.cannotWrite(other, errno) }
  }
}
