public import Diagnostics

/// The examples of a file, and the rows that are none.
public struct ExampleSet: Sendable {
  /// The usable examples, in the order of the file.
  public internal(set) var examples: [Example] = []
  /// The unusable rows, in the order of the file.
  public internal(set) var unusable: [UnusableRow] = []

  /// A row that is no example, and why.
  public struct UnusableRow: Sendable {
    /// The position among the rows of the file, from 0.
    public let index: Int
    /// What is wrong with it, with its line and the JSON pointer within the file or line.
    public let problem: Problem
  }

  /// The number of rows read.
  public var rowCount: Int { examples.count + unusable.count }

  /// What results may depend on, for a digest: the canonical lines of the examples.
  public var canonicalBytes: [UInt8] { examples.flatMap(\.canonicalLine) }
}
