extension CellBuilder {
  /// The share of each domain in the mixture, round by round.
  func mixtureSlopes(_ panels: MixturePanels) -> Draft {
    let columns = panels.loops
    var isEmpty = true
    let row = columns.map { loop -> [SeriesFinding]? in
      let found = (0...panels.rounds).map { panels.shares(loop, round: $0) }
      guard found.contains(where: { $0 != nil }) else { return nil }
      isEmpty = false
      return panels.domains.enumerated().map { index, domain in
        let shares = found.map { seeds in seeds?.map { $0[index] } }
        var identity = measurements.identity(loop.lane.model)
        identity.data = domain
        let hasRange = panels.seeds.count > 1
        return SeriesFinding(
          name: measurements.label(ofData: domain), identity: identity,
          x: (0...panels.rounds).map(Double.init),
          value: shares.map { $0.map { $0.reduce(0, +) / Double($0.count) } },
          lower: shares.map { hasRange ? $0?.min() : nil },
          upper: shares.map { hasRange ? $0?.max() : nil }, n: panels.seeds.count)
      }
    }
    guard !isEmpty else { return .nothing }
    return Draft(
      title: "The share of each domain, round by round",
      caption:
        "Rows of a domain over all rows of the mixture, at the start (0) and after each round "
        + "of IDEAL\(panels.meanOfSeeds)"
        + (panels.seeds.count > 1
          ? "; bands reach from the least to the greatest of a seed." : "."),
      content: .chart(
        ChartFinding(
          quantity: .mixtureShare, x: "round", scale: "linear", color: "data", isRelative: false,
          intervals: panels.seeds.count > 1 ? "range of seeds" : nil,
          body: .lines(
            PanelsFinding(
              rowTitle: "", rows: [""], columnTitle: columns.count > 1 ? "loop" : "",
              columns: columns.map(\.name), panels: [row])))))
  }
}

extension MixturePanels {
  /// For each seed the share of each domain after a round; `nil` where a seed is missing.
  fileprivate func shares(_ loop: Loop, round: Int) -> [[Double]]? {
    countsOfSeeds(loop, round: round)?.map { counts in
      let total = Double(max(counts.reduce(0, +), 1))
      return counts.map { Double($0) / total }
    }
  }
}
