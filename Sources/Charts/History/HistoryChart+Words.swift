extension HistoryChart {
  /// For each number its first and last value, its steps, and where it is cut apart.
  public var spokenDescription: String {
    let listed = panels.prefix(24)
    let rest = panels.count - listed.count
    return
      (["\(y.label) over \(counted(reports.count, "report"))."] + listed.map(course)
      + (rest > 0 ? ["The table lists \(counted(rest, "further number"))."] : []))
      .joined(separator: " ")
  }

  private func course(_ panel: Panel) -> String {
    let known = panel.values.enumerated().compactMap { index, value in
      value.estimate.finite.map { (report: reports[index], value: $0) }
    }
    let name = panel.name.isEmpty ? "It" : panel.name
    guard let first = known.first, let last = known.last else { return "\(name): no data." }
    func at(_ value: (report: String, value: Double)) -> String {
      "\(NumberText.significant(value.value)) in \(value.report)"
    }
    let ends = known.count == 1 ? at(first) : "from \(at(first)) to \(at(last))"
    return (["\(name): \(ends)"] + events(of: panel)).joined(separator: "; ") + "."
  }

  /// Steps and cuts in words, from the oldest to the newest.
  private func events(of panel: Panel) -> [String] {
    let steps = panel.steps.map { level in
      let report = reports[level.range.lowerBound]
      return (
        level.range.lowerBound, "steps to \(NumberText.significant(level.value)) in \(report)"
      )
    }
    let cuts = panel.cuts.filter { reports.indices.contains($0.index) }.map { cut in
      (cut.index, "not comparable with what was before \(reports[cut.index]): \(cut.reason)")
    }
    return (steps + cuts).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// A line for each number and report.
  public var table: ChartTable {
    ChartTable(
      header: ["number", "report", y.label, "low", "high", "level", "event"],
      cells: panels.flatMap { panel in
        reports.indices.map { index in
          let value = panel.values[index]
          let level = panel.levels.first { $0.range.contains(index) }
          return [
            .text(panel.name), .text(reports[index]), .init(value.estimate),
            .init(value.interval?.finite?.low), .init(value.interval?.finite?.high),
            .init(level?.value), event(panel, index).map { .text($0) } ?? .empty,
          ]
        }
      })
  }

  private func event(_ panel: Panel, _ index: Int) -> String? {
    if let cut = panel.cuts.first(where: { $0.index == index }) {
      return "not comparable: \(cut.reason)"
    }
    return panel.steps.contains { $0.range.lowerBound == index } ? "step" : nil
  }
}
