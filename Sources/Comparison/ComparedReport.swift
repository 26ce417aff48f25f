public import Experiments

/// A report on one side of a comparison.
public struct ComparedReport: Sendable {
  /// How it is called: as the user named it.
  public var name: String
  /// What it shows.
  public var findings: Findings

  /// Creates a side. `findings.samples` should be those of the report, where there are any.
  public init(name: String, findings: Findings) {
    self.name = name
    self.findings = findings
  }

  /// The numbers of a cell, each with how far its examples move it where that is known.
  func numbers(of cell: CellFinding) -> [ReportedNumber] {
    var numbers = findings.numbers(of: cell)
    guard let samples = findings.samples else { return numbers }
    for index in numbers.indices {
      numbers[index].estimate.influence = samples.influence(on: index, of: cell.id)
    }
    return numbers
  }
}
