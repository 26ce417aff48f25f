import Artifacts
import Execution

/// Computes what is missing of some steps, showing progress, until it is done or the user stops it.
///
/// - Parameters:
///   - steps: The steps.
///   - store: Where results are.
///   - jobs: How many run at once.
///   - isFrozen: Whether computing is forbidden.
/// - Returns: What became of each step; failures of steps are in it.
/// - Throws: `Problem` if the store fails, or results are missing and computing is forbidden; the exit
///   code if the user stopped it.
func runSteps(
  _ steps: [any Step], in store: Store, jobs: Int, isFrozen: Bool = false
) throws -> Run {
  let plan = try Plan(steps, in: store)
  let executor = Executor(store, jobs: jobs, isFrozen: isFrozen, listener: TerminalProgress())
  let run = try Interruption.catchingSignals { try executor.run(plan, interruption: $0) }
  if case .stopped(let problem) = run.ending { throw problem }
  if run.ending == .interrupted {
    printError("Run the same command again to go on.")
    throw Outcome.interrupted
  }
  return run
}
