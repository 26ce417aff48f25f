import Diagnostics
import Experiments
import Foundation

/// Findings that a report is made of.
enum StoredFindings {
  /// Reads the findings of the folder of a report, or a `findings.json`.
  ///
  /// - Throws: `Problem` if there are none, or they are damaged.
  static func read(_ source: String) throws -> Findings {
    let values = try? URL(fileURLWithPath: source).resourceValues(forKeys: [.isDirectoryKey])
    let exists = values != nil
    let path = values?.isDirectory == false ? source : source + "/findings.json"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Problem(
        exists ? "There are no findings." : "'\(source)' does not exist.",
        at: Place(file: exists ? path : source),
        remedy: "Name the folder of a report, such as Reports/fast-slow, or its findings.json.")
    }
    return try Findings(parsing: Array(data), file: path)
  }
}
