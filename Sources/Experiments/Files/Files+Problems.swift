import Diagnostics

extension Problem {
  /// `noun` says what the file is, such as `data` or `model`.
  static func missingFile(_ path: String, noun: String) -> Problem {
    let folder = FilePaths.folder(of: path)
    guard folder.isEmpty || FilePaths.exists(folder) else {
      return Problem(
        "The \(noun) file '\(path)' does not exist.", at: Place(file: path),
        found: "no folder '\(folder)' either", remedy: "Correct the path.")
    }
    let near = didYouMean(FilePaths.name(of: path), among: FilePaths.names(in: folder))
    return Problem(
      "The \(noun) file '\(path)' does not exist.", at: Place(file: path),
      remedy: near ?? "Correct the path.")
  }

  static func isFolder(_ path: String, noun: String) -> Problem {
    Problem(
      "The \(noun) file '\(path)' is a folder.", at: Place(file: path), expected: "a file",
      found: "a folder", remedy: "Name a file in it.")
  }

  static func unreadable(_ path: String, noun: String, _ error: any Error) -> Problem {
    Problem(
      "The \(noun) file '\(path)' cannot be read.", at: Place(file: path),
      remedy:
        "Check its permissions and its disk.", cause: "\(error)")
  }

  static func unwritable(_ path: String, reason: String) -> Problem {
    if reason.isAboutFullDisk { return fullDisk(path, cause: reason) }
    return Problem(
      "'\(path)' cannot be written.", at: Place(file: path),
      remedy: "Check the permissions of its folder.", cause: reason)
  }

  static func fullDisk(_ path: String, cause: String) -> Problem {
    Problem(
      "The disk is full.", at: Place(file: path),
      remedy: "Make room, or let GRADBOOK_MODELS name a folder on another disk.", cause: cause)
  }

  static func missingProgram(_ program: String) -> Problem {
    Problem(
      "The program '\(program)' is not installed.", expected: "'\(program)' in a folder of PATH",
      found: "none", remedy: "Install it, or add its folder to PATH.")
  }

  static func failedToRun(_ program: String, reason: String) -> Problem {
    Problem(
      "The program '\(program)' could not be run.", remedy: "Check that it runs by itself.",
      cause: reason)
  }
}

extension String {
  /// Whether a program or the system complains of a full disk.
  var isAboutFullDisk: Bool {
    contains("No space left on device") || contains("Disk quota exceeded")
  }

  /// The last lines that are not blank, with the indentation of a problem's continued line.
  func lastLines(_ count: Int = 5) -> String {
    split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }.suffix(count)
      .joined(separator: "\n    ")
  }
}
