import Glibc

/// An open file, closed when it goes out of scope.
struct OpenFile: ~Copyable {
  let descriptor: Int32
  let path: String

  /// Opens `path`; a child process never inherits the descriptor.
  init(_ path: String, _ flags: Int32) throws(SystemError) {
    self.path = path
    descriptor = try system("open", path) { unsafe Glibc.open(path, flags | O_CLOEXEC, 0o666) }
  }

  deinit { close(descriptor) }

  /// What the system knows of the file.
  func facts() throws(SystemError) -> FileFacts {
    var facts = stat()
    try system("fstat", path) { unsafe fstat(descriptor, &facts) }
    return FileFacts(facts)
  }

  /// Appends all of `bytes`.
  func write(_ bytes: [UInt8]) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      done += try system("write", path) {
        unsafe bytes.withUnsafeBytes { all in
          let rest = unsafe UnsafeRawBufferPointer(rebasing: all[done...])
          return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
        }
      }
    }
  }

  /// Reads up to the size of `buffer` in bytes.
  ///
  /// - Returns: The number of bytes read; 0 at the end of the file.
  func read(into buffer: inout [UInt8]) throws(SystemError) -> Int {
    try system("read", path) {
      unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
    }
  }

  /// Waits until the file, or the names in the directory, are on the disk.
  func synchronize() throws(SystemError) {
    try system("fsync", path) { fsync(descriptor) }
  }

  /// Takes a lock that the kernel frees when the file is closed or the process dies.
  ///
  /// - Returns: Whether the lock was taken; always, unless `operation` has `LOCK_NB`.
  func lock(_ operation: Int32) throws(SystemError) -> Bool {
    do {
      try system("flock", path) { flock(descriptor, operation) }
      return true
    } catch {
      if error.code == EWOULDBLOCK { return false }
      throw error
    }
  }
}

/// What the system knows of a file.
struct FileFacts: Equatable {
  let device: UInt64
  let inode: UInt64
  /// In bytes.
  let size: Int
  /// When the content last changed, in nanoseconds since 1970.
  let modified: Int
  let isDirectory: Bool

  init(_ facts: stat) {
    device = UInt64(facts.st_dev)
    inode = UInt64(facts.st_ino)
    size = Int(facts.st_size)
    modified = facts.st_mtim.tv_sec * 1_000_000_000 + facts.st_mtim.tv_nsec
    isDirectory = facts.st_mode & S_IFMT == S_IFDIR
  }

  /// What the system knows of the file at `path`; `nil` if there is none.
  init?(of path: String) throws(SystemError) {
    var facts = stat()
    do {
      try system("stat", path) { unsafe stat(path, &facts) }
    } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
    self.init(facts)
  }
}
