import ChartsCairo
import Comparison
import Diagnostics
import Foundation
import Reports

/// Writes a page of versions.
func writePage(of diffs: [VersionDiff], _ reports: [ComparedReport], to path: String) throws {
  let page = try DiffPage.versions(
    diffs, of: reports, templates: try .load(), renderer: try CairoRenderer())
  try write(page, to: path)
}

/// Writes a page of contrasts.
func writePage(of contrasts: [Contrast], _ reports: [ComparedReport], to path: String) throws {
  let page = try DiffPage.contrasts(
    contrasts, of: reports, templates: try .load(), renderer: try CairoRenderer())
  try write(page, to: path)
}

/// Writes a text to a file.
func write(_ text: String, to path: String) throws {
  do {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  } catch {
    throw Problem(
      "The file cannot be written.", at: Place(file: path),
      remedy: "Check its folder and permissions.", cause: error.localizedDescription)
  }
}
