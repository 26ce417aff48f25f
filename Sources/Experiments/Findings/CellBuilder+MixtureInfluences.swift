import DataMixing
import Statistics

/// The influences of a round by one curvature, with what a reader must know of them.
private struct RoundInfluences {
  let loop: MixturePanels.Loop
  let round: Int
  let curvature: ExperimentSpec.MixtureMeasure.Inverse
  let found: DomainInfluences
  /// How many different rows were measured.
  let sampled: Int

  /// For people, such as `Round 1, EK-FAC`.
  func heading(isNamed: Bool) -> String {
    let name = "Round \(round), \(curvature.label)"
    return isNamed && !loop.name.isEmpty ? "\(loop.name): \(name)" : name
  }

  /// Σα / Σ|α| where it is far from 0.
  var imbalance: Double? { found.imbalance.flatMap { abs($0) > 0.1 ? $0 : nil } }

  /// Whether no interval leaves zero out.
  var isUnresolved: Bool { found.warnings.contains(.nothingResolved) }

  /// What a reader must know, a phrase each.
  func warnings(_ name: (String) -> String) -> [String] {
    let open = found.values.filter { $0.estimate.interval?.contains(0) ?? false }
    let unknown = found.values.filter { $0.estimate.interval == nil }
    var words: [String] = []
    if found.warnings.contains(.sameSign) {
      words.append(
        "all domains have one sign, so that the model is at no optimum of its training loss")
    }
    if imbalance != nil { words.append(Self.imbalanced) }
    if isUnresolved {
      words.append("no interval leaves out zero: the mixture cannot be improved on this evidence")
    } else if !open.isEmpty {
      let names = open.map { name($0.domain) }.joined(separator: ", ")
      words.append("the interval of \(names) covers zero")
    }
    if !unknown.isEmpty {
      let names = unknown.map { name($0.domain) }.joined(separator: ", ")
      words.append("\(names): no interval, since one row of it, or of the reference, was measured")
    }
    return words
  }

  static let imbalanced = "Σα is far from 0"
}

extension CellBuilder {
  /// The influence of each domain by each curvature, in each round; of the first seed.
  func mixtureInfluences(_ panels: MixturePanels) -> Draft {
    let rounds = influences(panels)
    guard !rounds.isEmpty else { return .nothing }
    let isNamed = Set(rounds.map(\.loop.name)).count > 1
    let groups = rounds.map { round in
      let largest = round.found.values.reduce(0) { max($0, abs($1.alpha)) }
      return ForestGroupFinding(
        heading: round.heading(isNamed: isNamed),
        rows: round.found.values.map { row(of: $0, in: round, over: largest) })
    }
    let driving = panels.results.settings.loop.curvatures[0]
    let first = rounds.first { $0.curvature == driving }
    let sampled = rounds.map(\.sampled)[0]
    let seed = panels.seeds.count == 1 ? "" : " Seed \(panels.seeds[0])."
    return Draft(
      title: influencesTitle(first),
      caption: "−α over the largest |α| of the round, with \(confidence) bootstrap intervals over "
        + "\(panels.results.references) reference examples and over the sampled rows of each domain "
        + "(\(sampled) different rows in the first round, \(spec.statistics.resamples) resamples). "
        + "\(driving.label) makes the mixture.\(seed)\(warningWords(rounds, isNamed: isNamed))"
        + panels.results.notes.map { " \($0)" }.joined(),
      content: .chart(
        ChartFinding(
          quantity: .domainInfluence, x: "influence", scale: "linear", color: nil,
          isRelative: false, body: .forest(groups))))
  }

  /// Each warning once, with the rounds that it is about.
  private func warningWords(_ rounds: [RoundInfluences], isNamed: Bool) -> String {
    let warned = rounds.map { ($0, $0.warnings { measurements.label(ofData: $0) }) }
    var kinds: [String] = []
    for word in warned.flatMap(\.1) where !kinds.contains(word) { kinds.append(word) }
    return kinds.map { kind in
      let own = warned.filter { $0.1.contains(kind) }.map(\.0)
      let places =
        own.count == rounds.count && own.count > 1
        ? "In each" : own.map { $0.heading(isNamed: isNamed) }.joined(separator: "; ")
      return " \(places): \(kind)\(kind == RoundInfluences.imbalanced ? sizes(of: own) : "")."
    }.joined()
  }

  /// The least and the greatest Σα / Σ|α| of rounds.
  private func sizes(of rounds: [RoundInfluences]) -> String {
    let shares = rounds.compactMap(\.imbalance).map { ($0 * 100).rounded() / 100 }
    guard let least = shares.min(), let greatest = shares.max() else { return "" }
    return ", Σα/Σ|α| \(least == greatest ? "\(least)" : "from \(least) to \(greatest)")"
  }

  private func influencesTitle(_ round: RoundInfluences?) -> String {
    guard let round else { return "The influence of each domain on the reference loss" }
    if round.isUnresolved {
      return
        "No domain's influence can be told from zero: the mixture cannot be improved on this evidence"
    }
    func names(_ isWanted: (Interval) -> Bool) -> [String] {
      round.found.values.filter { $0.estimate.interval.map(isWanted) ?? false }
        .map { measurements.label(ofData: $0.domain) }
    }
    let (helps, harms) = (names { $0.upper < 0 }, names { $0.lower > 0 })
    guard !helps.isEmpty || !harms.isEmpty else {
      return "The influence of each domain on the reference loss"
    }
    let parts = [
      helps.isEmpty ? nil : "more of \(helps.joined(separator: ", ")) lowers",
      harms.isEmpty ? nil : "more of \(harms.joined(separator: ", ")) raises",
    ].compactMap { $0 }
    return "At the start, \(parts.joined(separator: " and ")) the reference loss"
  }

  private func row(
    of value: DomainInfluences.Value, in round: RoundInfluences, over largest: Double
  ) -> DifferenceFinding {
    let scale = largest > 0 ? largest : 1
    let interval = value.estimate.interval
    let estimate = EstimateFinding(
      value: -value.alpha / scale, lower: interval.map { -$0.upper / scale },
      upper: interval.map { -$0.lower / scale }, n: value.estimate.counts.min() ?? 0)
    var identity = measurements.identity(round.loop.lane.model)
    identity.data = [
      value.domain, "round \(round.round)", round.curvature.label, round.loop.name,
    ].filter { !$0.isEmpty }.joined(separator: " · ")
    return DifferenceFinding(
      label: measurements.label(ofData: value.domain), identity: identity, reference: "0",
      difference: estimate, value: estimate.value, referenceValue: nil, isPaired: false,
      pValue: nil, minimumPValue: nil, verdict: sign(of: estimate), problem: nil)
  }

  /// The influences of each round, the curvature that makes the mixture first. Those of the first round are
  /// the same whatever the step, and shown once.
  private func influences(_ panels: MixturePanels) -> [RoundInfluences] {
    let settings = panels.results.settings.loop
    let resampling = InfluenceResampling(
      resamples: spec.statistics.resamples, level: spec.statistics.confidence,
      seed: Seed(String(spec.statistics.seed), "influences"))
    return panels.loops.flatMap { loop in
      settings.curvatures.flatMap { curvature in
        (1...panels.rounds).compactMap { round -> RoundInfluences? in
          var loop = loop
          if round == 1 {
            guard loop.step == panels.steps[0] else { return nil }
            loop.name = panels.name(loop.lane)
          }
          let run = panels.results.run(
            loop.lane.model, step: loop.step, round: round, epochs: loop.lane.epochs,
            seed: panels.seeds[0])
          let before = panels.results.counts(
            loop.lane.model, step: loop.step, round: round - 1, epochs: loop.lane.epochs,
            seed: panels.seeds[0])
          guard let table = panels.results.influences[run], let before,
            let found = try? table.influences(
              curvature, counts: before, names: panels.domains, convention: settings.convention,
              resampling: resampling)
          else { return nil }
          return RoundInfluences(
            loop: loop, round: round, curvature: curvature, found: found,
            sampled: table.examples.count)
        }
      }
    }
  }

  /// How far curvatures agree on single examples, in each round; of the first seed. The first round is the
  /// same whatever the step, and shown once.
  func mixtureAgreement(_ panels: MixturePanels) -> Draft {
    let curvatures = panels.results.settings.loop.curvatures
    let names = curvatures.map(\.label)
    let loops =
      panels.rounds > 1 ? panels.loops : panels.loops.filter { $0.step == panels.steps[0] }
    let labels = loops.map { panels.rounds > 1 ? $0.name : panels.name($0.lane) }
    var known: [Double] = []
    let rows = loops.map { loop in
      (1...panels.rounds).map { round -> HeatFinding? in
        guard round > 1 || loop.step == panels.steps[0] else { return nil }
        let run = panels.results.run(
          loop.lane.model, step: loop.step, round: round, epochs: loop.lane.epochs,
          seed: panels.seeds[0])
        guard let table = panels.results.influences[run] else { return nil }
        let means = curvatures.map { table.means($0) }
        let values = means.map { a in
          means.map { b in a.flatMap { a in b.flatMap { spearmanCorrelation(a, $0) } } }
        }
        known += values.indices.flatMap { row in
          values.indices.filter { $0 != row }.compactMap { values[row][$0] }
        }
        return HeatFinding(
          xTitle: "curvature", x: names, yTitle: "curvature", y: names, values: values,
          n: table.examples.count)
      }
    }
    guard let least = known.min() else { return .nothing }
    let seed = panels.seeds.count == 1 ? "" : ", seed \(panels.seeds[0])"
    let rounded = (least * 100).rounded() / 100
    return Draft(
      title: "Curvatures rank the training examples with correlations of \(rounded) and above",
      caption: "Spearman's correlation over sampled training rows of their mean influence on the "
        + "reference examples\(seed).",
      content: .chart(
        ChartFinding(
          quantity: .agreement, x: "", scale: "linear", color: nil, isRelative: false,
          body: .heat(
            PanelsFinding(
              rowTitle: loops.count > 1 ? "loop" : "", rows: labels,
              columnTitle: panels.rounds > 1 ? "round" : "",
              columns: panels.rounds > 1 ? (1...panels.rounds).map { "round \($0)" } : [""],
              panels: rows)))))
  }
}
