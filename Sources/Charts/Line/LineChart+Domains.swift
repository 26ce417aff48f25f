extension LineChart {
  /// The domain of the horizontal axis, without padding: panels leave room in pixels.
  var horizontalDomain: Domain {
    let places = grid.shown.joined().flatMap { $0.values.map(\.x) }.filter(\.isFinite)
    return Domain(of: places, axis: x, padding: 0, reachesZero: false).marked(by: x)
  }

  /// The references that an axis of this kind can show.
  func references(isLogarithmic: Bool) -> [Reference] {
    references.filter { $0.value.isFinite && (!isLogarithmic || $0.value > 0) }
  }

  /// The domain of the vertical axis of each row.
  ///
  /// If one row calls for a logarithmic axis and all can have it, all get it: rows compare at a glance.
  var verticalDomains: [Domain] {
    let marks = references(isLogarithmic: y.scaling == .logarithmic).map(\.value)
    let rows = grid.panels.map { panels in
      panels.compactMap(\.content).joined().flatMap { $0.values.flatMap(\.extent) } + marks
    }
    let all = Array(rows.joined())
    guard sharing == .rows else {
      let domain = Self.verticalDomain(all, y)
      return rows.map { _ in domain }
    }
    var axis = y
    if axis.scaling == .automatic {
      let wide = rows.contains { Self.verticalDomain($0, y).isLogarithmic }
      axis.scaling = wide && all.allSatisfy { $0 > 0 } ? .logarithmic : .linear
    }
    return rows.map { Self.verticalDomain($0, axis) }
  }

  private static func verticalDomain(_ values: [Double], _ axis: Axis) -> Domain {
    Domain(of: values, axis: axis, padding: 0.05, reachesZero: true).marked(by: axis)
  }

  /// What the reader must know about values that are not drawn.
  func notes(_ x: Domain, _ y: [Domain]) -> [String] {
    var hidden = 0
    for (row, panels) in grid.panels.enumerated() {
      for value in panels.compactMap(\.content).joined().flatMap(\.values)
      where value.x.isFinite && value.y.finite != nil && !value.isDrawable(x, y[row]) {
        hidden += 1
      }
    }
    guard hidden > 0 else { return [] }
    let values = hidden == 1 ? "1 value" : "\(hidden) values"
    return ["\(values) at or below 0 cannot be shown on a logarithmic axis."]
  }
}

extension LineChart.Value {
  /// The finite ends and middle that the vertical axis must reach.
  fileprivate var extent: [Double] {
    guard x.isFinite, let y = y.finite else { return [] }
    return [y] + (interval?.finite.map { [$0.low, $0.high] } ?? [])
  }
}
