public import Diagnostics

/// The examples of a file, and the rows that are none.
public struct ExampleSet: Sendable {
  /// The usable examples, in the order of the file.
  public internal(set) var examples: [Example] = []
  /// The unusable rows, in the order of the file.
  public internal(set) var unusable: [UnusableRow] = []

  /// The number of rows left out because an earlier row says the same; 0 for a single file, which may
  /// repeat itself.
  public internal(set) var repeated = 0
  /// The number of examples that a file of scores has nothing on.
  public internal(set) var unscored = 0
  /// The number of examples that could not be chosen because the column that `select` names holds no
  /// number.
  public internal(set) var withoutScore = 0
  /// Where the rows begin, by their index.
  var places: [Int: Place] = [:]

  /// A row that is no example, and why.
  public struct UnusableRow: Sendable {
    /// The position among the rows of the file, from 0.
    public let index: Int
    /// What is wrong with it, with its line and the JSON pointer within the file or line.
    public let problem: Problem
  }

  /// The number of rows read; of a subset, how many are left.
  public var rowCount: Int { examples.count + unusable.count + repeated }

  /// What results may depend on, for a digest: the canonical lines of the examples.
  public var canonicalBytes: [UInt8] { examples.flatMap(\.canonicalLine) }
}
