import Diagnostics
import Foundation

/// A commit of the git repository around the working folder.
struct GitRevision {
  private let name: String

  /// Looks for a revision; a failure says that there is none.
  ///
  /// - Throws: `Problem` if there is no git.
  static func lookUp(_ name: String) throws -> Result<GitRevision, Problem> {
    guard !name.hasPrefix("-") else { return .failure(unknown(name, nil)) }
    let ending = try git([
      "rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}",
    ])
    return ending.status == 0
      ? .success(GitRevision(name: name)) : .failure(unknown(name, ending.errors))
  }

  /// The content of a file as seen from the working folder; `nil` if the revision has none.
  func bytes(of path: String) throws -> [UInt8]? {
    let object = "\(name):\(path.hasPrefix("/") ? "" : "./")\(path)"
    guard try Self.git(["cat-file", "-e", object]).status == 0 else { return nil }
    let ending = try Self.git(["cat-file", "blob", object])
    guard ending.status == 0 else {
      throw Problem(
        "git cannot give the file.", at: Place(file: "\(name):\(path)"),
        remedy: "Check it with 'git show'.", cause: ending.errors)
    }
    return ending.output
  }

  private static func unknown(_ name: String, _ errors: String?) -> Problem {
    Problem(
      "There is no revision '\(name)'.", expected: "a branch, tag or commit that git knows here",
      found: "'\(name)'",
      remedy: "Check it with 'git rev-parse \(name)'; a shallow clone may lack it: "
        + "'git fetch --unshallow', or 'fetch-depth: 0' in a workflow.",
      cause: errors.flatMap { $0.isEmpty ? nil : $0 })
  }

  private struct Ending {
    var status: Int32
    var output: [UInt8]
    var errors: String
  }

  private static func git(_ arguments: [String]) throws -> Ending {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // What git complains of is short: only the output can fill its pipe.
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    let words = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus != 127 else {
      throw Problem(
        "There is no git.", remedy: "Install it, for example by 'apt-get install git'.")
    }
    return Ending(
      status: process.terminationStatus, output: Array(bytes),
      errors: String(decoding: words, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
