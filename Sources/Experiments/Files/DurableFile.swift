import Diagnostics
import Glibc
import SystemPackage

/// Files that are there whole or not at all, whenever the machine stops.
enum DurableFile {
  /// Writes what is buffered of the file or folder at `path` to the disk.
  static func synchronize(_ path: String) throws {
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
      try file.closeAfter {
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
      }
    } catch {
      throw Problem.unwritable(path, reason: "\(error)")
    }
  }

  /// Puts the finished file `temporary` at `path` on the same disk, in place of any file there.
  static func publish(_ temporary: String, at path: String) throws {
    try synchronize(temporary)
    guard unsafe rename(temporary, path) == 0 else {
      throw Problem.unwritable(path, reason: "\(Errno(rawValue: errno))")
    }
    try synchronize(FilePaths.folder(of: path))
  }
}
