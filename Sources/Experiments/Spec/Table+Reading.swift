import Diagnostics
import JSONTree

extension Reader<ExperimentSpec.Table> {
  static func table(in scope: SpecScope) -> Reader {
    .object("a table") { object in
      let quantities = object.quantities(at: "metric", for: .any("a table"), in: scope)
      let rows: ExperimentSpec.Facet? = object.required("rows", .choice)
      let columns: ExperimentSpec.Facet? = object.required("columns", .choice)
      let filters = object.filters(for: quantities, in: scope)
      if let rows, rows == columns {
        object.report(.sameFacet(rows.rawValue, "rows", "columns"), at: "columns")
      }
      guard let quantities, let rows, let columns, let filters else { return nil }
      for (key, facet) in [("rows", rows), ("columns", columns)] where facet == .projection {
        object.reportWithoutProjections(quantities, at: key)
      }
      return Value(quantities: quantities, rows: rows, columns: columns, filters: filters)
    }
  }
}

extension ObjectReader {
  /// Reports that the value of `key` tells projections apart although some quantity has none.
  func reportWithoutProjections(_ quantities: [ExperimentSpec.Quantity], at key: String) {
    guard let metric = quantities.map(\.metric).first(where: { !$0.hasProjections }) else { return }
    report(.withoutProjections(metric), at: key)
  }
}
