extension CellBuilder {
  typealias Mixer = ExperimentSpec.MixtureMeasure.Mixer

  /// What the mean over all shown tests is called.
  private static var meanName: String { "mean of the tests" }

  /// The shown tests one by one, after their mean where there are several.
  private func parts(_ panels: MixturePanels) -> [(name: String, tests: [String])] {
    let each = panels.tests.map { (measurements.label(ofData: $0), [$0]) }
    return (each.count > 1 ? [(Self.meanName, panels.tests)] : []) + each
  }

  // MARK: Tables and forests

  /// Test results by mixture, a column for each test and for their mean.
  func mixtureResults(_ panels: MixturePanels) -> Draft {
    let parts = parts(panels)
    var (names, cells): ([String], [[[EstimateFinding]]]) = ([], [])
    func mean(
      _ arm: MixturePanels.Arm?, _ lane: MixturePanels.Lane, _ tests: [String]
    ) -> EstimateFinding {
      panels.view.judgement.shown(armMean(panels.judged(lane, arm, tests)))
    }
    for model in panels.models {
      let lane = MixturePanels.Lane(model: model, epochs: panels.view.epochs[0])
      names.append(panels.name(nil, lane))
      cells.append(parts.map { [mean(nil, lane, $0.tests)] })
    }
    for lane in panels.lanes {
      for arm in panels.arms {
        names.append(panels.name(arm, lane))
        cells.append(parts.map { [mean(arm, lane, $0.tests)] })
      }
    }
    let known = cells.joined().joined().filter { $0.value != nil }
    guard !known.isEmpty else { return .nothing }
    return Draft(
      title: "\(panels.quantity.label) after training on each mixture",
      caption: "Means over test examples\(armSeeds(panels.seeds.count)) with "
        + "\(armMeanIntervals(panels.quantity, seeds: panels.seeds.count)); \(countWords(known.map(\.n)))."
        + meanWords(panels),
      content: .table(
        TableFinding(
          quantities: [panels.quantity], rowTitle: "mixer", rows: names, columnTitle: "test",
          columns: parts.map(\.name), cells: cells)))
  }

  /// How test results differ from those after training on one mixture.
  func mixtureEffects(_ panels: MixturePanels, against: Mixer?) -> Draft {
    let reference = ExperimentSpec.MixtureView.Operand(mixer: against, epochs: nil, step: nil)
    let arms = ([nil] + panels.arms.map(Optional.some)).filter { $0?.mixer != against }
    let shown = panels.lanes.flatMap { lane in arms.map { (lane: lane, arm: $0) } }
    let groups = parts(panels).map { part -> ForestGroupFinding in
      let rows = shown.map { lane, arm -> DifferenceFinding in
        var row = effect(panels, lane, arm, against: reference, on: part) { self.sign(of: $0) }
        // As it is a model is one, but what it is set beside is not.
        if arm == nil, panels.view.epochs.count > 1 {
          row.label += " · beside \(epochWords(lane.epochs))"
        }
        return row
      }
      return ForestGroupFinding(
        heading: part.name == Self.meanName ? "Mean of the tests" : "On \(part.name)", rows: rows)
    }
    let adjusted = adjusted(groups)
    let rows = adjusted.flatMap(\.rows)
    let known = rows.filter { $0.difference.value != nil }
    guard !known.isEmpty else { return .nothing }
    let trained = zip(shown, adjusted[0].rows).filter { $0.0.arm != nil }.map(\.1)
    return Draft(
      title: effectsTitle(panels, trained, against: against),
      caption: "Difference in mean \(panels.quantity.label.lowercasingFirst) to "
        + "\(against?.mixtureWords ?? "no training"), the same examples"
        + "\(armSeeds(panels.seeds.count)), with \(armIntervals(seeds: panels.seeds.count)); "
        + "\(countWords(known.map(\.difference.n)))."
        + meanWords(panels) + randomWords(panels, among: [against] + arms.map { $0?.mixer })
        + adjustmentWords(rows),
      content: .chart(
        ChartFinding(
          quantity: panels.quantity, x: "difference", scale: "linear", color: nil,
          isRelative: false, intervals: armIntervalName(seeds: panels.seeds.count),
          body: .forest(adjusted))))
  }

  /// What is seen: of IDEAL where one model was trained on it once, else how many mixtures are better.
  private func effectsTitle(
    _ panels: MixturePanels, _ rows: [DifferenceFinding], against: Mixer?
  ) -> String {
    let quantity = panels.quantity.label.lowercasingFirst
    let reference = against?.mixtureWords ?? "no training"
    let ideal = rows.filter { $0.label == Mixer.ideal.label }
    if ideal.count == 1, let row = ideal.first, let value = row.difference.value {
      let size = NumberWords.magnitude(value) + (panels.quantity.unit.map { " \($0)" } ?? "")
      let than = panels.tests.count > 1 ? "On average over the tests, " : ""
      let words =
        switch row.verdict {
        case "less": "IDEAL's \(quantity) is \(size) lower than with \(reference)"
        case "greater": "IDEAL's \(quantity) is \(size) higher than with \(reference)"
        default: "IDEAL's \(quantity) cannot be told from that of \(reference)"
        }
      return than + words
    }
    let known = rows.filter { $0.difference.value != nil }
    let isLower = panels.quantity.direction == "lower"
    let better = known.filter { $0.verdict == (isLower ? "less" : "greater") }
    return
      "\(better.count)\(correctedWords(better)) of \(known.count) mixtures give a \(isLower ? "lower" : "higher") "
      + "\(quantity) than \(reference)"
  }

  /// That tests weigh alike; empty for one test.
  private func meanWords(_ panels: MixturePanels) -> String {
    panels.tests.count > 1 ? " In means over tests each test weighs alike." : ""
  }

  /// How few random mixtures there are; empty where none is among the mixers.
  private func randomWords(_ panels: MixturePanels, among mixers: [Mixer?]) -> String {
    guard mixers.contains(.random) else { return "" }
    let (draws, seeds) = (panels.results.settings.draws, panels.seeds.count)
    return " Random mixtures are \(draws) draw\(draws == 1 ? "" : "s")"
      + (seeds > 1 ? " by each seed" : "")
      + (draws * seeds == 1 ? ": the interval knows nothing of what others would give." : ".")
  }

  // MARK: Claims

  func mixtureClaim(
    _ panels: MixturePanels, of: MixturePanels.Operand,
    _ relation: ExperimentSpec.Claim.Relation, than: MixturePanels.Operand,
    for scope: ExperimentSpec.MixtureView.Scope, source: String?
  ) -> Draft {
    let parts = parts(panels).filter {
      scope == .mean ? $0.tests == panels.tests : $0.tests.count == 1
    }
    let lanes =
      (of.epochs ?? than.epochs).map { epochs in
        panels.models.map { MixturePanels.Lane(model: $0, epochs: epochs) }
      } ?? panels.lanes
    let rows = adjusted(
      parts.flatMap { part in
        lanes.map { lane in
          claimed(
            panels, lane, of, than, on: part, isNamed: parts.count > 1 || part.tests.count == 1,
            relation)
        }
      })
    guard rows.contains(where: { $0.difference.value != nil }) else { return .nothing }
    let quantity = panels.quantity.label.lowercasingFirst
    let reference = than.mixer.map { _ in "after training on \(than.words)" } ?? "without training"
    let statement =
      (scope == .mean && panels.tests.count > 1 ? "Mean \(quantity)" : panels.quantity.label)
      + " is \(relation == .less ? "lower" : "higher") after training on \(of.words) than \(reference)"
    return Draft(
      title: statement,
      caption: "Difference of means over test examples\(armSeeds(panels.seeds.count)) with "
        + "\(armIntervals(seeds: panels.seeds.count)); a claim is supported where the whole "
        + "interval agrees with it, refuted where the whole interval contradicts it."
        + (scope == .mean ? meanWords(panels) : "")
        + randomWords(panels, among: [of.mixer, than.mixer])
        + adjustmentWords(rows),
      content: .claim(
        ClaimFinding(
          statement: statement, quantity: panels.quantity, source: source,
          verdict: overall(rows), rows: rows)))
  }

  private func claimed(
    _ panels: MixturePanels, _ lane: MixturePanels.Lane, _ of: MixturePanels.Operand,
    _ than: MixturePanels.Operand, on part: (name: String, tests: [String]), isNamed: Bool,
    _ relation: ExperimentSpec.Claim.Relation
  ) -> DifferenceFinding {
    var identity = measurements.identity(lane.model)
    identity.data = "\(part.name) · \(of.identity(lane))"
    let label = [isNamed ? part.name : lane.model, panels.name(lane)].filter { !$0.isEmpty }
    return armDifference(
      panels.judged(lane, of, part.tests), panels.judged(lane, than, part.tests),
      label: label.count > 1 && label[0] == label[1] ? label[0] : label.joined(separator: " · "),
      identity: identity, reference: "\(part.name) · \(than.identity(lane))"
    ) { self.verdict(relation, $0) }
  }

  // MARK: Numbers

  /// The difference of an arm to a mixture.
  func effect(
    _ panels: MixturePanels, _ lane: MixturePanels.Lane, _ arm: MixturePanels.Arm?,
    against: MixturePanels.Operand, on part: (name: String, tests: [String]),
    judging: (EstimateFinding) -> String
  ) -> DifferenceFinding {
    var identity = measurements.identity(lane.model)
    let name = panels.name(arm, lane)
    let settings = panels.results.settings
    identity.data =
      "\(part.name) · \(arm.map(settings.label) ?? MixturePanels.untrained) · \(epochWords(lane.epochs))"
    return armDifference(
      panels.judged(lane, arm, part.tests), panels.judged(lane, against, part.tests), label: name,
      identity: identity, reference: "\(part.name) · \(against.identity(lane))", judging: judging)
  }

  /// What is judged after each round of IDEAL, as a difference to the starting mixture: a panel for each
  /// test, since their intervals would cover one another.
  func mixtureProgress(_ panels: MixturePanels) -> Draft {
    let (loops, parts) = (panels.loops, parts(panels))
    let rows = loops.map { loop in
      parts.map { part in progress(panels, loop, part.name, part.tests).map { [$0] } }
    }
    let known = rows.joined().compactMap { $0?[0].n }
    guard !known.isEmpty else { return .nothing }
    var quantity = panels.quantity
    quantity.label += ", difference to the start"
    return Draft(
      title: "\(panels.quantity.label) after each round, beside that of the starting mixture",
      caption: "Difference of means to the training on the starting mixture with "
        + "\(armIntervals(seeds: panels.seeds.count)); \(countWords(known)).\(meanWords(panels))",
      content: .chart(
        ChartFinding(
          quantity: quantity, x: "round", scale: "linear", color: nil, isRelative: false,
          baseline: 0, intervals: armIntervalName(seeds: panels.seeds.count),
          body: .lines(
            PanelsFinding(
              rowTitle: loops.count > 1 ? "loop" : "", rows: loops.map(\.name),
              columnTitle: parts.count > 1 ? "test" : "", columns: parts.map(\.name),
              panels: rows)))))
  }

  /// One loop on some tests; `nil` where nothing is known.
  private func progress(
    _ panels: MixturePanels, _ loop: MixturePanels.Loop, _ name: String, _ tests: [String]
  ) -> SeriesFinding? {
    let start = ExperimentSpec.MixtureView.Operand(mixer: .joint, epochs: nil, step: nil)
    let points = (1...panels.rounds).map { round in
      effect(
        panels, loop.lane, panels.arm(step: loop.step, round: round), against: start,
        on: (name, tests)
      ) { self.sign(of: $0) }.difference
    }
    guard points.contains(where: { $0.value != nil }) else { return nil }
    var identity = measurements.identity(loop.lane.model)
    identity.data = tests.count == 1 ? tests[0] : name
    let zero: [Double?] = [0]
    return SeriesFinding(
      name: Mixer.ideal.label, identity: identity, x: (0...panels.rounds).map(Double.init),
      value: zero + points.map(\.value), lower: zero + points.map(\.lower),
      upper: zero + points.map(\.upper), n: points.map(\.n).min() ?? 0)
  }
}

/// Sizes of differences in sentences.
enum NumberWords {
  /// Without its sign, to two significant digits.
  static func magnitude(_ value: Double) -> String {
    let size = abs(value)
    guard size > 0, size.isFinite else { return "0" }
    var (scale, digits) = (1.0, 0)
    while size * scale < 10, digits < 12 { (scale, digits) = (scale * 10, digits + 1) }
    let rounded = (size * scale).rounded() / scale
    let text = "\(rounded)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension ExperimentSpec.MixtureView.Operand {
  /// Within a sentence.
  var words: String {
    let epochs = epochs.map { " for \(epochWords($0))" } ?? ""
    let step = step.map { ", m = \($0)\(epochs.isEmpty ? "" : ",")" } ?? ""
    return (mixer?.mixtureWords ?? "nothing") + step + epochs
  }

  /// In identities.
  func identity(_ lane: MixturePanels.Lane) -> String {
    guard let mixer else { return MixturePanels.untrained }
    let step = step.map { ", m = \($0)" } ?? ""
    return "\(mixer.label)\(step) · \(epochWords(epochs ?? lane.epochs))"
  }
}

extension ExperimentSpec.MixtureMeasure.Mixer {
  /// What it gives, within a sentence.
  var mixtureWords: String {
    switch self {
    case .ideal: "IDEAL's mixture"
    case .joint: "the joint mixture"
    case .uniform: "the uniform mixture"
    case .proportional: "the proportional mixture"
    case .random: "random mixtures"
    case .specific: "one domain alone"
    case .doremi: "DoReMi's mixture"
    case .doge: "DoGE's mixture"
    case .regression: "the regression's mixture"
    case .idealAtJointTotal: "IDEAL's mixture at the joint total"
    case .jointAtIdealTotal: "the joint mixture at IDEAL's total"
    case .doremiAtIdealTotal: "DoReMi's mixture at IDEAL's total"
    case .dogeAtIdealTotal: "DoGE's mixture at IDEAL's total"
    }
  }
}
