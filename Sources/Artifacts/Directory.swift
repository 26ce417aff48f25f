import Glibc

/// A directory of the store.
struct Directory: Sendable {
  let path: String

  /// The path of the entry `name`.
  func path(of name: String) -> String { path + "/" + name }

  /// Creates the directory if it is missing, its parents too.
  func create() throws(SystemError) {
    if let facts = try FileFacts(of: path) {
      guard facts.isDirectory else { throw SystemError("mkdir", path, code: ENOTDIR) }
      return
    }
    let parent = Directory(path: parentPath)
    if !parent.path.isEmpty, parent.path != path { try parent.create() }
    guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw SystemError("mkdir", path)
    }
    try Directory(path: parent.path.isEmpty ? "." : parent.path).synchronize()
  }

  /// Waits until the names in the directory are on the disk.
  func synchronize() throws(SystemError) {
    try OpenFile(path, O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// Fails unless files may be created and removed here.
  func checkWritable() throws(SystemError) {
    try system("access", path) { unsafe access(path, W_OK | X_OK) }
  }

  /// The names of the entries, sorted by their bytes; those that start with a dot left out.
  func names() throws(SystemError) -> [String] {
    guard let stream = unsafe opendir(path) else { throw SystemError("opendir", path) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private var parentPath: String {
    let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let slash = trimmed.lastIndex(of: "/") else { return "" }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }
}
