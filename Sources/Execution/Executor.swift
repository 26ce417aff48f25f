public import Artifacts
import Diagnostics
import Dispatch
import Foundation

/// Runs the steps of a plan that have no result yet.
public struct Executor: Sendable {
  let store: Store
  let jobs: Int
  let isFrozen: Bool
  let listener: (any ProgressListener)?

  /// The number of cores that this process may use.
  public static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// Creates an executor.
  ///
  /// - Parameters:
  ///   - store: Where results are found and kept.
  ///   - jobs: How many steps run at once, at least 1.
  ///   - isFrozen: Whether computing is forbidden.
  ///   - listener: Hears of progress.
  public init(
    _ store: Store, jobs: Int = Executor.cores, isFrozen: Bool = false,
    listener: (any ProgressListener)? = nil
  ) {
    precondition(jobs >= 1, "at least 1 step must run at once, not \(jobs)")
    self.store = store
    self.jobs = jobs
    self.isFrozen = isFrozen
    self.listener = listener
  }

  /// Runs what `plan` says and blocks until it is done.
  ///
  /// Each result is stored as its step finishes. A step that fails is recorded with its problem and
  /// stops no other. A step that another process computes is left to it, and its result taken over.
  ///
  /// - Parameters:
  ///   - plan: A plan made with the same store.
  ///   - interruption: Ends the run early.
  /// - Returns: What became of each step. Failures of steps and of the store are in it, not thrown.
  /// - Throws: `Problem` if the executor is frozen and results are missing; it names them.
  public func run(_ plan: Plan, interruption: Interruption = Interruption()) throws -> Run {
    let missing = plan.toRun
    if isFrozen, !missing.isEmpty { throw Problem.frozen(missing, of: plan.entries.count) }
    let jobs = Jobs(plan)
    let session = Session(
      store: store, schedule: Schedule(jobs.all), interruption: interruption, listener: listener)
    session.tell(
      .began(
        total: jobs.all.count, cost: jobs.all.reduce(0) { $0 + $1.label.cost },
        cached: plan.cachedCount, jobs: self.jobs))
    work(session, threads: min(self.jobs, jobs.all.count))
    let run = session.schedule.finish(plan, jobs)
    session.tell(.ended(run))
    return run
  }

  private func work(_ session: Session, threads: Int) {
    let group = DispatchGroup()
    for _ in 0..<threads {
      group.enter()
      let thread = Thread {
        session.work()
        group.leave()
      }
      // Only address space: a page costs memory once it is touched.
      thread.stackSize = 64 << 20
      thread.start()
    }
    var isAnnounced = false
    while group.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      if session.interruption.isRequested, !isAnnounced {
        isAnnounced = true
        session.tell(.interrupting(inFlight: session.schedule.inFlight))
      }
      session.tell(.tick)
    }
  }
}
