/// The marks of one number in its panel.
struct HistoryMarks {
  static let style = SeriesStyle(.hue(0), marker: .circle)
  static let levelStyle = SeriesStyle(.hue(1))
  static let cutStyle = SeriesStyle(.context, dash: .dashed)

  let panel: HistoryChart.Panel
  let reports: [String]
  let x: Scale
  let y: Scale
  let plot: Rect
  let measurer: any TextMeasurer

  func elements() -> [SceneElement] {
    [
      .group("cuts", panel.cuts.flatMap(cut)),
      .group("levels", levels()),
      .group("series", whiskers() + lines() + points()),
      .group("hovers", reports.indices.map(hover)),
    ]
  }

  private func place(_ index: Int) -> Double { x.position(of: Double(index + 1)) }

  /// Half way to the report before.
  private func edge(_ index: Int) -> Double { x.position(of: Double(index) + 0.5) }

  private func point(_ index: Int) -> Point? {
    panel.values[index].estimate.finite.map { Point(place(index), y.position(of: $0)) }
  }

  // MARK: Estimates

  private func whiskers() -> [SceneElement] {
    let runs = reports.indices.compactMap { index -> [Point]? in
      guard panel.values[index].estimate.finite != nil,
        let interval = panel.values[index].interval?.finite
      else { return nil }
      return [interval.low, interval.high].map { Point(place(index), y.position(of: $0)) }
    }
    return runs.isEmpty ? [] : [.lines(runs, .stroke(Palette.ink(of: Self.style), 1))]
  }

  /// A line from report to report, but over no cut and no gap.
  private func lines() -> [SceneElement] {
    let cuts = Set(panel.cuts.map(\.index))
    var runs: [[Point]] = []
    var run: [Point] = []
    for index in reports.indices {
      let point = point(index)
      if cuts.contains(index) || point == nil {
        runs.append(run)
        run = []
      }
      run += [point].compactMap { $0 }
    }
    let joined = (runs + [run]).filter { $0.count > 1 }
    return joined.isEmpty
      ? [] : [.lines(joined, .stroke(Palette.ink(of: Self.style), 1.25))]
  }

  private func points() -> [SceneElement] {
    reports.indices.compactMap { index in
      point(index).map {
        .circle(center: $0, radius: 2.75, .fill(Palette.ink(of: Self.style)))
      }
    }
  }

  // MARK: Steps and cuts

  /// Levels as steps, and a triangle above each step.
  private func levels() -> [SceneElement] {
    guard !panel.steps.isEmpty else { return [] }
    let ink = Palette.ink(of: Self.levelStyle)
    let runs = panel.levels.map { level -> [Point] in
      let height = y.position(of: level.value)
      return [level.range.lowerBound, level.range.upperBound].map { Point(edge($0), height) }
    }
    let rises = zip(panel.levels, panel.levels.dropFirst()).filter { $1.isStep }.map {
      let place = edge($1.range.lowerBound)
      return [Point(place, y.position(of: $0.value)), Point(place, y.position(of: $1.value))]
    }
    return [.lines(runs + rises, .stroke(ink, 2))]
      + zip(panel.levels, panel.levels.dropFirst()).filter { $1.isStep }.map { before, level in
        .triangle(
          at: Point(edge(level.range.lowerBound), plot.y + 5), size: 9,
          pointsUp: level.value > before.value, ink: ink)
      }
  }

  private func cut(_ cut: HistoryChart.Cut) -> [SceneElement] {
    let place = edge(cut.index)
    let isLeft = place < plot.midX
    let room = (isLeft ? plot.maxX - place : place - plot.x) - 6
    return [
      .line([Point(place, plot.y), Point(place, plot.maxY)], .stroke(.axis, 1, dash: [4, 3])),
      .text(
        measurer.fitted(cut.reason, in: .note, width: max(room, 24)),
        at: Point(place + (isLeft ? 4 : -4), plot.maxY - 4), isLeft ? .start : .end, font: .note,
        ink: .muted),
    ]
  }

  private func hover(_ index: Int) -> SceneElement {
    let strip = Rect(
      x: edge(index), y: plot.y, width: edge(index + 1) - edge(index), height: plot.height)
    let words =
      panel.values[index].estimate.finite.map { spoken($0, panel.values[index].interval) }
      ?? "no value"
    return .group("hover", tooltip: "\(reports[index]): \(words)", [.rect(strip, .none)])
  }
}
