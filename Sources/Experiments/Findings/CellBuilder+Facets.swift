/// One of the things that a chart or table tells apart: a model, a data set and a projection.
struct Combination: Hashable {
  var model: String
  var data: String
  var projection: ExperimentSpec.Projection?
}

extension CellBuilder {
  /// Every model with every data set and, for a metric that has them, every projection.
  func combinations(
    _ filters: ExperimentSpec.Filters, hasProjections: Bool, data: [String]? = nil
  ) -> [Combination] {
    let projections: [ExperimentSpec.Projection?] = hasProjections ? filters.projections : [nil]
    return filters.models.flatMap { model in
      (data ?? filters.data).flatMap { data in
        projections.map { Combination(model: model, data: data, projection: $0) }
      }
    }
  }

  /// What `facet` calls a combination; empty for no facet.
  func name(_ facet: ExperimentSpec.Facet?, of combination: Combination) -> String {
    let model = measurements.model(combination.model)
    switch facet {
    case nil: return ""
    case .model: return combination.model
    case .data: return measurements.label(ofData: combination.data)
    case .projection: return combination.projection?.rawValue ?? ""
    case .family: return model?.family ?? ""
    case .size: return model?.size ?? ""
    }
  }

  /// The names that `facet` gives to the combinations, in their order, each once.
  func names(_ facet: ExperimentSpec.Facet?, of combinations: [Combination]) -> [String] {
    var seen: Set<String> = []
    return combinations.map { name(facet, of: $0) }.filter { seen.insert($0).inserted }
  }

  /// Panels by row and column; `content` is given what falls into each.
  func panels<Content>(
    _ combinations: [Combination], rows: ExperimentSpec.Facet?, columns: ExperimentSpec.Facet?,
    _ content: ([Combination]) -> Content?
  ) -> PanelsFinding<Content> {
    let rowNames = names(rows, of: combinations)
    let columnNames = names(columns, of: combinations)
    return PanelsFinding(
      rowTitle: rows?.rawValue ?? "", rows: rowNames, columnTitle: columns?.rawValue ?? "",
      columns: columnNames,
      panels: rowNames.map { row in
        columnNames.map { column in
          content(
            combinations.filter {
              name(rows, of: $0) == row && name(columns, of: $0) == column
            })
        }
      })
  }

  /// The name of a series among those of its panel: what colour tells apart, else whatever differs.
  func seriesName(
    _ combination: Combination, color: ExperimentSpec.Facet?, among panel: [Combination]
  ) -> String {
    let colored = name(color, of: combination)
    let rivals = panel.filter { name(color, of: $0) == colored }
    guard rivals.count > 1 || colored.isEmpty else { return colored }
    let facets: [ExperimentSpec.Facet] = [.model, .data, .projection].filter { facet in
      names(facet, of: panel).count > 1
    }
    let words = facets.map { name($0, of: combination) }
    return words.isEmpty
      ? measurements.label(ofData: combination.data) : words.joined(separator: " · ")
  }
}
