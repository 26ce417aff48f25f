extension LineChart {
  /// Kind, axes, and for each line its course and extremes.
  public var spokenDescription: String {
    let shown = grid.shown.count
    var sentences = [
      "Line chart of \(y.label) by \(x.label)"
        + (grid.isSingle ? "." : ", \(counted(shown, "panel")) shown.")
    ]
    let total = grid.shown.joined().count
    for (row, panels) in grid.panels.enumerated() {
      for (column, panel) in panels.enumerated() {
        let place = grid.name(row: row, column: column)
        switch panel {
        case .absent(let absence): sentences.append("\(place ?? "The panel"): \(absence.rawValue).")
        case .shown(let series):
          // Past two dozen lines a listener needs the table, not each course.
          let listed = total <= 24 ? series : Array(series.prefix(1))
          let courses = listed.compactMap { $0.course(along: x) }
          guard !courses.isEmpty else { continue }
          sentences.append((place.map { "\($0): " } ?? "") + courses.joined(separator: "; ") + ".")
        }
      }
    }
    for reference in references where reference.value.isFinite && !reference.name.isEmpty {
      sentences.append("A line marks \(y.text(reference.value)): \(reference.name).")
    }
    if total > 24 { sentences.append("The table lists all \(total) lines.") }
    return sentences.joined(separator: " ")
  }

  /// One line for each value: panel, series, place, estimate and interval; absent panels say why.
  public var table: ChartTable {
    var header = grid.tableHeader + ["series", x.label, y.label]
    let hasBands = hasBands
    if hasBands { header += ["\(intervalName) low", "\(intervalName) high"] }
    if grid.hasAbsences { header.append("status") }
    var cells: [[ChartTable.Cell]] = []
    for (row, panels) in grid.panels.enumerated() {
      for (column, panel) in panels.enumerated() {
        let place = grid.tableCells(row: row, column: column)
        switch panel {
        case .absent(let absence):
          let blanks = header.count - place.count - 1
          cells.append(place + Array(repeating: .empty, count: blanks) + [.text(absence.rawValue)])
        case .shown(let series):
          for series in series {
            cells += series.values.map { place + [.text(series.name)] + fields($0, hasBands) }
          }
        }
      }
    }
    return ChartTable(header: header, cells: cells)
  }

  private func fields(_ value: Value, _ hasBands: Bool) -> [ChartTable.Cell] {
    let interval = value.interval?.finite
    return [.init(value.x), .init(value.y)]
      + (hasBands ? [.init(interval?.low), .init(interval?.high)] : [])
      + (grid.hasAbsences ? [.text("ok")] : [])
  }
}

extension LineChart.Series {
  /// For example `none falls from 12.1 at layer 0 to 3.2 at layer 29, lowest 2.9 at layer 25, highest 12.1 at
  /// layer 0`; `nil` without values.
  fileprivate func course(along axis: Axis) -> String? {
    let known = values.compactMap { value in
      value.y.finite.map { (x: value.x, y: $0) }
    }.filter { $0.x.isFinite }
    guard let first = known.first, let last = known.last,
      let low = known.min(by: { $0.y < $1.y }), let high = known.max(by: { $0.y < $1.y })
    else { return nil }
    func at(_ value: (x: Double, y: Double)) -> String {
      "\(NumberText.significant(value.y)) at \(axis.title) \(axis.text(value.x))"
    }
    if known.count == 1 { return "\(name) is \(at(first))" }
    return "\(name) \(trend(of: known.map(\.y))) from \(at(first)) to \(at(last)), "
      + "lowest \(at(low)), highest \(at(high))"
  }
}

/// `rises` or `falls` if a value of the last third is above one of the first third in at least two of three
/// comparisons, or below; else `goes`. Order alone counts, so that a logarithmic axis changes nothing.
func trend(of values: [Double]) -> String {
  let part = max(1, values.count / 3)
  let sorted = values.prefix(part).sorted()
  var balance = 0
  for late in values.suffix(part) {
    // How many of the first third are below, less how many are above.
    let below = sorted.count(before: { $0 < late })
    balance += below - (sorted.count - sorted.count(before: { $0 <= late }))
  }
  if balance.magnitude * 3 < part * part { return "goes" }
  return balance > 0 ? "rises" : "falls"
}

extension [Double] {
  /// How many of these, which are sorted so that those with `isBefore` come first, have it: by bisection.
  fileprivate func count(before isBefore: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
