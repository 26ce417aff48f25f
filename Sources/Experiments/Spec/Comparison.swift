public import Statistics

extension ExperimentSpec {
  /// How alike the models' curves are: a matrix, ordered by clustering.
  ///
  /// A curve is a metric over relative depth, averaged over examples, so that models of different
  /// numbers of layers compare.
  public struct Similarity: Sendable, Equatable {
    /// The metric whose curves are compared.
    public var quantity: Quantity
    /// How two curves are compared.
    public var measure: CurveMeasure
    /// What has a matrix of its own; over the rest, similarities are averaged.
    public var scope: ComparisonScope
    /// What is compared; at least two models.
    public var filters: Filters
  }

  /// The claim that models of different families differ more than models of one family.
  public struct FamilyClaim: Sendable, Equatable {
    /// The metric whose curves are compared.
    public var quantity: Quantity
    /// How two curves are compared.
    public var measure: CurveMeasure
    /// For what the claim must hold separately; over the rest, distances are averaged.
    public var scope: ComparisonScope
    /// What the claim is about.
    public var filters: Filters
    /// Who claims it: paper and claim.
    public var source: String?
  }

  /// For what models are compared separately.
  public enum ComparisonScope: String, Sendable, CaseIterable {
    case all
    case eachProjection = "each projection"
    case eachData = "each data set"
    case eachProjectionAndData = "each projection and data set"

    /// Whether projections are kept apart.
    var splitsProjections: Bool { self == .eachProjection || self == .eachProjectionAndData }
    /// Whether data sets are kept apart.
    var splitsData: Bool { self == .eachData || self == .eachProjectionAndData }
  }
}
