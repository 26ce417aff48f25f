import JSONTree

extension CellBuilder {
  /// For how many of the measured examples of a data set a score that a cell shows is missing.
  func missingScores(of metrics: [Metric], _ data: String, _ models: [String]) -> [String] {
    metrics.filter(\.isScore).flatMap { metric in
      models.compactMap { model in
        let examples = measurements.examples(model, data)
        let missing = examples.count { $0.scores[metric] == nil }
        guard missing > 0 else { return nil }
        return
          "Metric '\(metric.rawValue)' is missing for \(missing) of \(examples.count) examples "
          + "of '\(data)' with '\(model)'."
      }
    }
  }

  /// What beside its spectra decides a cell that shows scores: how they are computed, and those that
  /// columns of the data hold, which are no part of the digest of the data. `nil` for other cells.
  func scoreInputs(of content: ExperimentSpec.Cell.Content) -> JSONValue? {
    let shown = content.metrics.filter(\.isScore)
    guard !shown.isEmpty, let filters = content.filters else { return nil }
    let columns = shown.filter(\.isOfColumn).flatMap { metric in
      filters.models.flatMap { model in
        filters.data.flatMap { measurements.examples(model, $0) }.map {
          JSONValue.finite($0.scores[metric])
        }
      }
    }
    return [
      "quality": spec.measure.quality?.json ?? .null, "version": .integer(QualityStep.version),
      "columns": .array(columns),
    ]
  }
}
