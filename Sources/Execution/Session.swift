import Artifacts
import Diagnostics
import Foundation
import Synchronization

/// One run under way: what its threads do.
final class Session: Sendable {
  let schedule: Schedule
  let interruption: Interruption
  private let store: Store
  private let listener: Mutex<(any ProgressListener)?>

  init(
    store: Store, schedule: Schedule, interruption: Interruption,
    listener: (any ProgressListener)?
  ) {
    self.store = store
    self.schedule = schedule
    self.interruption = interruption
    self.listener = Mutex(listener)
  }

  /// Tells the listener, one event after the other.
  func tell(_ event: ProgressEvent) {
    listener.withLock { $0?.receive(event) }
  }

  /// Does jobs until none is left: the life of one thread.
  func work() {
    while true {
      switch schedule.next(isInterrupted: interruption.isRequested) {
      case .run(let index, let job, let results): attempt(index, job, results)
      case .pause: Thread.sleep(forTimeInterval: 0.02)
      case .end: return
      }
    }
  }

  private func attempt(_ index: Int, _ job: Job, _ results: [Digest]) {
    do {
      let done = try store.exclusively(job.key) { try takeOver(job) ?? compute(job, results) }
      if let done {
        for (job, problem) in schedule.settle(index, done.outcome, done.contradiction) {
          tell(.failed(job.label, problem))
        }
      } else if schedule.postpone(index) {
        tell(.waiting(job.label))
      }
    } catch is StepInterrupted {
      schedule.abandon(index)
      tell(.interrupted(job.label))
    } catch {
      schedule.stop(error as? Problem ?? .unexpected(error, in: job.label.identity))
    }
  }

  private typealias Done = (outcome: Run.Outcome, contradiction: Run.Contradiction?)

  /// What another process recorded since the plan was made, if it is of use.
  private func takeOver(_ job: Job) throws -> Done? {
    guard !job.isForced, let record = try store.record(of: job.key),
      record.sequence > job.sequence
    else { return nil }
    switch record.status {
    case .failed(let problem):
      tell(.failed(job.label, problem))
      return (.failed(problem), nil)
    case .done(let digest):
      guard try store.integrity(of: digest) == .sound else { return nil }
      tell(.takenOver(job.label))
      return (.takenOver(digest), nil)
    }
  }

  /// Runs the step and keeps its result or its problem.
  ///
  /// - Throws: `Problem` if the store fails; `StepInterrupted` if the step stopped because the user
  ///   asked.
  private func compute(_ job: Job, _ results: [Digest]) throws -> Done {
    tell(.started(job.label))
    let context = StepContext(
      key: job.key, store: store, results: results, interruption: interruption
    ) { [self] in tell(.working(job.label, $0)) }
    let start = ContinuousClock.now
    let result = Result { try job.step.run(context) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    switch result {
    case .failure(let error as StepInterrupted) where interruption.isRequested: throw error
    case .failure(let error):
      let problem = error as? Problem ?? .unexpected(error, in: job.label.identity)
      tell(.failed(job.label, problem))
      try store.write(job.record(.failed(problem)), seconds: seconds)
      return (.failed(problem), nil)
    case .success(let bytes):
      let digest = try store.store(bytes)
      let contradiction = try contradiction(of: job, digest)
      try store.write(job.record(.done(digest)), seconds: seconds)
      store.removeDraft(for: job.key)
      tell(.finished(job.label, seconds: seconds))
      if let contradiction { tell(.contradicted(contradiction)) }
      return (.computed(digest), contradiction)
    }
  }

  private func contradiction(of job: Job, _ digest: Digest) throws -> Run.Contradiction? {
    guard case .done(let stored) = try store.record(of: job.key)?.status, stored != digest
    else { return nil }
    return Run.Contradiction(identity: job.label.identity, stored: stored, computed: digest)
  }
}

extension Job {
  fileprivate func record(_ status: StepRecord.Status) -> StepRecord {
    let type = type(of: step)
    return StepRecord(
      key: key, kind: type.kind, version: type.version, identity: label.identity,
      inputs: step.inputsByName, status: status)
  }
}
