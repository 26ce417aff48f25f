public import DataQuality

extension ExperimentSpec {
  /// How quality scores of examples are computed, from forward passes alone.
  public struct Quality: Sendable, Equatable {
    /// What is computed, at least one, in the order of `Score`.
    public var scores: [Score]
    /// How an example becomes text.
    public var prompt: Spectra.Prompt
    /// How it does so for instruction-following difficulty.
    public var ifdPrompt: DifficultyPrompt
    /// The number of tokens after which an example is cut, at least 2.
    public var maxLength: Int

    /// A group of scores.
    public typealias Score = QualityGroup

    /// The texts whose losses instruction-following difficulty compares.
    public enum DifficultyPrompt: String, Sendable, CaseIterable {
      /// The response after its prompt, and the response alone (arXiv 2402.00530).
      case same
      /// The response after Alpaca's prompt, and after "### Response:" alone (arXiv 2308.12032).
      case alpaca
    }

    /// What is computed where an experiment or a command says nothing.
    public static let usualScores: [Score] = [.ifd, .entropy]

    /// Creates settings.
    public init(
      scores: [Score] = usualScores, prompt: Spectra.Prompt, ifdPrompt: DifficultyPrompt = .same,
      maxLength: Int
    ) {
      self.scores = scores
      self.prompt = prompt
      self.ifdPrompt = ifdPrompt
      self.maxLength = maxLength
    }
  }
}

extension ExperimentSpec.Measure {
  /// The longest text that a model is given, in tokens.
  var maxLength: Int {
    max(
      hasSpectra ? spectra.maxLength : 0, quality?.maxLength ?? 0, selection?.maxLength ?? 0,
      mixture?.maxLength ?? 0)
  }
}

extension Metric {
  /// The score that the metric shows; `nil` for metrics of gradients and of columns, and for `loss`, which
  /// comes with the gradients.
  var qualityScore: QualityScore? {
    self == .loss ? nil : QualityScore(rawValue: rawValue)
  }

  /// Whether the metric is read from a column of the data.
  public var isOfColumn: Bool { Self.ofColumns.contains(self) }

  /// The metrics that are read from columns of the data, by default of their own names.
  public static let ofColumns: [Metric] = [.insTag, .difficulty, .reward]

  /// Whether the metric is one of `MeasuredExample.scores`.
  var isScore: Bool { qualityScore != nil || isOfColumn }

  /// The groups any of which `measure.quality` must compute for the metric to exist; empty if none need
  /// be.
  public var neededScores: [ExperimentSpec.Quality.Score] {
    guard let groups = qualityScore?.groups else { return [] }
    return ExperimentSpec.Quality.Score.allCases.filter(groups.contains)
  }
}
