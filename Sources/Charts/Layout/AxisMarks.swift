/// Gridlines, ticks and labels around a plot.
enum AxisMarks {
  /// Ticks for a horizontal axis of `width` px: as many as fit without labels coming closer than 10 px.
  static func horizontalTicks(
    _ domain: Domain, width: Double, wholeOnly: Bool, measurer: any TextMeasurer
  ) -> LogTicks {
    let scale = Scale(domain: domain, start: 0, end: width)
    if let ticks = wantedTicks(domain, fit: { haveRoom($0, scale, measurer) }) { return ticks }
    for limit in stride(from: max(2, Int(width / 40)), through: 2, by: -1) {
      let ticks = domain.ticks(atMost: limit, wholeOnly: wholeOnly)
      if haveRoom(ticks.labelled, scale, measurer) { return ticks }
    }
    var ticks = domain.ticks(atMost: 2, wholeOnly: wholeOnly)
    if let first = ticks.labelled.first, let last = ticks.labelled.last, first != last {
      ticks.labelled = [first, last]
    }
    if !haveRoom(ticks.labelled, scale, measurer) {
      ticks.labelled = Array(ticks.labelled.prefix(1))
    }
    return ticks
  }

  /// The ticks that the axis asks for: all, or every second, third … from first to last, whichever fit; or the
  /// last and from the left as many as have room before it, if those are more. `nil` if it asks for none inside
  /// the domain.
  private static func wantedTicks(_ domain: Domain, fit: ([Tick]) -> Bool) -> LogTicks? {
    guard let wanted = domain.wantedTicks?.filter(domain.bounds.contains), !wanted.isEmpty else {
      return nil
    }
    let all = wanted.sorted().map { value in
      Tick(
        value: value,
        label: domain.numbers == .counts
          ? NumberText.count(value) : NumberText.significant(value))
    }
    let even = (1..<max(all.count, 2)).lazy.filter { (all.count - 1) % $0 == 0 }.map { step in
      all.indices.filter { $0 % step == 0 }.map { all[$0] }
    }.first(where: fit)
    var packed: [Tick] = []
    for tick in all.dropLast() where fit(packed + [tick, all[all.count - 1]]) {
      packed.append(tick)
    }
    packed.append(all[all.count - 1])
    return LogTicks(labelled: (even ?? []).count >= packed.count ? even ?? [] : packed, minor: [])
  }

  private static func haveRoom(
    _ ticks: [Tick], _ scale: Scale, _ measurer: any TextMeasurer
  ) -> Bool {
    var free = -Double.infinity
    for tick in ticks {
      let half = measurer.width(of: tick.label, in: .tick) / 2
      let middle = place(scale.position(of: tick.value), half, 0, scale.end)
      if middle - half < free { return false }
      free = middle + half + 10
    }
    return true
  }

  /// The middle of a label, moved so that it reaches at most 7 px past either end of the axis.
  private static func place(
    _ wanted: Double, _ half: Double, _ start: Double, _ end: Double
  ) -> Double {
    let (low, high) = (start - 7 + half, end + 7 - half)
    return low > high ? (start + end) / 2 : min(max(wanted, low), high)
  }

  static func verticalTicks(_ domain: Domain, height: Double, wholeOnly: Bool) -> LogTicks {
    let scale = Scale(domain: domain, start: height, end: 0)
    let wanted = wantedTicks(domain) { ticks in
      zip(ticks, ticks.dropFirst()).allSatisfy {
        scale.position(of: $0.value) - scale.position(of: $1.value) >= Font.tick.lineHeight
      }
    }
    return wanted ?? domain.ticks(atMost: max(2, Int(height / 32)), wholeOnly: wholeOnly)
  }

  /// The width of the widest label.
  static func labelWidth(_ ticks: [Tick], _ measurer: any TextMeasurer) -> Double {
    ticks.map { measurer.width(of: $0.label, in: .tick) }.max() ?? 0
  }

  /// Level gridlines over `plot`, and labels at its left if asked for.
  static func vertical(
    _ ticks: LogTicks, _ scale: Scale, in plot: Rect, labelled: Bool
  ) -> SceneElement {
    var marks: [SceneElement] = []
    let lines = ticks.labelled.map { scale.position(of: $0.value) }
    if !lines.isEmpty {
      marks.append(
        .lines(lines.map { [Point(plot.x, $0), Point(plot.maxX, $0)] }, .stroke(.grid)))
    }
    let minor = ticks.minor.map { scale.position(of: $0) }
    if labelled, !minor.isEmpty {
      marks.append(
        .lines(minor.map { [Point(plot.x - 3, $0), Point(plot.x, $0)] }, .stroke(.axis, 0.6)))
    }
    if labelled {
      for (tick, y) in zip(ticks.labelled, lines) {
        marks.append(
          .text(
            tick.label, at: Point(plot.x - 6, y + Font.tick.middle), .end, font: .tick,
            ink: .muted))
      }
    }
    return .group("axis-y", marks)
  }

  /// The base line of `plot` with ticks, labels below if a measurer is given, and upright gridlines if asked for.
  static func horizontal(
    _ ticks: LogTicks, _ scale: Scale, in plot: Rect, gridded: Bool,
    labelledBy measurer: (any TextMeasurer)?
  ) -> SceneElement {
    let base = plot.maxY
    let places = ticks.labelled.map { scale.position(of: $0.value) }
    var marks: [SceneElement] = []
    if gridded, !places.isEmpty {
      marks.append(.lines(places.map { [Point($0, plot.y), Point($0, base)] }, .stroke(.grid)))
    }
    let minor = ticks.minor.map { scale.position(of: $0) }
    if !minor.isEmpty {
      marks.append(
        .lines(minor.map { [Point($0, base), Point($0, base + 3)] }, .stroke(.axis, 0.6)))
    }
    marks.append(
      .lines(
        [[Point(plot.x, base), Point(plot.maxX, base)]]
          + places.map { [Point($0, base), Point($0, base + 4)] }, .stroke(.axis)))
    if let measurer { marks += labels(ticks.labelled, places, plot, measurer) }
    return .group("axis-x", marks)
  }

  private static func labels(
    _ ticks: [Tick], _ places: [Double], _ plot: Rect, _ measurer: any TextMeasurer
  ) -> [SceneElement] {
    zip(ticks, places).map { tick, x in
      let half = measurer.width(of: tick.label, in: .tick) / 2
      return .text(
        tick.label, at: Point(place(x, half, plot.x, plot.maxX), plot.maxY + 16), .middle,
        font: .tick, ink: .muted)
    }
  }
}
