import Diagnostics
import Foundation
import Synchronization

/// Lines to a file or to standard output, each written at once so that an interrupted listing keeps
/// what is done.
final class LineOutput: Sendable {
  private let handle: FileHandle
  private let path: String?

  init(path: String?) throws {
    self.path = path
    guard let path else {
      handle = .standardOutput
      return
    }
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw Problem.unwritable(path) }
    self.handle = handle
  }

  /// Whether files can be written, asked before hours of work; they and what they hold are left as they are.
  ///
  /// - Throws: `Problem` for one that cannot.
  static func check(_ paths: String?...) throws {
    for path in paths.compactMap(\.self) {
      let url = URL(fileURLWithPath: path)
      let isFolder = try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory
      let isThere = FileManager.default.fileExists(atPath: path)
      let written = isThere ? path : url.deletingLastPathComponent().path
      guard isFolder != true, FileManager.default.isWritableFile(atPath: written) else {
        throw Problem.unwritable(path)
      }
    }
  }

  func write(_ line: String) throws {
    do {
      try handle.write(contentsOf: Data((line + "\n").utf8))
    } catch {
      throw Problem(
        "A line could not be written.", at: Place(file: path ?? "standard output"),
        remedy: "Make room, or write elsewhere; the lines before it are whole.", cause: "\(error)")
    }
  }

  func close() throws {
    if path != nil { try handle.close() }
  }
}

/// Makes a folder with those above it.
///
/// - Parameters:
///   - folder: The folder.
///   - noun: What it is of, such as `a mixture`.
///   - name: What the user named.
/// - Throws: `Problem` where it cannot be made.
func makeFolder(_ folder: URL, of noun: String, named name: String) throws {
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  } catch {
    throw Problem(
      "The folder of \(noun) cannot be made.", at: Place(file: name),
      remedy: "Name a folder that can be written.", cause: error.localizedDescription)
  }
}

extension Problem {
  fileprivate static func unwritable(_ path: String) -> Problem {
    Problem(
      "The output cannot be written.", at: Place(file: path),
      remedy: "Name a file in a folder that exists and can be written.")
  }
}

/// A number that threads count up.
final class Counter: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }

  func increment() { count.withLock { $0 += 1 } }
}
