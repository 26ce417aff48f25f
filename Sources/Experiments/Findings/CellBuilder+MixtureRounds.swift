import DataMixing
import Statistics

extension MixturePanels {
  /// One loop of IDEAL: a lane with one m.
  struct Loop {
    var lane: Lane
    var step: Double
    /// What tells it from the other loops; empty for one.
    var name: String
  }

  /// All loops that are shown.
  var loops: [Loop] {
    lanes.flatMap { lane in
      steps.map { step in
        let words = [name(lane), steps.count > 1 ? "m = \(step)" : ""].filter { !$0.isEmpty }
        return Loop(lane: lane, step: step, name: words.joined(separator: " · "))
      }
    }
  }

  /// The rows of each domain after a round by each seed; `nil` where a seed is missing.
  func countsOfSeeds(_ loop: Loop, round: Int) -> [[Int]]? {
    let all = seeds.compactMap {
      results.counts(
        loop.lane.model, step: loop.step, round: round, epochs: loop.lane.epochs, seed: $0)
    }
    return all.count == seeds.count ? all : nil
  }

  /// The mean rows of each domain after a round, over seeds; `nil` where a seed is missing.
  func counts(_ loop: Loop, round: Int) -> [Double]? {
    countsOfSeeds(loop, round: round).map(means)
  }

  /// The mean rows of each domain in a mixture, over seeds; `nil` where a seed is missing.
  func counts(_ lane: Lane, _ arm: Arm) -> [Double]? {
    let all = seeds.compactMap {
      results.mixtures[.init(model: lane.model, arm: arm, epochs: lane.epochs, seed: $0)]?.counts
    }
    return all.count == seeds.count ? means(all) : nil
  }

  private func means(_ counts: [[Int]]) -> [Double] {
    domains.indices.map { domain in
      counts.reduce(0) { $0 + Double($1[domain]) } / Double(max(counts.count, 1))
    }
  }

  /// Over how many seeds counts are means; empty for one.
  var meanOfSeeds: String { seeds.count == 1 ? "" : ", mean over \(seeds.count) seeds" }
}

extension CellBuilder {
  /// How many rows of each domain there are after each round.
  func mixtureRounds(_ panels: MixturePanels) -> Draft {
    let bars = ["start"] + (1...panels.rounds).map { "round \($0)" }
    return stacks(
      panels, bars: bars, barTitle: "round", columns: panels.loops.map(\.name),
      title: roundsTitle(panels),
      caption:
        "Rows of each domain at the start and after each round of IDEAL\(panels.meanOfSeeds)."
        + panels.roundWarnings(measurements.label).map { " \($0)" }.joined()
    ) { column, bar in panels.counts(panels.loops[column], round: bar) }
  }

  /// How many rows of each domain there are in each mixture.
  func mixtureShares(_ panels: MixturePanels) -> Draft {
    let settings = panels.results.settings
    return stacks(
      panels, bars: panels.arms.map(settings.label), barTitle: "mixer",
      columns: panels.lanes.map(panels.name), title: "What each mixture is made of",
      caption:
        "Rows of each domain that are trained on\(panels.meanOfSeeds); a row that is repeated "
        + "counts as often as it stands."
        + panels.mixtureWarnings(measurements.label).map { " \($0)" }.joined()
    ) { column, bar in panels.counts(panels.lanes[column], panels.arms[bar]) }
  }

  /// Bars of the rows of each domain, in panels side by side.
  private func stacks(
    _ panels: MixturePanels, bars: [String], barTitle: String, columns: [String], title: String,
    caption: String, _ counts: (_ column: Int, _ bar: Int) -> [Double]?
  ) -> Draft {
    let parts = panels.domains.map(measurements.label)
    var isEmpty = true
    let row = columns.indices.map { column -> HeatFinding? in
      let found = bars.indices.map { counts(column, $0) }
      guard found.contains(where: { $0 != nil }) else { return nil }
      isEmpty = false
      return HeatFinding(
        xTitle: "domain", x: parts, yTitle: barTitle, y: bars,
        values: found.map { counts in
          parts.indices.map { index in counts.map { $0[index] } }
        }, n: panels.seeds.count)
    }
    guard !isEmpty else { return .nothing }
    return Draft(
      title: title, caption: caption,
      content: .chart(
        ChartFinding(
          quantity: .mixtureRows, x: "", scale: "linear", color: "data", isRelative: false,
          body: .stacks(
            PanelsFinding(
              rowTitle: "", rows: [""], columnTitle: columns.count > 1 ? "loop" : "",
              columns: columns, panels: [row])))))
  }

  /// Which domain grew most and which shrank most in the first loop.
  private func roundsTitle(_ panels: MixturePanels) -> String {
    guard let loop = panels.loops.first, let end = panels.counts(loop, round: panels.rounds) else {
      return "The mixture, round by round"
    }
    let changes = zip(panels.domains, zip(panels.results.start, end)).map { name, counts in
      (measurements.label(ofData: name), (counts.1 / Double(max(counts.0, 1)) - 1) * 100)
    }
    guard let most = changes.max(by: { $0.1 < $1.1 }),
      let least = changes.min(by: { $0.1 < $1.1 }), most.0 != least.0
    else { return "The mixture, round by round" }
    func change(_ percent: Double) -> String {
      let rounded = Int(percent.rounded())
      return rounded == 0
        ? "stays as it is" : "\(rounded > 0 ? "grows" : "shrinks") by \(abs(rounded)) %"
    }
    return "IDEAL: \(most.0) \(change(most.1)), \(least.0) \(change(least.1))"
  }

  /// The rows of each domain in each mixture.
  func mixtureCounts(_ panels: MixturePanels) -> Draft {
    let columns = panels.domains.map(measurements.label)
    var (names, cells): ([String], [[[EstimateFinding]]]) = ([], [])
    for lane in panels.lanes {
      for arm in panels.arms {
        let counts = panels.counts(lane, arm)
        let all = counts.map { $0 + [$0.reduce(0, +)] }
        names.append(panels.name(arm, lane))
        cells.append(
          (columns + [""]).indices.map { index in
            [EstimateFinding(value: all?[index], lower: nil, upper: nil, n: panels.seeds.count)]
          })
      }
    }
    guard cells.joined().joined().contains(where: { $0.value != nil }) else { return .nothing }
    return Draft(
      title: "The rows of each domain in each mixture",
      caption:
        "Rows that are trained on\(panels.meanOfSeeds); a row that is repeated counts as often "
        + "as it stands.",
      content: .table(
        TableFinding(
          quantities: [.mixtureRows], rowTitle: "mixer", rows: names, columnTitle: "domain",
          columns: columns + ["all"], cells: cells)))
  }
}
