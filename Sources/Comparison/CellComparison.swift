public import Experiments

/// One cell in two versions of an experiment.
public struct CellComparison: Sendable {
  /// The cell's id.
  public var id: String
  /// Its title in the version that has it last.
  public var title: String
  /// What it holds: `chart`, `table`, `claim`, `markdown` or `nothing`.
  public var kind: String
  /// What became of it: of its numbers, the verdict that asks for most attention.
  public var verdict: ComparisonVerdict
  /// What a reader should know, a sentence each.
  public var notes: [String]
  /// Its numbers, those first that ask for most attention.
  public var numbers: [NumberComparison]

  /// How many numbers have each verdict.
  public var counts: [ComparisonVerdict: Int] {
    numbers.reduce(into: [:]) { $0[$1.verdict, default: 0] += 1 }
  }
}

extension CellFinding {
  /// What the cell holds, in a word.
  var kindName: String {
    switch content {
    case .markdown: "markdown"
    case .chart: "chart"
    case .table: "table"
    case .claim: "claim"
    case .nothing: "nothing"
    }
  }
}
