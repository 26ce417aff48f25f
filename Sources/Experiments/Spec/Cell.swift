extension ExperimentSpec {
  /// One cell of the notebook.
  public struct Cell: Sendable, Equatable {
    /// The cell's address in the report: small letters, digits and dashes; distinct within the spec.
    public var id: String
    /// The title that stands above the cell in place of the computed one.
    public var title: String?
    /// The caption that stands below the cell in place of the computed one.
    public var caption: String?
    /// What the cell holds.
    public var content: Content

    /// What a cell holds.
    public enum Content: Sendable, Equatable {
      /// Markdown, its lines joined by line breaks.
      case markdown(String)
      /// A chart.
      case chart(Chart)
      /// A table.
      case table(Table)
      /// A claim that the measurements confirm or refute.
      case claim(Claim)
      /// How alike models are.
      case similarity(Similarity)
      /// A claim that families differ and sizes agree.
      case families(FamilyClaim)
      /// A chart, a table or a claim of what was selected and what came of it.
      case selection(SelectionView)
      /// A chart, a table or a claim of what was mixed and what came of it.
      case mixture(MixtureView)
    }
  }

  /// What tells the parts of a chart or table apart.
  public enum Facet: String, Sendable, CaseIterable {
    case model, data, projection, family, size
  }

  /// A metric and what it is taken of.
  public struct Quantity: Sendable, Equatable {
    /// The metric.
    public var metric: Metric
    /// For a metric of a curve, the metric whose curve it is; else `nil`.
    public var madOf: Metric?
    /// For `relativeDifference`, the data set that differences are relative to; else `nil`.
    public var reference: String?

    /// Creates a quantity.
    ///
    /// - Parameters:
    ///   - metric: The metric.
    ///   - madOf: For a metric of a curve, the metric whose curve it is; else `nil`.
    ///   - reference: For `relativeDifference`, the name of a data set; else `nil`.
    public init(metric: Metric, madOf: Metric?, reference: String?) {
      self.metric = metric
      self.madOf = madOf
      self.reference = reference
    }

    /// The unit, or `nil` for a dimensionless quantity.
    public var unit: String? {
      guard let madOf, metric != .relativeDifference else { return metric.facts.unit }
      return madOf.facts.unit
    }
  }

  /// Which part of the measurements a cell shows.
  public struct Filters: Sendable, Equatable {
    /// The names of the models, in the order to show them; at least one.
    public var models: [String]
    /// The names of the data sets, in the order to show them; at least one. For a forest chart and a
    /// claim, the data sets that are compared.
    public var data: [String]
    /// The projections; empty if no metric of the cell has any.
    public var projections: [Projection]
    /// The layers; `nil` if no metric of the cell has any.
    public var layers: Layers?
  }

  /// Which layers a cell shows.
  public enum Layers: Sendable, Hashable {
    /// All, or the early, middle or last ones.
    case segment(Segment)
    /// These, from 0; distinct, at least one.
    case indices([Int])

    /// A part of a model's layers.
    public enum Segment: String, Sendable, CaseIterable {
      case all, early, middle, last
    }
  }
}

extension ExperimentSpec {
  /// What comparisons of data sets control for.
  public enum Control: String, Sendable, CaseIterable {
    /// The length of responses: differences are shown at equal length too.
    case length
    /// Nothing.
    case none
  }
}

extension ExperimentSpec {
  /// A table of estimates.
  public struct Table: Sendable, Equatable {
    /// The quantities, at least one, their metrics distinct.
    public var quantities: [Quantity]
    /// What a row stands for.
    public var rows: Facet
    /// What a column stands for; not the same as `rows`.
    public var columns: Facet
    /// What is shown.
    public var filters: Filters
  }

  /// A claim that the measurements confirm or refute.
  public struct Claim: Sendable, Equatable {
    /// What is compared.
    public var quantity: Quantity
    /// The name of the data set that the claim is about.
    public var of: String
    /// How it compares.
    public var relation: Relation
    /// What it is compared with.
    public var than: Operand
    /// For what the claim must hold separately.
    public var scope: Scope
    /// For `equal`, the difference that still counts as none, relative to `than`; greater than 0. Else
    /// `nil`.
    public var tolerance: Double?
    /// What the claim is about.
    public var filters: Filters
    /// Who claims it: paper and claim.
    public var source: String?
    /// What a difference of two data sets takes out.
    public var control: Control = .length

    /// How two values compare.
    public enum Relation: String, Sendable, CaseIterable {
      case greater, less, equal
    }

    /// What a data set is compared with.
    public enum Operand: Sendable, Equatable {
      /// The data set of this name.
      case data(String)
      /// A number in the quantity's unit.
      case number(Double)
      /// The same data set in the model of this name.
      case model(String)
    }

    /// For what a claim must hold separately.
    public enum Scope: String, Sendable, CaseIterable {
      case eachModel = "each model"
      case eachModelAndProjection = "each model and projection"
      case eachFamily = "each family"
      case eachFamilyAndProjection = "each family and projection"

      /// Whether the models of a family stand together, averaged.
      var joinsFamilies: Bool { self == .eachFamily || self == .eachFamilyAndProjection }
      /// Whether projections are kept apart.
      var splitsProjections: Bool {
        self == .eachModelAndProjection || self == .eachFamilyAndProjection
      }
    }
  }
}
