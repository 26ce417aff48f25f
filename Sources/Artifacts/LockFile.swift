import Glibc

/// A lock between processes and threads, named by a file that exists while somebody holds it.
///
/// The kernel frees the lock when its process dies. The file is removed with the lock held, so that
/// whoever opened it meanwhile notices that it holds the lock of a file without a name.
struct LockFile: ~Copyable {
  private let file: OpenFile

  /// Takes the lock; `nil` if somebody holds it.
  init?(_ path: String) throws(SystemError) {
    while true {
      let candidate = try OpenFile(path, O_RDWR | O_CREAT)
      guard try candidate.lock(LOCK_EX | LOCK_NB) else { return nil }
      let facts = try candidate.facts()
      if let named = try FileFacts(of: path), named.inode == facts.inode {
        file = candidate
        return
      }
    }
  }

  deinit { unsafe unlink(file.path) }
}

/// A new file under a name of its own, removed when it goes out of scope unless it was published.
///
/// It is locked while its process lives: what can be locked was left behind by a dead one.
struct TemporaryFile: ~Copyable {
  let file: OpenFile

  init(in directory: Directory) throws(SystemError) {
    while true {
      let name = String(UInt64.random(in: 1 << 60 ... .max), radix: 36)
      do {
        let candidate = try OpenFile(directory.path(of: name), O_RDWR | O_CREAT | O_EXCL)
        // A sweep by another process may have come between creating and locking.
        if try candidate.lock(LOCK_EX | LOCK_NB), try FileFacts(of: candidate.path) != nil {
          file = candidate
          return
        }
      } catch {
        if error.code != EEXIST { throw error }
      }
    }
  }

  /// Gives the file its lasting name, in place of any file that has it.
  func publish(as path: String) throws(SystemError) {
    try system("rename", path) { unsafe rename(file.path, path) }
  }

  // After a rename the old name is gone and this does nothing.
  deinit { unsafe unlink(file.path) }
}

extension Directory {
  /// Removes the locked files that dead processes left behind.
  func sweep() throws(SystemError) {
    for name in try names() { _ = try LockFile(path(of: name)) }
  }
}
