import Experiments

/// The numbers of one quantity in one cell.
struct HistoryGroup {
  let cell: CellFinding
  /// The place of the quantity among those of the cell.
  let place: Int
  let quantity: QuantityFacts
  let series: [HistorySeries]

  /// Those that vary: first what steps or is cut apart, then the rest, each in reading order.
  var drawn: [HistorySeries] {
    let varying = series.filter { !$0.isConstant }
    func isMarked(_ series: HistorySeries) -> Bool {
      !series.steps.isEmpty || !series.cuts.isEmpty
    }
    return varying.filter(isMarked) + varying.filter { !isMarked($0) }
  }

  var title: String { cell.title.isEmpty ? cell.id : cell.title }

  /// Groups in reading order.
  static func all(in findings: Findings, over history: ReportHistory) -> [HistoryGroup] {
    findings.cells.flatMap { cell -> [HistoryGroup] in
      let numbers = HistoryNumber.all(in: cell)
      return distinct(numbers.map(\.quantity.metric)).enumerated().compactMap { place, metric in
        let own = numbers.filter { equal($0.quantity.metric, metric) }
        return own.first.map { first in
          HistoryGroup(
            cell: cell, place: place, quantity: first.quantity,
            series: own.map { HistorySeries($0, over: history) })
        }
      }
    }
  }
}
