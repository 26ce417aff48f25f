import Diagnostics
import Foundation

/// Whole files, with problems that say what is there instead.
///
/// `noun` says in a problem what the file is, such as `data`.
enum FileBytes {
  static func read(_ path: String, noun: String) throws -> [UInt8] {
    let handle = try open(path, noun: noun)
    do {
      return Array(try handle.readToEnd() ?? Data())
    } catch {
      throw Problem.unreadable(path, noun: noun, error)
    }
  }

  static func open(_ path: String, noun: String) throws -> FileHandle {
    guard FilePaths.exists(path) else { throw Problem.missingFile(path, noun: noun) }
    guard !FilePaths.isFolder(path) else { throw Problem.isFolder(path, noun: noun) }
    do {
      return try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw Problem.unreadable(path, noun: noun, error)
    }
  }
}
