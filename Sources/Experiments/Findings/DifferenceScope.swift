/// What one difference is of: the models and projections that are averaged, and the data set.
struct DifferenceScope {
  /// At least one.
  var models: [String]
  var data: String
  /// The one projection, where projections are kept apart.
  var projection: ExperimentSpec.Projection?
  var projections: [ExperimentSpec.Projection]
  /// Whether the models stand for their family.
  var joinsFamily = false

  init(
    models: [String], data: String, projection: ExperimentSpec.Projection?,
    projections: [ExperimentSpec.Projection], joinsFamily: Bool
  ) {
    self.models = models
    self.data = data
    self.projection = projection
    self.projections = projections
    self.joinsFamily = joinsFamily
  }

  init(_ combination: Combination) {
    self.init(
      models: [combination.model], data: combination.data, projection: combination.projection,
      projections: combination.projection.map { [$0] } ?? [], joinsFamily: false)
  }
}

/// A quantity of two data sets whose difference is asked for.
struct DataPair {
  var quantity: ExperimentSpec.Quantity
  var filters: ExperimentSpec.Filters
  var scope: DifferenceScope
  /// The data set that the scope's is compared with.
  var reference: String
  /// The model that the scope's are compared with, on the same data; `nil` for themselves.
  var referenceModel: String?
  var form: ExperimentSpec.Chart.Difference
}

/// What a difference says, in the words of its cell.
typealias Judging = (_ difference: EstimateFinding, _ reference: Double?) -> String
