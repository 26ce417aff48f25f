/// Draws a similarity matrix: key and colour bar, the tree, and below it the square with its labels.
struct SimilarityMatrixDrawing {
  private static let swatch = 8.0
  private static let largestCell = 44.0
  /// Rows no lower than this have a label each.
  private static let labelledCell = 14.0

  let chart: SimilarityMatrix
  let width: Double
  let measurer: any TextMeasurer
  let order: [Int]
  let domain: Domain
  let ramp: ColorRamp
  private let decimals: Int

  init(_ chart: SimilarityMatrix, width: Double, measurer: any TextMeasurer) {
    self.chart = chart
    self.width = width
    self.measurer = measurer
    order = chart.order
    domain = chart.domain
    ramp = chart.ramp
    decimals = chart.decimals
  }

  func scene() -> Scene {
    var page = Page(width: width, measurer: measurer, headline: chart.headline)
    page.addKey(groupItems)
    guard !order.isEmpty else {
      let plot = Rect(x: Page.margin, y: page.cursor, width: page.inner, height: 60)
      page.elements.append(emptyPanel("no data", plot))
      page.cursor = plot.maxY
      return page.finish(chart)
    }
    page.addColorBar(Axis(chart.quantity), ramp, domain, hasMissing: chart.hasMissing)
    let labelWidth = min(
      order.map { measurer.width(of: chart.items[$0].name, in: .tick) }.max() ?? 0,
      page.inner * 0.36)
    let left = (labelWidth + 6 + Self.swatch + 6).rounded(.up)
    let cell = min((page.inner - left) / Double(order.count), Self.largestCell)
    addTree(&page, left: left, cell: cell)
    let plot = Rect(
      x: Page.margin + left, y: page.cursor, width: cell * Double(order.count),
      height: rowHeight(cell) * Double(order.count))
    let edges = CellEdges(plot, columns: order.count, rows: order.count)
    page.elements.append(.group("panel", cells(edges) + rowLabels(edges, labelWidth)))
    page.cursor = plot.maxY
    addColumnLabels(&page, edges, cell: cell)
    return page.finish(chart)
  }

  /// Square, or taller where a row would be too low for its label.
  private func rowHeight(_ cell: Double) -> Double {
    order.count <= 60 ? max(cell, Self.labelledCell) : max(cell, 3)
  }

  /// Each group once, in its own colour.
  private var groupItems: [KeyItem] {
    order.map { chart.items[$0] }.reduce(into: []) { items, item in
      guard let group = item.group else { return }
      let known = items.contains { $0.name.utf8.elementsEqual(group.utf8) }
      if !known { items.append(KeyItem(sample: .swatch(groupStyle(item)), name: group)) }
    }
  }

  /// The style of a group: that of its members without what tells sizes apart.
  private func groupStyle(_ item: SimilarityMatrix.Item) -> SeriesStyle {
    SeriesStyle(item.style.color)
  }

  private func addTree(_ page: inout Page, left: Double, cell: Double) {
    guard let tree = chart.tree, tree.leaves.count > 1 else { return }
    page.addParagraph(tree.heightTitle, font: .label, ink: .muted)
    page.cursor += 8
    let x = Page.margin + left
    let places = zip(order, order.indices).map { ($0, x + (Double($1) + 0.5) * cell) }
    let drawing = DendrogramDrawing(
      tree: tree,
      area: Rect(x: x, y: page.cursor, width: cell * Double(tree.leaves.count), height: 72),
      middles: Dictionary(uniqueKeysWithValues: places), ink: branchInk)
    page.elements += drawing.elements()
    page.cursor += 72 + 4
  }

  private func branchInk(_ items: [Int]) -> Ink {
    let members = items.map { chart.items[$0] }
    guard let first = members.first, let group = first.group,
      members.allSatisfy({ $0.group?.utf8.elementsEqual(group.utf8) ?? false })
    else { return .muted }
    return Palette.ink(of: groupStyle(first))
  }
}

// MARK: - Cells

extension SimilarityMatrixDrawing {
  private func cells(_ edges: CellEdges) -> [SceneElement] {
    let isNumbered = numbersFit(edges)
    return order.indices.flatMap { y in
      order.indices.map { x in
        cell(order[x], order[y], in: edges.rect(x, y), isNumbered: isNumbered)
      }
    }
  }

  private func text(_ value: Double) -> String { NumberText.fixed(value, fraction: decimals) }

  private func numbersFit(_ edges: CellEdges) -> Bool {
    let widest =
      chart.pairs.compactMap { $0.value }
      .map { measurer.width(of: text($0), in: .cell) }.max() ?? 0
    return edges.smallest.height >= 14 && widest + 4 <= edges.smallest.width
  }

  private func cell(_ x: Int, _ y: Int, in rect: Rect, isNumbered: Bool) -> SceneElement {
    let names = "\(chart.items[y].name) and \(chart.items[x].name)"
    guard let value = chart.values[y][x].finite else {
      if x == y, !chart.isMissing(x) { return .group("cell", [.rect(rect, .fill(.shade))]) }
      return .group("cell", tooltip: "\(names): missing", hatching(of: rect))
    }
    let ink = ramp.ink(at: domain.fraction(of: value))
    var marks: [SceneElement] = [.rect(rect, .fill(ink))]
    if isNumbered, x != y {
      marks.append(
        .text(
          text(value), at: Point(rect.midX, rect.midY + Font.cell.middle), .middle,
          font: .cell, ink: ink.opposite))
    }
    return .group("cell", tooltip: "\(names): \(NumberText.significant(value, digits: 4))", marks)
  }
}

// MARK: - Labels

extension SimilarityMatrixDrawing {
  private func swatch(_ item: Int, at center: Point) -> SceneElement? {
    let style = chart.items[item].style
    let marker = style.marker == .none ? .square : style.marker
    return .marker(marker, at: center, size: Self.swatch, ink: Palette.ink(of: style))
  }

  private func rowLabels(_ edges: CellEdges, _ labelWidth: Double) -> [SceneElement] {
    let isLabelled = edges.smallest.height >= Self.labelledCell - 1
    let marks = order.enumerated().flatMap { row, item -> [SceneElement] in
      let (x, y) = (edges.plot.x, edges.middle(row: row))
      let name = SceneElement.text(
        measurer.fitted(chart.items[item].name, in: .tick, width: labelWidth + 1),
        at: Point(x - 12 - Self.swatch, y + Font.tick.middle - 0.5), .end, font: .tick)
      let mark = swatch(item, at: Point(x - 6 - Self.swatch / 2, y - 0.5))
      return (isLabelled ? [name] : []) + [mark].compactMap { $0 }
    }
    return [.group("axis-y", marks)]
  }

  /// A swatch below each column, and the names, turned, where they have room.
  private func addColumnLabels(_ page: inout Page, _ edges: CellEdges, cell: Double) {
    let y = page.cursor + 4 + Self.swatch / 2
    var marks = order.enumerated().compactMap { column, item in
      cell >= Self.swatch + 1 ? swatch(item, at: Point(edges.middle(column: column) - 0.5, y)) : nil
    }
    page.cursor = cell >= Self.swatch + 1 ? y + Self.swatch / 2 : page.cursor
    let longest = order.map { measurer.width(of: chart.items[$0].name, in: .tick) }.max() ?? 0
    let reach = min(longest, 150)
    if cell >= 18 {
      for (column, item) in order.enumerated() {
        let place = Point(edges.middle(column: column) + 3, page.cursor + 11)
        marks.append(
          .text(
            measurer.fitted(
              chart.items[item].name, in: .tick, width: min(reach, place.x / 0.71 - 8)),
            at: place, .end, font: .tick, rotation: -45))
      }
      page.cursor += (reach * 0.71 + 14).rounded(.up)
    } else {
      page.cursor += 4
      page.addNotes(["Columns stand in the order of the rows."])
    }
    page.elements.append(.group("axis-x", marks))
  }
}
