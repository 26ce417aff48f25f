public import Diagnostics

/// All that is wrong with one file, so that one reading is enough to mend it.
public struct ProblemList: Error, Sendable, Equatable {
  /// The problems, in the order of their places in the file. Never empty.
  public let problems: [Problem]

  /// Creates a list.
  ///
  /// - Parameter problems: At least one.
  public init(_ problems: [Problem]) {
    precondition(!problems.isEmpty, "A list of 0 problems is no error")
    self.problems = problems
  }
}

extension ProblemList: CustomStringConvertible {
  /// The descriptions of the problems, one after the other.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
