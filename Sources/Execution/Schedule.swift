import Artifacts
import Diagnostics
import Synchronization

/// Which job is next, and what became of those before: shared by the threads of a run.
final class Schedule: Sendable {
  /// What a thread does next.
  enum Next {
    /// Run a job; `results` are those that it needs.
    case run(index: Int, Job, results: [Digest])
    /// All that is left waits for another job or for another process: look again soon.
    case pause
    case end
  }

  fileprivate struct State {
    /// The jobs that no thread has taken yet; the first of them is `firstUntaken`.
    var isTaken: [Bool]
    var firstUntaken = 0
    var waiting: [(job: Int, retry: ContinuousClock.Instant)] = []
    var everWaited: Set<Int> = []
    var inFlight = 0
    var isExclusive = false
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
        isTaken: Array(repeating: false, count: jobs.count),
        outcomes: Array(repeating: nil, count: jobs.count),
        contradictions: Array(repeating: nil, count: jobs.count)))
  }

  /// The number of jobs that threads hold.
  var inFlight: Int { state.withLock { $0.inFlight } }

  /// Takes the next job: first those never tried, then those that wait for another process.
  func next(isInterrupted: Bool) -> Next {
    state.withLock { state in
      if isInterrupted || state.failure != nil { return .end }
      if state.isExclusive { return .pause }
      switch state.takeUntried(jobs) ?? state.takeWaiting(jobs) {
      case .job(let index):
        state.inFlight += 1
        state.isExclusive = jobs[index].isExclusive
        return .run(index: index, jobs[index], results: state.results(of: jobs[index]))
      case .later: return .pause
      case nil: return state.isAllTaken && state.waiting.isEmpty ? .end : .pause
      }
    }
  }

  /// Puts a job back that another process computes.
  ///
  /// - Returns: Whether it is the first time for this job.
  func postpone(_ index: Int) -> Bool {
    state.withLock { state in
      state.release()
      state.waiting.append((index, .now + Self.patience))
      return state.everWaited.insert(index).inserted
    }
  }

  /// Notes what became of a job.
  ///
  /// - Returns: The jobs that cannot run because this one failed, with the problem of each.
  func settle(
    _ index: Int, _ outcome: Run.Outcome, _ contradiction: Run.Contradiction?
  ) -> [(job: Job, problem: Problem)] {
    state.withLock { state in
      state.release()
      state.outcomes[index] = outcome
      state.contradictions[index] = contradiction
      return outcome.problem == nil ? [] : state.failDependents(of: index, jobs)
    }
  }

  /// Leaves a job undone that stopped because it was asked to.
  func abandon(_ index: Int) { state.withLock { $0.release() } }

  /// Ends the run because the store failed; jobs in flight are finished.
  func stop(_ problem: Problem) {
    state.withLock { state in
      state.release()
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
  /// A job to take, or that there is one that must wait until others have ended.
  fileprivate enum Choice {
    case job(Int)
    case later
  }

  fileprivate var isAllTaken: Bool { firstUntaken == isTaken.count }

  fileprivate mutating func release() {
    inFlight -= 1
    isExclusive = false
  }

  /// The first job never tried whose needs are met. One that must run alone holds back those after it,
  /// or it might never find the threads idle.
  fileprivate mutating func takeUntried(_ jobs: [Job]) -> Choice? {
    while firstUntaken < jobs.count, isTaken[firstUntaken] { firstUntaken += 1 }
    let found = (firstUntaken..<jobs.count).first { !isTaken[$0] && isReady(jobs[$0]) }
    guard let found else { return nil }
    if jobs[found].isExclusive, inFlight > 0 { return .later }
    isTaken[found] = true
    return .job(found)
  }

  fileprivate mutating func takeWaiting(_ jobs: [Job]) -> Choice? {
    let now = ContinuousClock.now
    let found = waiting.firstIndex {
      $0.retry <= now && (inFlight == 0 || !jobs[$0.job].isExclusive)
    }
    return found.map { .job(waiting.remove(at: $0).job) }
  }

  private func isReady(_ job: Job) -> Bool {
    job.needs.allSatisfy { need in
      switch need {
      case .stored: true
      case .job(let index): outcomes[index]?.result != nil
      }
    }
  }

  fileprivate func results(of job: Job) -> [Digest] {
    job.needs.compactMap { need in
      switch need {
      case .stored(let digest): digest
      case .job(let index): outcomes[index]?.result
      }
    }
  }

  /// Notes a failure for every job that needs `failed`, directly or through others.
  fileprivate mutating func failDependents(
    of failed: Int, _ jobs: [Job]
  ) -> [(job: Job, problem: Problem)] {
    var causes: [Int: Int] = [failed: failed]
    var dependents: [(job: Job, problem: Problem)] = []
    // A job comes after those that it needs.
    for index in jobs.indices.dropFirst(failed + 1) where !isTaken[index] {
      let cause = jobs[index].needs.lazy.compactMap { need in
        if case .job(let needed) = need { causes[needed] } else { nil }
      }.first
      guard let cause, let problem = outcomes[cause]?.problem else { continue }
      causes[index] = cause
      let consequence = Problem.failedNeed(jobs[cause].label.identity, problem)
      isTaken[index] = true
      outcomes[index] = .failed(consequence)
      dependents.append((jobs[index], consequence))
    }
    return dependents
  }
}
