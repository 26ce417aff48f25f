import Diagnostics
import Foundation
import Glibc

/// Puts reports on the disk so that whoever looks, and whenever the machine stops, finds whole files.
public enum ReportFolder {
  /// Makes `folder` hold exactly this report.
  ///
  /// All files are written beside their places first and moved there after, the page last. Files that say
  /// what is there already are not touched. Charts and tables of cells that are gone are removed; whatever
  /// else lies in the folder stays.
  ///
  /// - Parameters:
  ///   - files: the report. Paths lie inside the folder; else it traps.
  ///   - folder: the folder, which need not exist.
  /// - Returns: The paths of the files that were written or removed, sorted.
  /// - Throws: `Problem` if the folder or a file cannot be written.
  @discardableResult
  public static func write(_ files: [ReportFile], to folder: String) throws -> [String] {
    let stale = try Staging.entries(of: folder).filter { path in
      Staging.isOurs(path) && !files.contains { equal($0.path, path) }
    }
    let written = try place(files, in: folder)
    for path in stale { try Staging.remove("\(folder)/\(path)") }
    return (written + stale).sorted()
  }

  /// Makes `folder` hold exactly these pages over all reports: pages of models that are gone are removed.
  ///
  /// - Parameters:
  ///   - files: the pages. Paths lie inside the folder; else it traps.
  ///   - folder: the folder of reports, which need not exist.
  /// - Returns: The paths of the files that were written or removed, sorted.
  /// - Throws: `Problem` if the folder or a file cannot be written.
  @discardableResult
  public static func writeIndex(_ files: [ReportFile], to folder: String) throws -> [String] {
    let stale = try Staging.entries(of: folder, in: ["models/"]).filter { path in
      Staging.isPageOfModel("\(folder)/\(path)") && !files.contains { equal($0.path, path) }
    }
    let written = try place(files, in: folder)
    for path in stale { try Staging.remove("\(folder)/\(path)") }
    return (written + stale).sorted()
  }

  /// Writes one file, such as the list of reports, and leaves all others alone.
  ///
  /// - Returns: Whether the file was written; else it was as it should be.
  /// - Throws: `Problem` if it cannot be written.
  @discardableResult
  public static func write(_ file: ReportFile, to folder: String) throws -> Bool {
    try !place([file], in: folder).isEmpty
  }

  private static func place(_ files: [ReportFile], in folder: String) throws -> [String] {
    for file in files {
      let names = file.path.split(separator: "/", omittingEmptySubsequences: false)
      precondition(
        names.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." },
        "'\(file.path)' does not lie inside a report")
    }
    // The page comes after what it shows.
    let ordered = files.filter { $0.path.contains("/") } + files.filter { !$0.path.contains("/") }
    let changed = ordered.filter { !Staging.holds($0.bytes, "\(folder)/\($0.path)") }
    for file in try staged(changed, in: folder) { try file.publish() }
    for name in Set(changed.map { Staging.folder(of: "\(folder)/\($0.path)") }) {
      try Staging.synchronize(name)
    }
    return changed.map(\.path)
  }

  /// All of the files, or none if one cannot be written.
  private static func staged(_ files: [ReportFile], in folder: String) throws -> [Staging] {
    var staged: [Staging] = []
    do {
      for file in files { staged.append(try Staging(of: file, in: folder)) }
    } catch {
      staged.forEach { $0.discard() }
      throw error
    }
    return staged
  }
}
