import Diagnostics
import JSONTree

// MARK: - Whole files

extension Problem {
  static func unknownEnding(_ path: String) -> Problem {
    Problem(
      "The kind of the data file '\(FilePaths.name(of: path))' is unknown.",
      at: Place(file: path), expected: "a name that ends in .json or .jsonl",
      remedy: "Write the data as a JSON array of objects (.json) or as an object a line (.jsonl).")
  }

  static func noDataFile(in folder: String) -> Problem {
    Problem(
      "The folder '\(FilePaths.name(of: folder))' holds no data file.", at: Place(file: folder),
      expected: "files whose names end in .json or .jsonl", found: "none",
      remedy: "Name another folder, or a file.")
  }

  static func noRows(_ path: String) -> Problem {
    Problem(
      "The data file '\(FilePaths.name(of: path))' has no rows.", at: Place(file: path),
      expected: "at least one example", found: "none",
      remedy: "Add examples, or name another file.")
  }

  static func notOneValue(_ problem: Problem) -> Problem {
    var copy = problem
    if problem.summary == "The JSON text goes on after its value." {
      copy.remedy = "If the file holds an object a line, name it .jsonl; else remove what follows."
    }
    return copy
  }

  static func notAnArray(_ root: JSONNode, at place: Place) -> Problem {
    var found = root.kind
    if case .object(let members) = root.content {
      let keys = members.prefix(5).map { "'\($0.key)'" }.joined(separator: ", ")
      found = members.isEmpty ? "an empty object" : "an object with the keys \(keys)"
      if members.count > 5 { found += " and \(members.count - 5) more" }
    }
    return Problem(
      "The data file does not hold an array.", at: place, expected: "an array of objects",
      found: found, remedy: "Save the array of examples alone.")
  }

  static func arrayInLines(_ path: String) -> Problem {
    Problem(
      "The data file '\(FilePaths.name(of: path))' holds an array, not an object a line.",
      at: Place(file: path, line: 1), expected: "an object in each line", found: "'['",
      remedy: "Name it .json.")
  }
}

// MARK: - Rows

extension Problem {
  static func unexpectedRow(_ node: JSONNode) -> Problem {
    Problem(
      "A row is not an object.", expected: "an object", found: node.kind,
      remedy: "Write {\"instruction\": …, \"output\": …}.")
  }

  static func missingColumn(_ column: String, in node: JSONNode) -> Problem {
    let keys = node.value.members?.map(\.key) ?? []
    return Problem(
      "The column '\(column)' is missing.", expected: "'\(column)'",
      found: keys.isEmpty
        ? "an empty object" : keys.prefix(8).map { "'\($0)'" }.joined(separator: ", "),
      remedy: didYouMean(column, among: keys).map { "\($0) If so, say it in the data's 'format'." }
        ?? "Add it, or say in the data's 'format' which column it is.")
  }

  static func wrongColumn(_ column: String, _ node: JSONNode, expected: String) -> Problem {
    Problem(
      "The column '\(column)' is not text.", expected: expected, found: node.shown,
      remedy: "Write it as a string.")
  }

  static func emptyResponse(_ column: String) -> Problem {
    Problem(
      "The response is empty.", expected: "text in '\(column)'", found: "''",
      remedy: "Add the response, or remove the example.")
  }
}
