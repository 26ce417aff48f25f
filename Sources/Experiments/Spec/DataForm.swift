/// What a data set is made of: the part of it that published data replace.
public struct DataForm: Sendable, Equatable {
  /// The name for people.
  public var label: String?
  /// Where the examples come from.
  public var source: ExperimentSpec.DataSet.Source?
  /// How many rows are read, from the first, or how many passages are taken.
  public var sample: Int?
  /// How many rows are passed over before the first that is read; `nil` for none.
  public var skip: Int? = nil
  /// Which columns hold the parts of an example.
  public var format: ExampleFormat?
  /// A file of scores.
  public var scores: ScoreFile?
  /// The columns of score metrics.
  public var columns: ScoreColumns?
  /// Which examples are used.
  public var selection: Selection?
  /// How responses are spoiled.
  public var corruption: Corruption?

  /// This form with what `other` says in place of its own.
  ///
  /// Another source begins anew: scores, selection and corruption belong to the old one and go with it,
  /// and where the new one is no file, sample and format too.
  func replaced(by other: DataForm) -> DataForm {
    var form = self
    if let source = other.source {
      form.source = source
      (form.scores, form.selection, form.corruption) = (nil, nil, nil)
      form.skip = nil
      if case .other = source { (form.sample, form.format) = (nil, nil) }
    }
    form.label = other.label ?? form.label
    form.sample = other.sample ?? form.sample
    form.skip = other.skip ?? form.skip
    form.format = other.format ?? form.format
    form.scores = other.scores ?? form.scores
    form.columns = other.columns ?? form.columns
    form.selection = other.selection ?? form.selection
    form.corruption = other.corruption ?? form.corruption
    return form
  }
}

/// Which columns hold the scores of examples, where they have other names than the metrics.
public struct ScoreColumns: Sendable, Equatable {
  /// The columns that were named, each of one of `Metric.ofColumns`.
  public var named: [Metric: String] = [:]

  /// Creates columns that are named as the metrics.
  public init() {}

  /// The column of a metric.
  public subscript(_ metric: Metric) -> String { named[metric] ?? metric.rawValue }
}
