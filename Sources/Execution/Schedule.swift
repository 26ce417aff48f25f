import Diagnostics
import Synchronization

/// Which job is next, and what became of those before: shared by the threads of a run.
final class Schedule: Sendable {
  /// What a thread does next.
  enum Next {
    case run(index: Int, Job)
    /// Another process computes all that is left: look again soon.
    case pause
    case end
  }

  fileprivate struct State {
    var ready: Range<Int>
    var waiting: [(job: Int, retry: ContinuousClock.Instant)] = []
    var everWaited: Set<Int> = []
    var inFlight = 0
    var outcomes: [Run.Outcome?]
    var contradictions: [Run.Contradiction?]
    var failure: Problem?
  }

  private let jobs: [Job]
  private let state: Mutex<State>
  /// How long a job waits before another look at whether its process has finished.
  private static let patience = Duration.milliseconds(50)

  init(_ jobs: [Job]) {
    self.jobs = jobs
    state = Mutex(
      State(
        ready: jobs.indices, outcomes: Array(repeating: nil, count: jobs.count),
        contradictions: Array(repeating: nil, count: jobs.count)))
  }

  /// The number of jobs that threads hold.
  var inFlight: Int { state.withLock { $0.inFlight } }

  /// Takes the next job: first those never tried, then those that wait for another process.
  func next(isInterrupted: Bool) -> Next {
    state.withLock { state in
      if isInterrupted || state.failure != nil { return .end }
      guard let index = state.ready.popFirst() ?? state.takeWaiting() else {
        return state.waiting.isEmpty ? .end : .pause
      }
      state.inFlight += 1
      return .run(index: index, jobs[index])
    }
  }

  /// Puts a job back that another process computes.
  ///
  /// - Returns: Whether it is the first time for this job.
  func postpone(_ index: Int) -> Bool {
    state.withLock { state in
      state.inFlight -= 1
      state.waiting.append((index, .now + Self.patience))
      return state.everWaited.insert(index).inserted
    }
  }

  /// Notes what became of a job.
  func settle(_ index: Int, _ outcome: Run.Outcome, _ contradiction: Run.Contradiction?) {
    state.withLock { state in
      state.inFlight -= 1
      state.outcomes[index] = outcome
      state.contradictions[index] = contradiction
    }
  }

  /// Ends the run because the store failed; jobs in flight are finished.
  func stop(_ problem: Problem) {
    state.withLock { state in
      state.inFlight -= 1
      state.failure = state.failure ?? problem
    }
  }

  /// What became of the plan, once all threads have ended.
  func finish(_ plan: Plan, _ jobs: Jobs) -> Run {
    state.withLock { state in
      let outcomes = plan.entries.map { entry -> Run.Outcome in
        if case .cached(let digest) = entry.state { return .cached(digest) }
        return jobs.indexByKey[entry.key].flatMap { state.outcomes[$0] } ?? .notRun
      }
      let ending: Run.Ending =
        if let failure = state.failure {
          .stopped(failure)
        } else if state.outcomes.contains(nil) {
          .interrupted
        } else {
          .completed
        }
      return Run(
        ending: ending, outcomes: outcomes, contradictions: state.contradictions.compactMap(\.self))
    }
  }
}

extension Schedule.State {
  fileprivate mutating func takeWaiting() -> Int? {
    let now = ContinuousClock.now
    guard let found = waiting.firstIndex(where: { $0.retry <= now }) else { return nil }
    return waiting.remove(at: found).job
  }
}
