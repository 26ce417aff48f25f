import Diagnostics
import Glibc

extension Store {
  /// A folder in which the object `digest` has a name, with small files beside it, for programs that want
  /// a folder.
  ///
  /// It is made if it is not there as it should be; the object is linked, not copied, where the disk
  /// can. Any number of threads and processes may ask at once.
  ///
  /// - Parameters:
  ///   - digest: An object of the store.
  ///   - name: What it is called in the folder.
  ///   - files: Names and bytes of the files beside it.
  /// - Returns: The folder, `checkpoints/DIGEST` in the store's directory.
  /// - Throws: `Problem` if the store cannot be written, or the object is missing or damaged.
  public func folder(
    of digest: Digest, named name: String, beside files: [(name: String, bytes: [UInt8])]
  ) throws -> String {
    let root = Directory(path: Directory(path: directory).path(of: "checkpoints"))
    let folder = Directory(path: root.path(of: digest.hex))
    try reporting { try folder.create() }
    for file in files { try place(file.bytes, at: folder.path(of: file.name)) }
    try place(digest, at: folder.path(of: name))
    try reporting { try folder.synchronize() }
    return folder.path
  }

  private func place(_ bytes: [UInt8], at path: String) throws {
    try reporting {
      if try FileFacts(of: path)?.size == bytes.count,
        try OpenFile(path, O_RDONLY).digest() == Digest(of: bytes)
      {
        return
      }
      let temporary = try TemporaryFile(in: temporaries)
      try temporary.file.write(bytes)
      try temporary.file.synchronize()
      try temporary.publish(as: path)
    }
  }

  private func place(_ digest: Digest, at path: String) throws {
    let object = self.path(of: digest)
    let isThere = try reporting {
      guard let facts = try FileFacts(of: path) else { return false }
      return try FileFacts(of: object)?.inode == facts.inode
    }
    if isThere { return }
    _ = unsafe unlink(path)
    if unsafe link(object, path) == 0 || errno == EEXIST { return }
    try place(try bytes(of: digest), at: path)
  }
}
