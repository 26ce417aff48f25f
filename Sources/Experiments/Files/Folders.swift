import Diagnostics
import Foundation
import Glibc
import SystemPackage

/// Making and removing files and folders, with problems in the words of the user.
enum Folders {
  /// Makes a folder and those above it, unless it is there.
  static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Problem.unwritable(path, reason: error.localizedDescription)
    }
  }

  /// Removes a file, or a folder with all that is in it.
  static func removeIfThere(_ path: String) throws {
    guard FilePaths.exists(path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw Problem.unwritable(path, reason: error.localizedDescription)
    }
  }

  /// Opens a file that is not there yet for writing.
  static func openNew(_ path: String) throws -> FileDescriptor {
    do {
      return try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw Problem.unwritable(path, reason: "\(error)")
    }
  }

  /// The size of a file in bytes; `nil` if there is none.
  static func size(of path: String) -> Int? {
    var facts = Glibc.stat()
    return unsafe stat(path, &facts) == 0 ? Int(facts.st_size) : nil
  }
}

/// The room on a disk.
enum DiskSpace {
  /// The bytes that this user may still write where `folder` is; `nil` where the system does not say.
  static func free(at folder: String) -> Int? {
    var facts = statvfs()
    guard unsafe statvfs(folder.isEmpty ? "." : folder, &facts) == 0 else { return nil }
    let (bytes, overflow) = Int(clamping: facts.f_bavail).multipliedReportingOverflow(
      by: Int(clamping: facts.f_frsize))
    return overflow ? nil : bytes
  }
}
