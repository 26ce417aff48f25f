import Diagnostics
import Foundation
import GRDB
import Glibc

extension Store {
  /// The digest of the file at `path`, read only if it is new to the store.
  ///
  /// The store remembers the digest by canonical path, size, time of modification in nanoseconds and
  /// inode: a large model is read once, and again when any of these changes.
  ///
  /// - Throws: `Problem` if there is no such file, if it cannot be read or changes while it is read, and
  ///   if the store does not work.
  public func digest(ofFile path: String) throws -> Digest {
    do {
      let file = try OpenFile(path, O_RDONLY)
      let facts = try file.facts()
      if facts.isDirectory { throw SystemError("read", path, code: EISDIR) }
      let canonical = try canonicalPath(path)
      if let known = try knownDigest(canonical, facts) { return known }
      let digest = try file.digest()
      guard try file.facts() == facts else { throw Problem.changedWhileRead(path) }
      if !facts.isFresh { try remember(digest, canonical, facts) }
      return digest
    } catch let error as SystemError {
      throw Problem.file(path, error)
    }
  }

  private func canonicalPath(_ path: String) throws(SystemError) -> String {
    guard let resolved = unsafe realpath(path, nil) else { throw SystemError("realpath", path) }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  private func knownDigest(_ path: String, _ facts: FileFacts) throws -> Digest? {
    try reporting {
      try database.read {
        try String.fetchOne(
          $0,
          sql: "SELECT digest FROM file WHERE path = ? AND size = ? AND modified = ? AND inode = ?",
          arguments: [path, facts.size, facts.modified, Int64(bitPattern: facts.inode)])
      }.flatMap { Digest(hex: $0) }
    }
  }

  private func remember(_ digest: Digest, _ path: String, _ facts: FileFacts) throws {
    try reporting {
      try database.write {
        try $0.execute(
          sql: """
            INSERT OR REPLACE INTO file (path, size, modified, inode, digest) VALUES (?, ?, ?, ?, ?)
            """,
          arguments: [path, facts.size, facts.modified, Int64(bitPattern: facts.inode), digest.hex])
      }
    }
  }
}

extension FileFacts {
  /// Whether the file changed so lately that the next change may bear the same time.
  ///
  /// Two seconds is the coarsest clock of a file system in use.
  fileprivate var isFresh: Bool {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return abs(now.tv_sec * 1_000_000_000 + now.tv_nsec - modified) < 2_000_000_000
  }
}
