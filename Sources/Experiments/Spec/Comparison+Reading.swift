import Diagnostics
import JSONTree
import Statistics

extension Reader<ExperimentSpec.Similarity> {
  static func similarity(in scope: SpecScope) -> Reader {
    .object("a similarity") { object in
      _ = object.optional("of", .choice, default: Compared.models)
      let measure = object.curveMeasure()
      let quantity = object.quantity(at: "metric", for: .curves(measure), in: scope)
      let filters = object.filters(for: quantity.map { [$0] }, in: scope)
      let each = object.comparisonScope(
        of: quantity, default: quantity?.metric.hasProjections ?? true ? .eachProjection : .all)
      if let filters { object.reportTooFewModels(filters.models) }
      guard let measure, let quantity, let filters, let each else { return nil }
      return Value(quantity: quantity, measure: measure, scope: each, filters: filters)
    }
  }
}

extension Reader<ExperimentSpec.FamilyClaim> {
  static func familyClaim(in scope: SpecScope) -> Reader {
    .object("a claim of families") { object in
      let measure = object.curveMeasure()
      let quantity = object.quantity(at: "that", for: .curves(measure), in: scope)
      let differs = object.required("differs", Reader<Differing>.choice)
      let filters = object.filters(for: quantity.map { [$0] }, in: scope)
      let each = object.comparisonScope(of: quantity, default: .all)
      let source = object.optional("source", .text)
      guard let measure, let quantity, differs != nil, let filters, let each else { return nil }
      return Value(
        quantity: quantity, measure: measure, scope: each, filters: filters, source: source)
    }
  }
}

/// What a similarity is of.
private enum Compared: String, CaseIterable {
  case models
}

/// What a claim says that models differ by.
private enum Differing: String, CaseIterable {
  case family
}

extension ObjectReader {
  fileprivate func curveMeasure() -> CurveMeasure? {
    optional("measure", .choice, default: .pearson)
  }

  fileprivate func comparisonScope(
    of quantity: ExperimentSpec.Quantity?, default: ExperimentSpec.ComparisonScope
  ) -> ExperimentSpec.ComparisonScope? {
    let each = optional("for", .choice, default: `default`)
    if let quantity, each?.splitsProjections ?? false {
      reportWithoutProjections([quantity], at: "for")
    }
    return each
  }

  fileprivate func reportTooFewModels(_ models: [String]) {
    guard models.count == 1 else { return }
    report(.oneModel(models[0]), at: has("models") ? "models" : "families")
  }
}

extension MetricUse {
  /// Metrics whose curves over the layers can be compared so.
  fileprivate static func curves(_ measure: CurveMeasure?) -> MetricUse {
    measure == .distance
      ? MetricUse(noun: "a distance of curves", accepts: \.isNormalizable)
      : MetricUse(noun: "a comparison of curves", accepts: \.hasCurve)
  }
}

extension Problem {
  fileprivate static func oneModel(_ name: String) -> Problem {
    Problem(
      "A similarity needs models to compare.", expected: "at least two models",
      found: "'\(name)' alone", remedy: "Add a model, or remove the similarity.")
  }
}
