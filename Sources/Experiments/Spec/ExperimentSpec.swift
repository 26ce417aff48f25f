public import GradientSpectra

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
  /// The folder of published data, if it is known; the published forms of the data sets are then in
  /// use.
  public var dataRoot: String?
  /// What would hold with published data, where they are not known.
  public var published: Published?
  /// Which changes of the results are allowed; `nil` for what is usual.
  public var policy: ComparisonPolicy?

  /// Where a data set's files are, relative to the working folder or absolute.
  ///
  /// - Parameter dataSet: One of ``data``.
  /// - Returns: Their paths as seen from the working folder; `~` is the home folder. Empty where the
  ///   examples come from no files of their own.
  public func paths(of dataSet: DataSet) -> [String] {
    guard case .files(let paths) = dataSet.source else { return [] }
    return paths.map { path($0, of: dataSet) }
  }

  /// A path that a data set names, as seen from the working folder.
  func path(_ written: String, of dataSet: DataSet) -> String {
    FilePaths.resolve(written, from: dataSet.isPublished ? dataRoot ?? folder : folder)
  }

  /// What is measured with a model: as with all, but for what it says itself.
  func measure(with model: ModelDefinition) -> Measure {
    var measure = measure
    guard let prompt = model.prompt else { return measure }
    measure.spectra.prompt = prompt
    measure.quality?.prompt = prompt
    return measure
  }

  /// What holds with published data in place of what the experiment says; `nil` keeps it.
  public struct Published: Sendable, Equatable {
    /// The models.
    public var models: [ModelDefinition]?
    /// The title.
    public var title: String?
    /// More about it, in Markdown.
    public var description: String?
    /// The number of tokens after which an example is cut, at least 2.
    public var maxLength: Int?
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
    /// How many rows are read, from the first, or how many passages are taken; at least 1, or `nil` for
    /// all rows and the usual number of passages. What `selection` chooses is chosen among them.
    public var sample: Int?
    /// How many rows of the files are passed over before those that are read; 0 for none.
    public var skip = 0
    /// Which columns hold the parts of an example.
    public var format: ExampleFormat
    /// A file of scores of the examples, relative to the same folder as the files.
    public var scores: ScoreFile?
    /// The columns of score metrics that have other names than the metrics.
    public var columns = ScoreColumns()
    /// Which examples are used; `nil` for all. Of a file, they are chosen by a column when it is read,
    /// after `scores` are joined; of another data set, by a metric after it was measured.
    public var selection: Selection?
    /// How the responses are spoiled, those of the chosen examples.
    public var corruption: Corruption?
    /// What holds with published data, where they are not known.
    public var published: DataForm?
    /// Whether its files are published data.
    public var isPublished = false
    /// Whether its examples can be had: not where they are published data that are not known.
    public var isAvailable = true

    /// The data set that this one is a subset of by measurement: its examples are known only once those
    /// of the other were measured, and may differ from model to model.
    public var measuredBase: String? {
      guard case .other(let name) = source, corruption == nil else { return nil }
      return name
    }

    /// The score metrics that an example's columns give.
    ///
    /// - Parameter example: One of this data set.
    /// - Returns: The finite numbers there. A spoiled response has no reward.
    public func columnScores(of example: Example) -> [Metric: Double] {
      var scores: [Metric: Double] = [:]
      for metric in Metric.ofColumns where metric != .reward || corruption == nil {
        scores[metric] = example.number(in: columns[metric])
      }
      return scores
    }

    /// Where examples come from.
    public enum Source: Sendable, Equatable {
      /// Files, at least one, one after the other, relative to the experiment's folder or to that of the
      /// published data.
      case files([String])
      /// Passages of a running text, its files relative to the experiment's folder.
      case passages(TextPassages)
      /// An earlier data set, by its name.
      case other(String)
      /// Published data, which are not known here.
      case unknown

      /// A single file.
      public static func file(_ path: String) -> Source { .files([path]) }
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
    /// How spectra of layer-wise gradients are measured, where they are.
    public var spectra: Spectra
    /// Whether they are measured, of every example of every data set.
    public var hasSpectra = true
    /// How quality scores of examples are computed; `nil` if they are not.
    public var quality: Quality?
    /// How the gradients of an example become one short vector; `nil` for no such vectors.
    public var sketch: Sketch? = nil
    /// Which training data are selected, and what comes of it; `nil` for no selection.
    public var selection: SelectionMeasure? = nil
    /// Which mixtures of training data are made, and what comes of them; `nil` for none.
    public var mixture: MixtureMeasure? = nil
  }

  /// How spectra of layer-wise gradients are measured.
  public struct Spectra: Sendable, Equatable {
    /// The projections, at least one, in the order of `Projection`.
    public var projections: [Projection]
    /// The number of tokens after which an example is cut, at least 2.
    public var maxLength: Int
    /// How an example becomes text.
    public var prompt: Prompt
    /// How many response tokens carry the loss in a second measurement of each example; `nil` for none.
    public var fixed: FixedTokens? = nil
  }

  /// How the gradients of an example become one short vector.
  public struct Sketch: Sendable, Equatable {
    /// The length of the vector, a power of two from 64 to 65 536.
    public var dimension: Int
    /// The seed of the map, at least 0.
    public var seed: Int
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
