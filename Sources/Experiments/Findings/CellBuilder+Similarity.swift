import Statistics

/// One of the comparisons of a cell: its projections and data sets stand together.
struct ComparedPart {
  var row: String
  var column: String
  var filters: ExperimentSpec.Filters
}

extension CellBuilder {
  /// What is compared separately, projections by columns and data sets by rows; data sets alone are
  /// columns.
  func parts(
    _ filters: ExperimentSpec.Filters, _ scope: ExperimentSpec.ComparisonScope
  ) -> (rows: [String], columns: [String], parts: [[ComparedPart]]) {
    let projections = scope.splitsProjections ? filters.projections.map { [$0] } : []
    let data = scope.splitsData ? filters.data.map { [$0] } : []
    let columns: [ExperimentSpec.Filters] =
      projections.isEmpty
      ? (data.isEmpty ? [filters] : data.map { filters.with(data: $0) })
      : projections.map { filters.with(projections: $0) }
    let rows: [[String]?] = projections.isEmpty || data.isEmpty ? [nil] : data.map { $0 }
    let columnNames: [String] =
      projections.isEmpty
      ? (data.isEmpty ? [""] : data.map { measurements.label(ofData: $0[0]) })
      : projections.map { $0[0].rawValue }
    let rowNames = rows.map { $0.map { measurements.label(ofData: $0[0]) } ?? "" }
    let parts = zip(rows, rowNames).map { row, rowName in
      zip(columns, columnNames).map { column, columnName in
        ComparedPart(
          row: rowName, column: columnName, filters: row.map { column.with(data: $0) } ?? column)
      }
    }
    return (rowNames, columnNames, parts)
  }

  func similarity(_ similarity: ExperimentSpec.Similarity) -> Draft {
    let (rows, columns, parts) = parts(similarity.filters, similarity.scope)
    let panels = PanelsFinding(
      rowTitle: rows == [""] ? "" : "data", rows: rows,
      columnTitle: columns == [""]
        ? "" : similarity.scope.splitsProjections ? "projection" : "data",
      columns: columns, panels: parts.map { $0.map { matrix(similarity, $0.filters) } })
    let all = panels.panels.joined().compactMap { $0 }
    let words = SimilarityWords(
      quantity: similarity.quantity.facts, measure: similarity.measure, matrices: all,
      panelNoun: rows == [""] && similarity.scope.splitsProjections
        ? "projections" : rows == [""] ? "data sets" : "panels")
    let finding = ChartFinding(
      quantity: words.facts, x: "", scale: "linear", color: nil, isRelative: false,
      body: .matrix(panels))
    return Draft(
      title: all.isEmpty ? "Nothing was measured for this comparison" : words.title,
      caption: all.isEmpty
        ? ""
        : "\(words.split) \(words.meaning)\(pooledWords(similarity.filters, similarity.scope)) "
          + "\(intervalWords.capitalizingFirst) are in the table; \(countWords(all.map(\.n))).",
      content: all.isEmpty ? .nothing : .chart(finding))
  }

  private func matrix(
    _ similarity: ExperimentSpec.Similarity, _ filters: ExperimentSpec.Filters
  ) -> MatrixFinding? {
    let comparison = ModelComparison(
      measurements, similarity.quantity.metric, by: similarity.measure, filters: filters)
    guard !comparison.isEmpty else { return nil }
    let values = comparison.values
    let distances = comparison.distances(of: values)
    let tree = HierarchicalClustering(distances: distances)
    let intervals = comparison.intervals(
      of: values, comparison.resampled(spec.statistics), similarity.measure)
    return MatrixFinding(
      models: comparison.models.map { measurements.identity($0) },
      measure: similarity.measure.rawValue,
      values: values.map { $0.map { $0.isFinite ? $0 : nil } },
      lower: intervals.map { $0.map { $0?.lower } }, upper: intervals.map { $0.map { $0?.upper } },
      order: tree?.leafOrder ?? Array(comparison.models.indices),
      merges: tree?.merges.map { .init(left: $0.left, right: $0.right, height: $0.height) } ?? [],
      n: comparison.counts.min() ?? 0)
  }

  /// What is averaged over, as the end of a sentence; empty where there is nothing to average.
  func pooledWords(
    _ filters: ExperimentSpec.Filters, _ scope: ExperimentSpec.ComparisonScope
  ) -> String {
    let pooled = [
      !scope.splitsData && filters.data.count > 1 ? "\(filters.data.count) data sets" : nil,
      !scope.splitsProjections && filters.projections.count > 1
        ? "\(filters.projections.count) projections" : nil,
    ].compactMap { $0 }
    return pooled.isEmpty ? "." : ", averaged over \(pooled.joined(separator: " and "))."
  }
}

extension ModelComparison {
  /// The interval of each value off the diagonal.
  fileprivate func intervals(
    of values: [[Double]], _ resampled: ResampledDistances?, _ measure: CurveMeasure
  ) -> [[Interval?]] {
    let observed = distances(of: values)
    return models.indices.map { row in
      models.indices.map { column in
        guard row != column, values[row][column].isFinite else { return nil }
        // The lower triangle, whichever side is asked for, so that both sides agree to the last bit.
        let (i, j) = (max(row, column), min(row, column))
        return resampled?.estimate(observed) { measure.value(from: $0[i][j]) }.interval
      }
    }
  }
}

extension CurveMeasure {
  /// The value that has this distance.
  fileprivate func value(from distance: Double) -> Double {
    self == .distance ? distance : 1 - distance
  }
}

extension ExperimentSpec.Filters {
  func with(
    projections: [ExperimentSpec.Projection]? = nil, data: [String]? = nil
  ) -> ExperimentSpec.Filters {
    var copy = self
    copy.projections = projections ?? self.projections
    copy.data = data ?? self.data
    return copy
  }
}

extension String {
  /// The string with its first letter large.
  var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}
