import Diagnostics
import Glibc
import SystemPackage

/// Runs `body` while no other process, and no other task of this one, runs a body with the same file.
///
/// The kernel drops the lock when the process ends in whatever way, so a lock is never left behind.
/// Children do not inherit it. The file is made if missing and never removed; `whenBusy` is called once if
/// the lock is taken.
func withFileLock<Value>(
  _ path: String, whenBusy: () -> Void, _ body: () async throws -> Value
) async throws -> Value {
  let file: FileDescriptor
  do {
    file = try FileDescriptor.open(
      FilePath(path), .readWrite, options: [.create, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
  } catch {
    throw Problem.unwritable(path, reason: "\(error)")
  }
  defer { try? file.close() }
  var isFirstTry = true
  while flock(file.rawValue, LOCK_EX | LOCK_NB) != 0 {
    guard errno == EWOULDBLOCK || errno == EINTR else {
      throw Problem.unwritable(path, reason: "\(Errno(rawValue: errno))")
    }
    if isFirstTry { whenBusy() }
    isFirstTry = false
    try await Task.sleep(for: .milliseconds(50))
  }
  return try await body()
}
