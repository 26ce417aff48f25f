/// One experiment as its file describes it, with every default filled in.
public struct ExperimentSpec: Sendable, Equatable {
  /// The title.
  public var title: String
  /// The question that the experiment answers.
  public var question: String
  /// More about it, in Markdown.
  public var description: String?
  /// The models, at least one, their names distinct.
  public var models: [ModelDefinition]
  /// The data sets, at least one, their names distinct.
  public var data: [DataSet]
  /// What is measured.
  public var measure: Measure
  /// How intervals are computed.
  public var statistics: StatisticsSettings
  /// The cells in reading order, at least one, their ids distinct.
  public var cells: [Cell]
  /// The folder that the paths of data sets start from; empty for the working folder.
  public var folder: String

  /// Where a data set's file is, relative to the working folder or absolute.
  ///
  /// - Parameter dataSet: One of ``data``.
  /// - Returns: Its path as seen from the working folder; `~` is the home folder. `nil` for passages.
  public func path(of dataSet: DataSet) -> String? {
    guard case .file(let path) = dataSet.source else { return nil }
    return FilePaths.resolve(path, from: folder)
  }

  /// A weight matrix of a transformer layer.
  public enum Projection: String, Sendable, CaseIterable {
    case q, k, v, o, gate, up, down
  }
}

// MARK: - Data

extension ExperimentSpec {
  /// Examples and what they are.
  public struct DataSet: Sendable, Equatable {
    /// The name by which cells refer to it.
    public var name: String
    /// The name for people.
    public var label: String
    /// What the examples teach.
    public var kind: Kind
    /// How much thinking the responses show; `nil` where that says nothing.
    public var thinking: Thinking?
    /// Whether the responses belong to their instructions.
    public var relevance: Relevance
    /// Where the examples come from.
    public var source: Source
    /// How many rows are used, from the first, or how many passages are taken; at least 1, or `nil` for
    /// all rows and the usual number of passages.
    public var sample: Int?
    /// Which columns hold the parts of an example.
    public var format: ExampleFormat

    /// Where examples come from.
    public enum Source: Sendable, Equatable {
      /// A file, relative to the experiment's folder.
      case file(String)
      /// Passages of a running text, its files relative to the experiment's folder.
      case passages(TextPassages)
    }

    /// What the examples of a data set teach.
    public enum Kind: String, Sendable, CaseIterable {
      case instruction, reasoning, knowledge, code
    }

    /// How much chain of thought comes before the answer.
    public enum Thinking: String, Sendable, CaseIterable {
      case none, simplified, detailed
    }

    /// Whether the responses belong to their instructions.
    public enum Relevance: String, Sendable, CaseIterable {
      case correct, irrelevant
    }
  }
}

// MARK: - Measuring

extension ExperimentSpec {
  /// What is measured on each pair of model and data set.
  public struct Measure: Sendable, Equatable {
    /// How spectra of layer-wise gradients are measured.
    public var spectra: Spectra
  }

  /// How spectra of layer-wise gradients are measured.
  public struct Spectra: Sendable, Equatable {
    /// The projections, at least one, in the order of `Projection`.
    public var projections: [Projection]
    /// The number of tokens after which an example is cut, at least 2.
    public var maxLength: Int
    /// How an example becomes text.
    public var prompt: Prompt
  }

  /// How intervals are computed.
  public struct StatisticsSettings: Sendable, Equatable {
    /// The number of bootstrap resamples, at least 1.
    public var resamples: Int
    /// The confidence level of intervals, between 0 and 1.
    public var confidence: Double
    /// The seed of the resampling, at least 0.
    public var seed: Int
  }
}
