extension ExperimentSpec.MixtureMeasure {
  typealias Arm = MixtureSteps.Arm

  /// The rows of each domain before the first round, where domains have so many.
  func startCounts(_ rows: [Int]) -> [Int] {
    switch start {
    case .all: rows
    case .equal: rows.map { _ in rows.min() ?? 0 }
    case .counts(let counts): counts
    }
  }

  /// What each mixer is tested by, in their order; of IDEAL the last round.
  var arms: [Arm] {
    mixers.flatMap { mixer -> [Arm] in
      switch mixer {
      case .ideal: loop.steps.map { Arm(mixer: mixer, step: $0, round: loop.rounds) }
      case .idealAtJointTotal, .jointAtIdealTotal, .doremiAtIdealTotal, .dogeAtIdealTotal:
        loop.steps.map { Arm(mixer: mixer, step: $0) }
      case .random: (0..<draws).map { Arm(mixer: mixer, part: $0) }
      case .specific: domains.indices.map { Arm(mixer: mixer, part: $0) }
      case .joint, .uniform, .proportional, .doremi, .doge, .regression: [Arm(mixer: mixer)]
      }
    }
  }

  /// The name of an arm for people.
  func label(of arm: Arm) -> String {
    var words = arm.mixer.label
    switch arm.mixer {
    case .random where draws > 1: words += " \((arm.part ?? 0) + 1)"
    case .specific: words = "\(domains[arm.part ?? 0]) alone"
    default: break
    }
    if let step = arm.step, loop.steps.count > 1 { words += ", m = \(step)" }
    if let round = arm.round, round < loop.rounds { words += ", round \(round)" }
    return words
  }
}
