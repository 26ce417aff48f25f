import Diagnostics
import Experiments
import Foundation

/// A report that lies in a folder of reports.
struct StoredReport {
  /// The name of its folder.
  let name: String
  /// The address of its page as seen from the folder of reports; `nil` if there is no page.
  let address: String?
  /// What it shows, or why that cannot be read.
  let findings: Result<Findings, Unreadable>

  /// Why findings cannot be read, in words.
  struct Unreadable: Error {
    let words: String
  }

  /// The subfolders of `folder` with findings, sorted by bytes; none if it does not exist.
  ///
  /// - Throws: `Problem` if the folder cannot be read.
  static func all(in folder: String) throws -> [StoredReport] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw Problem.unreadableFile(folder, reason: systemReason(error))
    }
    return names.filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)/findings.json")
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { StoredReport($0, in: folder) }
  }

  private init(_ name: String, in folder: String) {
    self.name = name
    let hasPage = FileManager.default.fileExists(atPath: "\(folder)/\(name)/index.html")
    address = hasPage ? "\(Self.percentEncoded(name))/index.html" : nil
    do {
      // Named as the page sees it: a list made elsewhere is the same list.
      let file = "\(name)/findings.json"
      let bytes = try readBytes(of: "\(folder)/\(file)", as: file)
      findings = .success(try Findings(parsing: bytes, file: file))
    } catch {
      findings = .failure(Unreadable(words: Self.words(of: error)))
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
