public import Artifacts
public import Diagnostics

/// What became of a plan.
public struct Run: Sendable {
  /// How the run ended.
  public enum Ending: Sendable, Equatable {
    /// Every step was tried.
    case completed
    /// The user asked to stop; steps in flight were finished and stored, or set aside.
    case interrupted
    /// The store failed; what was done before is stored.
    case stopped(Problem)
  }

  /// What became of one step.
  public enum Outcome: Sendable, Equatable {
    /// Its result was stored before the run began.
    case cached(Digest)
    /// This run computed it.
    case computed(Digest)
    /// Another process computed it meanwhile.
    case takenOver(Digest)
    /// It failed.
    case failed(Problem)
    /// The run ended before it.
    case notRun
  }

  /// The same key gave two results: something that determines the result is not among the inputs.
  public struct Contradiction: Sendable, Equatable {
    /// The step.
    public let identity: String
    /// The result that was stored.
    public let stored: Digest
    /// The result of this run, which took its place.
    public let computed: Digest
  }

  /// How the run ended.
  public let ending: Ending
  /// What became of each entry of the plan, in the plan's order.
  public let outcomes: [Outcome]
  /// The steps whose result changed though their key did not, in the plan's order.
  public let contradictions: [Contradiction]
}

extension Run.Outcome {
  /// The digest of the result, if there is one.
  public var result: Digest? {
    switch self {
    case .cached(let digest), .computed(let digest), .takenOver(let digest): digest
    case .failed, .notRun: nil
    }
  }

  /// What went wrong, if something did.
  public var problem: Problem? { if case .failed(let problem) = self { problem } else { nil } }
}

extension Run.Contradiction: CustomStringConvertible {
  /// A sentence for the user.
  public var description: String {
    "'\(identity)' gave another result than before from the same inputs: "
      + "\(computed.short) instead of \(stored.short). "
      + "Something that determines its result is not among its inputs."
  }
}

extension Run {
  /// One line: `200 steps: 160 cached, 38 computed, 2 failed` and how the run ended if it was cut short.
  public var summary: String {
    var counts = [String](), cached = 0, computed = 0, takenOver = 0, failed = 0, notRun = 0
    for outcome in outcomes {
      switch outcome {
      case .cached: cached += 1
      case .computed: computed += 1
      case .takenOver: takenOver += 1
      case .failed: failed += 1
      case .notRun: notRun += 1
      }
    }
    let parts = [
      (cached, "cached"), (computed, "computed"), (takenOver, "computed by another process"),
      (failed, "failed"), (notRun, "not run"),
    ]
    for (count, words) in parts where count > 0 { counts.append("\(count) \(words)") }
    let line = "\(counted(outcomes.count, "step")): \(counts.joined(separator: ", "))"
    switch ending {
    case .completed: return outcomes.isEmpty ? "no steps" : line
    case .interrupted: return "interrupted; \(line); run again to go on"
    case .stopped: return "stopped; \(line); run again to go on"
    }
  }
}
