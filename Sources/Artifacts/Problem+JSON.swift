import Diagnostics
import JSONTree

extension Problem {
  /// The problem as JSON: only what is known, from which `init(json:)` builds it again.
  var json: JSONValue {
    let text: [(String, String?)] = [
      ("summary", summary), ("expected", expected), ("found", found), ("remedy", remedy),
      ("cause", cause), ("file", place.file), ("pointer", place.pointer), ("tensor", place.tensor),
    ]
    let numbers: [(String, Int?)] = [
      ("line", place.line), ("column", place.column), ("byteOffset", place.byteOffset),
      ("example", place.example),
    ]
    return .object(
      text.compactMap { name, value in value.map { JSONMember(name, .string($0)) } }
        + numbers.compactMap { name, value in value.map { JSONMember(name, .integer($0)) } })
  }

  /// The problem that `json` says; `nil` if it says no summary.
  init?(json: JSONValue) {
    guard let summary = json["summary"]?.string else { return nil }
    self.init(
      summary,
      at: Place(
        file: json["file"]?.string, line: json["line"]?.integer, column: json["column"]?.integer,
        pointer: json["pointer"]?.string, byteOffset: json["byteOffset"]?.integer,
        tensor: json["tensor"]?.string, example: json["example"]?.integer),
      expected: json["expected"]?.string, found: json["found"]?.string,
      remedy: json["remedy"]?.string, cause: json["cause"]?.string)
  }
}
