import Diagnostics
import Foundation
import JSONTree

extension Findings {
  /// The findings as `findings.json`: keys sorted, lists of plain values on one line, a final line
  /// break. Equal findings give equal bytes.
  public func encoded() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = Array(try encoder.encode(self))
    return try JSONDocument(bytes).root.value.text(.indented) + "\n"
  }

  /// Reads a `findings.json`.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - file: Its name, for problems.
  /// - Throws: `Problem` if it is not JSON, of another version of the format, or lacks something.
  public init(parsing bytes: [UInt8], file: String) throws {
    let document = try JSONDocument(bytes, file: file)
    guard let schema = document.root["schema"]?.value.integer else {
      throw Problem.notFindings(file)
    }
    guard schema == Findings.currentSchema else {
      throw Problem.findingsSchema(schema, file: file)
    }
    do {
      self = try JSONDecoder().decode(Findings.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw Problem.damagedFindings(error, file: file)
    }
  }
}

extension Problem {
  static func notFindings(_ file: String) -> Problem {
    Problem(
      "The file does not hold findings.", at: Place(file: file),
      expected: "an object with a number 'schema', as 'gradbook run' writes",
      remedy: "Name the folder of a report, or run the experiment again.")
  }

  static func findingsSchema(_ schema: Int, file: String) -> Problem {
    Problem(
      "The findings have another format.", at: Place(file: file, pointer: "/schema"),
      expected: "version \(Findings.currentSchema)", found: "version \(schema)",
      remedy: schema > Findings.currentSchema
        ? "Use a newer version of gradbook." : "Run the experiment again.")
  }

  static func damagedFindings(_ error: DecodingError, file: String) -> Problem {
    let context: DecodingError.Context? =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .keyNotFound(_, let context), .dataCorrupted(let context):
        context
      @unknown default: nil
      }
    let pointer = context?.codingPath.map { "/" + ($0.intValue.map(String.init) ?? $0.stringValue) }
    return Problem(
      "The findings are damaged.", at: Place(file: file, pointer: pointer?.joined()),
      remedy: "Run the experiment again.", cause: context?.debugDescription)
  }
}
