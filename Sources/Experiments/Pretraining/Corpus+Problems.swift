import Diagnostics

extension Problem {
  static func missingText(_ written: String, _ path: String, _ package: String?) -> Problem {
    if let package {
      return Problem(
        "The text '\(written)' of the package '\(package)' is not on this machine.",
        at: Place(file: path), remedy: "Install it by 'apt-get install \(package)'.",
        cause: "Some images of Debian leave out files under /usr/share/doc.".onlyIf(
          path.hasPrefix("/usr/share/doc/")))
    }
    if written.contains("*") || written.contains("?") {
      return Problem(
        "No file fits the pattern '\(written)'.", at: Place(file: path),
        remedy: "Correct the pattern.")
    }
    return .missingFile(path, noun: "text")
  }

  static func textTooLarge(_ path: String, limit: Int, files: Int) -> Problem {
    Problem(
      "The text to train on is too large.", at: Place(file: path),
      expected: "at most \(limit) bytes in all \(files) files", found: "more",
      remedy: "Name fewer files.")
  }

  static func emptyText(_ path: String) -> Problem {
    Problem(
      "The text file '\(path)' is empty.", at: Place(file: path), remedy: "Name another file.")
  }

  static func textNotUTF8(_ path: String, line: Int) -> Problem {
    Problem(
      "The text file '\(path)' is not UTF-8.", at: Place(file: path, line: line, column: 1),
      remedy: "Convert it, for example by 'iconv -t UTF-8'.")
  }

  static func textChanged(_ paths: [String]) -> Problem {
    Problem(
      "The text changed after the run began.", at: Place(file: paths[0]), remedy: "Run again.")
  }

  static func textTooShort(tokens: Int, context: Int, batch: Int) -> Problem {
    Problem(
      "The text is too short to train on.",
      expected: "at least one batch: \(batch) sequences of \(context) tokens, and as long a "
        + "sequence held out",
      found: "\(tokens) tokens", remedy: "Name more text, or write a smaller 'batch' or 'context'.")
  }
}

extension String {
  fileprivate func onlyIf(_ condition: Bool) -> String? { condition ? self : nil }
}
