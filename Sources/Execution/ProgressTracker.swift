/// What is known of a run's progress, from its events and their times.
struct ProgressTracker: Sendable {
  private(set) var total = 0
  private(set) var done = 0
  private(set) var failed = 0
  /// The steps under way, the oldest first, with the second at which each began.
  private(set) var running: [(label: StepLabel, since: Double)] = []
  /// The steps that another process computes.
  private(set) var waiting: [StepLabel] = []
  private(set) var isInterrupted = false
  /// What steps under way say that they are doing, by index.
  private(set) var words: [Int: String] = [:]
  private var jobs = 1
  private var cost = 0.0
  private var costLeft = 0.0
  /// The cost of the last steps computed, and seconds per unit of it.
  private var paces: [(cost: Double, pace: Double)] = []
  /// When the last steps ended, after the second at which the run began.
  private var ends: [Double] = []
  private static let memory = 32

  /// Takes in an event that happened at `now`, in seconds.
  mutating func receive(_ event: ProgressEvent, at now: Double) {
    switch event {
    case .began(let total, let cost, _, let jobs):
      (self.total, self.cost, costLeft, self.jobs) = (total, cost, cost, jobs)
      ends = [now]
    case .started(let label):
      waiting.removeAll { $0.index == label.index }
      running.append((label, now))
    case .finished(let label, let seconds):
      paces = (paces + [(label.cost, seconds / label.cost)]).suffix(Self.memory)
      end(label, now)
    case .takenOver(let label): end(label, now)
    case .working(let label, let words): self.words[label.index] = words
    case .interrupted(let label): running.removeAll { $0.label.index == label.index }
    case .failed(let label, _):
      failed += 1
      end(label, now)
    case .waiting(let label): waiting.append(label)
    case .interrupting: isInterrupted = true
    case .contradicted, .tick, .ended: break
    }
  }

  private mutating func end(_ label: StepLabel, _ now: Double) {
    done += 1
    costLeft -= label.cost
    words[label.index] = nil
    running.removeAll { $0.label.index == label.index }
    waiting.removeAll { $0.index == label.index }
    ends = (ends + [now]).suffix(Self.memory + 1)
  }
}

extension ProgressTracker {
  /// Steps per second of late; `nil` before the first one ended.
  func rate(at now: Double) -> Double? {
    guard ends.count > 1, let first = ends.first, now > first else { return nil }
    return Double(ends.count - 1) / (now - first)
  }

  /// The seconds until all is done; `nil` before a hundredth was computed, by cost.
  func remaining(at now: Double) -> Double? {
    guard let pace else { return nil }
    let underWay = running.map { max(0, $0.label.cost * pace - (now - $0.since)) }
    let notBegun = max(0, costLeft - running.reduce(0) { $0 + $1.label.cost }) * pace
    let threads = Double(max(1, min(jobs, total - done)))
    return max((notBegun + underWay.reduce(0, +)) / threads, underWay.max() ?? 0)
  }

  /// The median pace of the last steps, each weighed by its cost: one slow step does not frighten, and a
  /// hundred that do next to nothing do not promise anything.
  private var pace: Double? {
    let known = paces.reduce(0) { $0 + $1.cost }
    guard known > 0, known >= cost / 100 || paces.count == Self.memory else { return nil }
    var below = 0.0
    for (cost, pace) in paces.sorted(by: { $0.pace < $1.pace }) {
      below += cost
      if below > known / 2 { return pace }
    }
    return nil
  }
}
