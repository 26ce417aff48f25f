import Experiments
import JSONTree

/// One number of a report and all that tells it from the others.
struct TidyRow {
  /// The cell's id.
  var cell: String
  /// What the cell is: `line`, `table`, `claim` …
  var kind: String
  /// What the number is: `mean`, `median`, `example`, `difference`, `Cliff's delta` …
  var statistic: String
  /// What it is a number of.
  var quantity: QuantityFacts?
  var identity = Identity()
  var panelRow: String?
  var panelColumn: String?
  var series: String?
  /// The name of the axis that `position` is on, such as `layer`.
  var coordinate: String?
  var position: Double?
  /// What columns of a grid or table stand for, and the name of this one.
  var xName: String?
  var x: String?
  /// What rows of a grid or table stand for, and the name of this one.
  var yName: String?
  var y: String?
  /// The heading over rows of a forest plot.
  var group: String?
  /// The row of a claim or forest plot.
  var row: String?
  /// What it is compared with.
  var reference: String?
  /// The way in which length is taken out; `nil` where it is not.
  var control: String?
  /// The position of the example in its sample, from 0.
  var example: Int?
  var estimate: EstimateFinding
  var isPaired: Bool?
  var pValue: Double?
  var leastPValue: Double?
  var adjustedPValue: Double?
  var verdict: String?
  var problem: String?

  init(
    _ cell: CellFinding, _ statistic: String, of quantity: QuantityFacts?,
    _ estimate: EstimateFinding
  ) {
    self.cell = cell.id
    kind = cell.kind
    self.statistic = statistic
    self.quantity = quantity
    self.estimate = estimate
  }
}

extension EstimateFinding {
  /// A number without an interval.
  init(bare value: Double?, n: Int) {
    self.init(value: value, lower: nil, upper: nil, n: n)
  }
}

extension QuantityFacts {
  /// What a spectrum draws; findings name no quantity for it.
  static let singularValue = QuantityFacts(
    metric: "singularValue", label: "Singular value", unit: nil, direction: "neutral",
    summary: "The singular values of a gradient, largest first.")
}
