import Charts

/// Small charts of models compared.
extension Samples {
  private static let models = (0..<6).map { (index: Int) -> SimilarityMatrix.Item in
    let (family, size) = (index / 3, index % 3)
    let style = SeriesStyle(
      .hue(family), lightness: 0.75 - 0.75 * Double(size),
      marker: [SeriesStyle.Marker.circle, .square, .diamond][size])
    let name = ["Llama", "Gemma"][family]
    return .init("\(name) \(["0.5M", "2M", "8M"][size])", style: style, group: name)
  }

  /// High within a family, lower between, the lower the farther apart the sizes.
  private static let similarities = (0..<6).map { (row: Int) -> [Double?] in
    (0..<6).map { (column: Int) -> Double? in
      if row == column { return 1 }
      if row / 3 == column / 3 {
        return 0.85 + Double(row + column) * 0.1 / Double(3 + 6 * (row / 3))
      }
      return 0.6 - Double(abs(row % 3 + column % 3)) / 20 - Double(min(row, column) == 0 ? 1 : 0)
        / 10
    }
  }

  static var similarity: SimilarityMatrix {
    SimilarityMatrix(
      Headline("Sizes agree, families differ", subtitle: "Nuclear norm over depth"), items: models,
      values: similarities,
      tree: Dendrogram(
        leaves: Array(0..<6),
        merges: [
          .init(1, 2, height: 0.05), .init(3, 4, height: 0.0625), .init(0, 6, height: 0.1),
          .init(5, 7, height: 0.125), .init(8, 9, height: 0.4),
        ], order: [2, 1, 0, 3, 4, 5]), quantity: "Pearson correlation", measure: .correlation)
  }

  /// One model lacks data: it stands last, outside the tree.
  static var similarityWithGap: SimilarityMatrix {
    let values = similarities.enumerated().map { row, line in
      line.enumerated().map { column, value -> Double? in
        row == 4 || column == 4 ? nil : value.map { ($0 - 0.75) * 2 }
      }
    }
    return SimilarityMatrix(
      Headline("One model is missing"), items: models, values: values,
      tree: Dendrogram(
        leaves: [0, 1, 2, 3, 5],
        merges: [
          .init(1, 2, height: 0.125), .init(3, 4, height: 0.25), .init(0, 5, height: 0.25),
          .init(6, 7, height: 1),
        ], order: [3, 4, 0, 1, 2]), quantity: "Spearman correlation", measure: .correlation)
  }

  /// Models of 5, 8 and 40 layers on one axis.
  static var depth: LineChart {
    let series = [5, 8, 40].enumerated().map { index, layers in
      LineChart.Series(
        models[index].name, style: models[index].style,
        values: (0..<layers).map { layer in
          let depth = Double(layer) / Double(layers - 1)
          let value = 1.5 - depth + Double((layer * 5) % 3) / 8
          return .init(x: depth, y: value, interval: Interval(value - 0.25, value + 0.25))
        })
    }
    return LineChart(
      Headline("Curves fall alike"),
      grid: PanelGrid(
        columnTitle: "projection", columns: ["q", "k"], panels: [[.shown(series), .shown(series)]]),
      x: .relativeDepth, y: Axis("norm over its mean", scaling: .linear))
  }

  static var sizes: LineChart {
    let sizes = [5e5, 2e6, 8e6, 134_515_008, 1.543e9]
    func panel(_ kind: Int) -> Panel<[LineChart.Series]> {
      .shown(
        (0..<2).map { family in
          LineChart.Series(
            ["Llama", "Gemma"][family], style: SeriesStyle(.hue(family), marker: .circle),
            values: sizes.enumerated().map { place, size in
              let value = Double(place * (2 + family) + kind)
              return .init(x: size, y: value, interval: Interval(value - 0.5, value + 1))
            })
        })
    }
    return LineChart(
      Headline("Ranks grow with size"),
      grid: PanelGrid(
        columnTitle: "data", columns: ["reasoning", "knowledge"], panels: [[panel(0), panel(1)]]),
      x: .parameters(sizes), y: Axis("effective rank"), intervals: .whiskers)
  }

  static var contrast: LineChart {
    func panel(_ family: Int, _ size: Int) -> Panel<[LineChart.Series]> {
      let values = (0..<6).map { layer -> LineChart.Value in
        let value = Double((layer * 3 + size) % 5 + family) / 8
        return .init(
          x: Double(layer) / 5, y: value, interval: Interval(value - 0.125, value + 0.125))
      }
      return .shown([.init("contrast", style: models[family * 3 + size].style, values: values)])
    }
    return LineChart(
      Headline("Reasoning pulls harder"),
      grid: PanelGrid(
        rowTitle: "family", rows: ["Llama", "Gemma"], columnTitle: "size",
        columns: ["0.5M", "2M", "8M"],
        panels: (0..<2).map { family in (0..<3).map { panel(family, $0) } }), x: .relativeDepth,
      y: Axis("log ratio", scaling: .linear), references: [.init(0, name: "no difference")])
  }
}
