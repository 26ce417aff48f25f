import ArgumentParser
import Diagnostics
import Experiments
import Foundation
import Glibc

/// The exit codes of the tool.
enum Outcome {
  /// Something is wrong with what was given, or inside; a wrong command line has 64, as `EX_USAGE`.
  static let failure = ExitCode(1)
  /// A policy is breached, or files are not what they should be.
  static let breached = ExitCode(2)
  /// A step failed.
  static let stepFailed = ExitCode(3)
  /// There is no such baseline.
  static let baselineMissing = ExitCode(5)
  /// Stopped by the user.
  static let interrupted = ExitCode(130)
}

/// Writes a line to standard error.
func printError(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}

extension String {
  /// With spaces after it, as wide as a column.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

/// Writes a problem to standard error.
func printProblem(_ problem: Problem, as kind: String = "error") {
  printError("\(kind): \(problem)")
}

/// Ends the program as an error asks for.
func finish(with error: any Error) -> Never {
  switch error {
  case let problem as Problem:
    printProblem(problem)
    exit(Outcome.failure.rawValue)
  case let list as ProblemList:
    for problem in list.problems { printProblem(problem) }
    if list.problems.count > 1 { printError("\(list.problems.count) problems") }
    exit(Outcome.failure.rawValue)
  default:
    Gradbook.exit(withError: error)
  }
}

/// A count with its noun: `1 example`, `2 examples`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
