import Diagnostics
import Experiments
import Foundation

/// The list of all reports.
public enum ReportIndex {
  /// The page `index.html` that lists the reports of a folder by name.
  ///
  /// A report whose findings cannot be read is listed with its problem.
  ///
  /// - Parameters:
  ///   - folder: the folder with a folder for each report; it need not exist.
  ///   - templates: the page to fill in.
  /// - Returns: The page.
  /// - Throws: `Problem` if the folder cannot be read or the template names something that does not exist.
  public static func file(of folder: String, templates: ReportTemplates) throws -> ReportFile {
    let entries = try names(in: folder).map { entry($0, in: folder) }
    let page = try templates.page(
      "index",
      [
        "styles": .markup(templates.styles), "reports": .list(entries),
        "count": .text(counted(entries.count, "experiment")), "isEmpty": .flag(entries.isEmpty),
      ])
    return ReportFile(path: "index.html", text: page)
  }

  /// The subfolders with findings, sorted by bytes.
  private static func names(in folder: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter {
        FileManager.default.fileExists(atPath: "\(folder)/\($0)/findings.json")
      }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw Problem.unreadableFile(folder, reason: systemReason(error))
    }
  }

  private static func entry(_ name: String, in folder: String) -> TemplateValue {
    let hasPage = FileManager.default.fileExists(atPath: "\(folder)/\(name)/index.html")
    let address: TemplateValue = hasPage ? .text("\(percentEncoded(name))/index.html") : .absent
    do {
      // Named as the page sees it: a list made elsewhere is the same list.
      let file = "\(name)/findings.json"
      let bytes = try readBytes(of: "\(folder)/\(file)", as: file)
      let findings = try Findings(parsing: bytes, file: file)
      let header = HeaderView(findings: findings)
      return [
        "name": .text(name), "address": address, "problem": .absent,
        "title": .text(findings.title), "question": .optional(findings.question),
        "summary": header.summary, "models": .text(header.models),
        "examples": .text(counted(header.exampleCount, "example")),
        "shortcomings": .optional(header.shortcomings),
      ]
    } catch {
      return [
        "name": .text(name), "address": address, "problem": .text(words(of: error)),
        "title": .text(name), "question": .absent, "summary": .absent, "models": .absent,
        "examples": .absent, "shortcomings": .absent,
      ]
    }
  }

  private static func words(of error: any Error) -> String {
    guard let problem = error as? Problem else { return "The findings cannot be read." }
    return problem.place.isEmpty ? problem.summary : "\(problem.place): \(problem.summary)"
  }

  /// `name` as one part of an address.
  static func percentEncoded(_ name: String) -> String {
    name.utf8.map { byte in
      let isPlain =
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
        || "-._~".utf8.contains(byte)
      guard !isPlain else { return String(UnicodeScalar(byte)) }
      return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
