import Crypto
public import Diagnostics
import Foundation
import Glibc

extension Store {
  /// What became of a stored object.
  public enum Integrity: Sendable, Equatable {
    /// Its bytes have the digest that names it.
    case sound
    /// There is no such object.
    case missing
    /// Its bytes had another digest; it was removed.
    case damaged(Problem)
  }

  /// Stores `bytes`, which outlive a crash once this returns.
  ///
  /// - Returns: The digest of the bytes.
  /// - Throws: `Problem` if the store cannot be written or its disk is full; nothing is then left behind.
  public func store(_ bytes: [UInt8]) throws -> Digest {
    let digest = Digest(of: bytes)
    try reporting {
      let temporary = try TemporaryFile(in: temporaries)
      try temporary.file.write(bytes)
      try temporary.file.synchronize()
      let folder = Directory(path: objects.path(of: digest.objectPath.folder))
      try folder.create()
      try throughGate(LOCK_SH) { try temporary.publish(as: path(of: digest)) }
      try folder.synchronize()
    }
    return digest
  }

  /// The bytes of the object `digest`, verified.
  ///
  /// - Throws: `Problem` if it is missing, or damaged, when it is removed; and if the disk fails.
  public func bytes(of digest: Digest) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let integrity = try verify(digest) { chunk, size in
      if bytes.isEmpty { bytes.reserveCapacity(size) }
      bytes.append(contentsOf: chunk)
    }
    switch integrity {
    case .sound: return bytes
    case .missing: throw Problem.missingObject(digest, path: path(of: digest))
    case .damaged(let problem): throw problem
    }
  }

  /// Reads the object `digest` to its end and says whether it is sound; a damaged one is removed.
  ///
  /// - Throws: `Problem` if the disk fails.
  public func integrity(of digest: Digest) throws -> Integrity {
    try verify(digest) { _, _ in }
  }

  func path(of digest: Digest) -> String {
    let (folder, file) = digest.objectPath
    return objects.path(of: folder + "/" + file)
  }

  private func verify(
    _ digest: Digest, _ visit: (ArraySlice<UInt8>, _ size: Int) -> Void
  ) throws -> Integrity {
    try reporting {
      do {
        let file = try OpenFile(path(of: digest), O_RDONLY)
        let facts = try file.facts()
        let found = try file.digest { visit($0, facts.size) }
        if found == digest { return .sound }
        try remove(digest, facts)
        return .damaged(
          .damagedObject(digest, path: path(of: digest), found: found, size: facts.size))
      } catch let error as SystemError where error.code == ENOENT {
        return .missing
      }
    }
  }

  /// Removes the file that was found damaged, and never one that has since taken its place.
  func remove(_ digest: Digest, _ damaged: FileFacts) throws {
    try throughGate(LOCK_EX) {
      guard try FileFacts(of: path(of: digest)) == damaged else { return }
      try system("unlink", path(of: digest)) { unsafe unlink(path(of: digest)) }
    }
  }
}

extension OpenFile {
  /// The digest of the file from here to its end, read in chunks that `visit` sees.
  func digest(_ visit: (ArraySlice<UInt8>) -> Void = { _ in }) throws(SystemError) -> Digest {
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = try read(into: &buffer)
      if count == 0 { return Digest(hash.finalize()) }
      hash.update(data: buffer[..<count])
      visit(buffer[..<count])
    }
  }
}
