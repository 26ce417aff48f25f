import Diagnostics
import Glibc

/// What unfinished steps have come to, so that one that is stopped or killed goes on where it was.
extension Store {
  /// Keeps `bytes` as what the step of this key has come to, in place of what was kept before.
  ///
  /// The bytes outlive a crash once this returns; killed meanwhile, it leaves the draft before.
  ///
  /// - Throws: `Problem` if the store cannot be written or its disk is full.
  public func keepDraft(_ bytes: [UInt8], for key: Digest) throws {
    try reporting {
      let temporary = try TemporaryFile(in: temporaries)
      try temporary.file.write(Array(Digest(of: bytes).hex.utf8))
      try temporary.file.write(bytes)
      try temporary.file.synchronize()
      try drafts.create()
      try temporary.publish(as: drafts.path(of: key.hex))
      try drafts.synchronize()
    }
  }

  /// What the step of this key has come to; `nil` if nothing was kept. A damaged draft is removed.
  ///
  /// - Throws: `Problem` if the disk fails.
  public func draft(for key: Digest) throws -> [UInt8]? {
    try reporting {
      let path = drafts.path(of: key.hex)
      guard try FileFacts(of: path) != nil else { return nil }
      var all: [UInt8] = []
      let file = try OpenFile(path, O_RDONLY)
      all.reserveCapacity(try file.facts().size)
      _ = try file.digest { all.append(contentsOf: $0) }
      let bytes = Array(all.dropFirst(64))
      guard Array(Digest(of: bytes).hex.utf8).elementsEqual(all.prefix(64)) else {
        removeDraft(for: key)
        return nil
      }
      return bytes
    }
  }

  /// Forgets what the step of this key has come to. One that cannot be removed does no harm.
  public func removeDraft(for key: Digest) {
    _ = unsafe unlink(drafts.path(of: key.hex))
  }

  private var drafts: Directory { Directory(path: Directory(path: directory).path(of: "drafts")) }
}
