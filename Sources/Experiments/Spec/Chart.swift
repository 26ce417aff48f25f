extension ExperimentSpec {
  /// A chart.
  public struct Chart: Sendable, Equatable {
    /// What kind of chart it is, with what only that kind has.
    public var form: Form
    /// What is drawn; `nil` for a spectrum, which draws the singular values themselves, for a training
    /// chart, which draws the loss, and for a separation chart, which draws several scores.
    public var quantity: Quantity?
    /// What colours tell apart, or `nil` for one colour.
    public var color: Facet?
    /// What the columns of panels tell apart, or `nil` for one column.
    public var columns: Facet?
    /// What the rows of panels tell apart, or `nil` for one row.
    public var rows: Facet?
    /// What is shown.
    public var filters: Filters
    /// The scale of the values.
    public var scale: Scale
    /// What a separation chart ranks the examples by; empty for all others.
    public var scores: [Quantity] = []
    /// What a forest or separation chart takes out of its differences.
    public var control: Control = .length

    /// The kinds of chart, with what only each has.
    public enum Form: Sendable, Equatable {
      /// Curves with intervals over `x`.
      case line(x: LineAxis, Normalization)
      /// How the values of the examples are distributed, each averaged over the layers shown.
      case distribution
      /// A grid of colours: mean values; of layer against layer, correlations over the examples.
      case heatmap(x: GridAxis, y: GridAxis)
      /// Singular values by rank, averaged over the examples.
      case spectrum(Normalization)
      /// Differences of pairs of data sets with intervals, a row each. `of` and `than` have equal
      /// counts and hold names of data sets.
      case forest(of: [String], than: [String], Difference)
      /// Differences of pairs of data sets in each layer, as curves with intervals. `of` and `than`
      /// have equal counts and hold names of data sets; `x` is `layer` or `depth`.
      case contrast(of: [String], than: [String], Difference, x: LineAxis)
      /// The loss while models are trained, over the tokens seen.
      case training
      /// How well scores tell pairs of data sets apart: areas under the ROC curve with intervals, a row
      /// each. `of` and `than` have equal counts and hold names of data sets.
      case separation(of: [String], than: [String])
    }

    /// The words for the kinds.
    public enum Kind: String, Sendable, CaseIterable {
      case line, distribution, heatmap, spectrum, forest, contrast, training, separation
    }

    /// What lines run over.
    public enum LineAxis: String, Sendable, CaseIterable {
      /// The index of the layer, from 0.
      case layer
      /// The index of the layer by that of the last, from 0 to 1.
      case depth
      /// The number of response tokens of an example.
      case responseTokens
      /// The number of parameters of the model; a line joins the models of a family.
      case size
    }

    /// What a side of a heatmap runs over.
    public enum GridAxis: String, Sendable, CaseIterable {
      case layer, projection, model, data
    }

    /// What values are divided by.
    public enum Normalization: String, Sendable, CaseIterable {
      /// Nothing.
      case none
      /// A curve by its mean over the layers.
      case mean
      /// Singular values by the largest.
      case sigma1
    }

    /// How two values differ.
    public enum Difference: String, Sendable, CaseIterable {
      /// One minus the other, in the quantity's unit.
      case absolute
      /// The natural logarithm of one by the other.
      case logRatio
    }

    /// A scale of values.
    public enum Scale: String, Sendable, CaseIterable {
      case linear, log, auto
    }

    /// The word for the kind of chart.
    public var kind: Kind {
      switch form {
      case .line: .line
      case .distribution: .distribution
      case .heatmap: .heatmap
      case .spectrum: .spectrum
      case .forest: .forest
      case .contrast: .contrast
      case .training: .training
      case .separation: .separation
      }
    }
  }
}
