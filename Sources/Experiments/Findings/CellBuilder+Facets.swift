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
    _ combination: Combination, color: ExperimentSpec.Facet?, among panel: [Combination],
    telling facets: [ExperimentSpec.Facet] = [.model, .data, .projection],
    orElse only: ExperimentSpec.Facet = .data
  ) -> String {
    seriesName(combination, color: color, among: panel, telling: facets, orElse: only) {
      name($0, of: $1)
    }
  }

  /// The name of any kind of series among those of its panel.
  ///
  /// - Parameters:
  ///   - item: The series.
  ///   - color: What colour tells apart; it names the series if no other has that name.
  ///   - panel: All series of the panel.
  ///   - facets: What else may tell them apart, in the order of the words.
  ///   - only: What names the series if nothing does.
  ///   - name: What a facet calls a series.
  /// - Returns: The name.
  func seriesName<Item>(
    _ item: Item, color: ExperimentSpec.Facet?, among panel: [Item],
    telling facets: [ExperimentSpec.Facet], orElse only: ExperimentSpec.Facet,
    by name: (ExperimentSpec.Facet?, Item) -> String
  ) -> String {
    let colored = name(color, item)
    guard panel.count(where: { name(color, $0) == colored }) > 1 || colored.isEmpty else {
      return colored
    }
    let differing = facets.filter { facet in Set(panel.map { name(facet, $0) }).count > 1 }
    return (differing.isEmpty ? [only] : differing).map { name($0, item) }
      .joined(separator: " · ")
  }
}

/// Each name once, in the order of the first.
func distinct(_ names: [String]) -> [String] {
  var seen: Set<String> = []
  return names.filter { seen.insert($0).inserted }
}
