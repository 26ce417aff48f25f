import Charts
import Experiments

extension ChartMaker {
  /// A matrix, or a gallery of one for each panel.
  func matrix(
    _ panels: PanelsFinding<MatrixFinding>, of finding: ChartFinding, _ headline: Headline
  ) -> any Chart {
    let named = zip(panels.rows, panels.panels).flatMap { row, list in
      zip(panels.columns, list).compactMap { column, matrix in
        matrix.map { (name: [column, row].filter { !$0.isEmpty }.joined(separator: ", "), $0) }
      }
    }
    let charts = named.map { name, matrix in
      similarity(
        matrix, of: finding,
        named.count > 1 ? Headline(name, prominence: headline.prominence.ofMembers) : headline)
    }
    guard charts.count != 1 else { return charts[0] }
    return ChartGallery(headline, members: charts)
  }

  private func similarity(
    _ matrix: MatrixFinding, of finding: ChartFinding, _ headline: Headline
  ) -> SimilarityMatrix {
    let isDistance = matrix.measure == "distance"
    return SimilarityMatrix(
      headline,
      items: matrix.models.map { model in
        .init(
          model.model ?? "", style: styles.style(of: model, by: "model"), group: model.family)
      },
      values: matrix.values,
      tree: tree(of: matrix, isDistance ? "distance" : "1 − \(matrix.symbol)"),
      quantity: matrix.measureName, measure: isDistance ? .distance : .correlation)
  }

  private func tree(of matrix: MatrixFinding, _ heightTitle: String) -> Dendrogram? {
    guard !matrix.merges.isEmpty else { return nil }
    return Dendrogram(
      leaves: Array(matrix.models.indices),
      merges: matrix.merges.map { .init($0.left, $0.right, height: $0.height) },
      order: matrix.order, heightTitle: heightTitle)
  }
}

extension Headline.Prominence {
  /// That of charts under one headline: their names are needed wherever the headline itself stands.
  fileprivate var ofMembers: Headline.Prominence { self == .page ? .page : .figure }
}

extension MatrixFinding {
  /// The measure as a letter.
  fileprivate var symbol: String { measure == "spearman" ? "ρ" : "r" }

  /// The measure for people.
  fileprivate var measureName: String {
    switch measure {
    case "pearson": "Pearson's r"
    case "spearman": "Spearman's ρ"
    default: "distance"
    }
  }
}
