import DataQuality
import Diagnostics
import JSONTree

extension Problem {
  static func unsuitable(_ metric: Metric, for noun: String, suitable: [String]) -> Problem {
    Problem(
      "Metric '\(metric.rawValue)' does not fit \(noun).", expected: quotedChoice(suitable),
      found: "'\(metric.rawValue)', \(metric.facts.grain.phrase)",
      remedy: "Choose what is expected, or show the metric in a table.")
  }

  static func unmeasured(_ projections: [ExperimentSpec.Projection], for metric: Metric) -> Problem
  {
    let missing = projections.map { "'\($0.rawValue)'" }.joined(separator: " and ")
    return Problem(
      "Metric '\(metric.rawValue)' needs projections that are not measured.",
      expected: "\(missing) in /measure/spectra/projections",
      remedy: "Add \(missing) there, or remove the metric.")
  }

  static func unmeasured(_ scores: [ExperimentSpec.Quality.Score], for metric: Metric) -> Problem {
    let words = scores.map { "'\($0.rawValue)'" }.joined(separator: " or ")
    return Problem(
      "Metric '\(metric.rawValue)' needs scores that are not computed.",
      expected: "\(words) in /measure/quality/scores",
      remedy: "Add \(words) there, or remove the metric.")
  }

  static func unmeasuredExamples(_ metric: Metric) -> Problem {
    Problem(
      "Metric '\(metric.rawValue)' needs examples that are measured one by one.",
      expected: "'spectra' in /measure", found: "none",
      remedy: "Add \"spectra\": {} to /measure, or remove the metric.")
  }

  static func unmeasured(_ projection: ExperimentSpec.Projection) -> Problem {
    Problem(
      "Projection '\(projection.rawValue)' is not measured.",
      expected: "'\(projection.rawValue)' in /measure/spectra/projections",
      remedy: "Add it there, or remove it here.")
  }

  static func withoutEffect(_ key: String, because reason: String) -> Problem {
    Problem("'\(key)' has no effect: \(reason).", remedy: "Remove it.")
  }

  static func withoutProjections(_ metric: Metric) -> Problem {
    Problem(
      "Metric '\(metric.rawValue)' is the same for all projections.",
      expected: "anything but projections to tell apart", found: metric.facts.grain.phrase,
      remedy: "Tell models or data apart instead.")
  }

  static func sameFacet(_ facet: String, _ first: String, _ second: String) -> Problem {
    Problem(
      "'\(first)' and '\(second)' are both '\(facet)'.", expected: "two that differ",
      remedy: "Change one of the two.")
  }

  static func facetOnAxis(_ facet: String) -> Problem {
    Problem(
      "'\(facet)' is a side of the heatmap already.", expected: "one that 'x' and 'y' do not show",
      remedy: "Choose another.")
  }

  static func facetOnSizeAxis(_ facet: String) -> Problem {
    Problem(
      "'\(facet)' is on the horizontal axis already.",
      expected: quotedChoice(["data", "projection", "family"]), found: "'\(facet)'",
      remedy: "Choose another.")
  }

  static func facetOfTraining(_ facet: String) -> Problem {
    Problem(
      "A training chart has no \(facet == "data" ? "data sets" : "projections") to tell apart.",
      expected: quotedChoice(["model", "family", "size"]), found: "'\(facet)'",
      remedy: "Choose another.")
  }

  static func noModelLeft(among models: [ModelDefinition]) -> Problem {
    Problem(
      "No model is of these families and sizes.",
      expected: "at least one of "
        + models.map { "'\($0.name)' (\($0.family), \($0.size))" }.joined(separator: ", "),
      found: "none", remedy: "Widen the choice.")
  }

  static func facetOfForest() -> Problem {
    Problem(
      "A forest chart cannot tell data sets apart so.",
      expected: quotedChoice(["model", "projection", "family", "size"]), found: "'data'",
      remedy: "'of' and 'than' say which data sets are compared. Choose another.")
  }

  static func unpaired(_ of: Int, _ than: Int) -> Problem {
    Problem(
      "'of' and 'than' do not pair up.", expected: "equally many data sets, or one on a side",
      found: "\(of) and \(than)", remedy: "List a data set in 'than' for each in 'of'.")
  }

  static func comparedWithItself(_ name: String) -> Problem {
    Problem(
      "Data set '\(name)' is compared with itself.", expected: "two data sets that differ",
      remedy: "Change one of the two.")
  }

  static func modelWithItself(_ name: String) -> Problem {
    Problem(
      "Model '\(name)' is compared with itself.", expected: "other models under 'models'",
      remedy: "Name under 'models' those that the claim is about.")
  }

  static func noModelOperand() -> Problem {
    Problem(
      "Models are compared example by example.",
      expected: "a metric of examples, for each model or each model and projection",
      remedy: "Compare data sets, or choose another metric or 'for'.")
  }

  static func comparedTwice(_ of: String, _ than: String) -> Problem {
    Problem(
      "Data set '\(of)' is compared with '\(than)' twice.", expected: "pairs that differ",
      remedy: "Remove one of the two.")
  }

  static func equalToZero() -> Problem {
    Problem(
      "Nothing else is equal to 0 within a relative tolerance.",
      expected: "a number other than 0, or a data set", found: "0",
      remedy: "Use 'greater' or 'less' with a small number.")
  }
}

extension Metric.Grain {
  /// How a sentence says it.
  fileprivate var phrase: String {
    switch self {
    case .layerProjection: "one value for each example, layer and projection"
    case .layer: "one value for each example and layer"
    case .layerPair: "one value for each example, projection and pair of layers"
    case .curve: "one value for each curve over the layers"
    case .example: "one value for each example"
    case .dataSet: "one value for each data set"
    }
  }
}
