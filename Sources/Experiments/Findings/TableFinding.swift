/// Estimates in rows and columns, one or more quantities in each field.
public struct TableFinding: Codable, Sendable, Equatable {
  /// The quantities, in the order in which a field lists them.
  public var quantities: [QuantityFacts]
  /// What a row stands for: `model`, `data`, `projection`, `family`, `size`.
  public var rowTitle: String
  /// The name of each row.
  public var rows: [String]
  /// What a column stands for.
  public var columnTitle: String
  /// The name of each column.
  public var columns: [String]
  /// The fields: a list for each row, holding a list for each column, holding an estimate for each
  /// quantity.
  public var cells: [[[EstimateFinding]]]

  /// Creates a table.
  public init(
    quantities: [QuantityFacts], rowTitle: String, rows: [String], columnTitle: String,
    columns: [String], cells: [[[EstimateFinding]]]
  ) {
    self.quantities = quantities
    self.rowTitle = rowTitle
    self.rows = rows
    self.columnTitle = columnTitle
    self.columns = columns
    self.cells = cells
  }
}

/// A claim, the numbers it rests on, and whether they bear it out.
public struct ClaimFinding: Codable, Sendable, Equatable {
  /// The claim as a sentence.
  public var statement: String
  /// What is compared.
  public var quantity: QuantityFacts
  /// Who claims it: paper and claim.
  public var source: String?
  /// `supported` if every row is; `refuted` if a row is and none is supported; else `inconclusive`.
  public var verdict: String
  /// One row for each model, or for each model and projection.
  public var rows: [DifferenceFinding]

  /// Creates a claim.
  public init(
    statement: String, quantity: QuantityFacts, source: String?, verdict: String,
    rows: [DifferenceFinding]
  ) {
    self.statement = statement
    self.quantity = quantity
    self.source = source
    self.verdict = verdict
    self.rows = rows
  }
}
