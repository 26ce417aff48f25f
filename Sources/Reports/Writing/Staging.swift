import Diagnostics
import Foundation
import Glibc

/// A file written beside its place.
struct Staging {
  private static let ending = ".gradbook-new"

  private let temporary: String
  private let path: String

  /// Writes the bytes through to the disk, under another name.
  init(of file: ReportFile, in folder: String) throws {
    path = "\(folder)/\(file.path)"
    temporary = path + Self.ending
    try Self.make(Self.folder(of: path))
    do {
      try Self.write(file.bytes, to: temporary)
    } catch {
      discard()
      throw error
    }
  }

  /// Puts the file in its place.
  func publish() throws {
    guard unsafe rename(temporary, path) == 0 else { throw Self.problem(path) }
  }

  /// Takes back what was written, as far as it was.
  func discard() {
    unsafe unlink(temporary)
  }
}

// MARK: - Files

extension Staging {
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  static func holds(_ bytes: [UInt8], _ path: String) -> Bool {
    guard let found = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return false }
    return found.elementsEqual(bytes)
  }

  /// Makes the folder and those around it.
  private static func make(_ folder: String) throws {
    guard !folder.isEmpty, unsafe mkdir(folder, 0o777) != 0 else { return }
    switch errno {
    case EEXIST: break
    case ENOENT where folder.contains("/"):
      try make(Self.folder(of: folder))
      guard unsafe mkdir(folder, 0o777) == 0 || errno == EEXIST else { throw problem(folder) }
    default: throw problem(folder)
    }
  }

  /// Writes the bytes through to the disk.
  private static func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw problem(path) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw problem(path) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw problem(path) }
  }

  static func remove(_ path: String) throws {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw problem(path) }
  }

  /// Whether only a report puts such a file there: charts, tables, its history, and what an interrupted
  /// writer left.
  static func isOurs(_ path: String) -> Bool {
    guard path.contains("/") else {
      return path.hasSuffix(ending) || equal(path, ReportFileName.history)
    }
    return [".svg", ".png", ".pdf", ".csv", ending].contains { path.hasSuffix($0) }
  }

  /// Whether a page of a model stands there, and no page of somebody else.
  static func isPageOfModel(_ path: String) -> Bool {
    guard path.hasSuffix(".html"), let bytes = try? readBytes(of: path) else { return false }
    return String(decoding: bytes, as: UTF8.self).contains("<body class=\"index model\">")
  }

  /// The paths of what lies in the folder and in its charts and data, relative to `folder`.
  static func entries(of folder: String) throws -> [String] {
    try entries(of: folder, in: ["", "charts/", "data/"])
  }

  /// The paths of what lies in some of its folders, relative to `folder`.
  static func entries(of folder: String, in subfolders: [String]) throws -> [String] {
    try subfolders.flatMap { subfolder in
      let path = "\(folder)/\(subfolder)"
      guard FileManager.default.fileExists(atPath: path) else { return [String]() }
      do {
        return try FileManager.default.contentsOfDirectory(atPath: path).map { subfolder + $0 }
      } catch {
        throw Problem.unreadableFile(path, reason: systemReason(error))
      }
    }
  }

  /// Waits until the file or folder is on the disk.
  static func synchronize(_ path: String) throws {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw problem(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw problem(path) }
  }

  private static func problem(_ path: String) -> Problem {
    let name = path.hasSuffix(ending) ? String(path.dropLast(ending.count)) : path
    return .unwritableReport(name, reason: unsafe String(cString: strerror(errno)))
  }
}
