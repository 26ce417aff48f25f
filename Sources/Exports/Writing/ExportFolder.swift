import Diagnostics
import Foundation
import Glibc
public import Reports

/// Puts exports on the disk.
public enum ExportFolder {
  /// Writes the files, each whole or not at all, and leaves all others alone.
  ///
  /// Files that say what is there already are not touched.
  ///
  /// - Returns: How many files were written.
  /// - Throws: `Problem` if a file or folder cannot be written.
  @discardableResult
  public static func write(_ files: [ReportFile], to folder: String) throws -> Int {
    var made: Set<String> = []
    var count = 0
    for file in files {
      let path = URL(fileURLWithPath: "\(folder)/\(file.path)")
      let parent = path.deletingLastPathComponent()
      do {
        if made.insert(parent.path).inserted {
          try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        }
        if let found = try? Data(contentsOf: path), found.elementsEqual(file.bytes) { continue }
        try write(file.bytes, to: path)
        count += 1
      } catch {
        throw Problem.unwritableExport("\(folder)/\(file.path)", reason: systemReason(error))
      }
    }
    return count
  }
  /// Not waiting for the disk: a store of runs has thousands of files, and can be written again.
  private static func write(_ bytes: [UInt8], to path: URL) throws {
    let temporary = path.appendingPathExtension("gradbook-new")
    try Data(bytes).write(to: temporary)
    guard unsafe rename(temporary.path, path.path) == 0 else {
      let code = POSIXErrorCode(rawValue: errno) ?? .EIO
      try? FileManager.default.removeItem(at: temporary)
      throw POSIXError(code)
    }
  }
}
