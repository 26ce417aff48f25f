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
  /// What differs: `family` for a claim that families differ and sizes agree, whose rows hold mean
  /// distances between families (`value`) and within (`referenceValue`); `nil` for a claim about data.
  public var differs: String?
  /// What is compared.
  public var quantity: QuantityFacts
  /// Who claims it: paper and claim.
  public var source: String?
  /// The verdict of all rows where they agree; `refuted` (of families `not supported`) if a row is and
  /// none is supported; else `inconclusive`.
  public var verdict: String
  /// One row for each thing that the claim must hold for, such as each model and projection.
  public var rows: [DifferenceFinding]
  /// The verdict at equal length of all rows where they agree, else as `verdict`; `not comparable` if
  /// all rows are, `nil` where no control was asked for.
  public var controlledVerdict: String?
  /// What raw and controlled rows say together, in sentences; `nil` where no control was asked for.
  public var reading: String?

  /// Creates a claim.
  public init(
    statement: String, differs: String? = nil, quantity: QuantityFacts, source: String?,
    verdict: String, rows: [DifferenceFinding], controlledVerdict: String? = nil,
    reading: String? = nil
  ) {
    self.statement = statement
    self.differs = differs
    self.quantity = quantity
    self.source = source
    self.verdict = verdict
    self.rows = rows
    self.controlledVerdict = controlledVerdict
    self.reading = reading
  }
}
