import Artifacts

/// A distinct step to run: entries of the plan with the same key are one job.
struct Job: Sendable {
  let step: any Step
  let key: Digest
  let label: StepLabel
  let isForced: Bool
  /// The newest record when the plan was made; a later one was made by another process.
  let sequence: Int
}

/// The jobs of a plan, and which entry is which.
struct Jobs: Sendable {
  private(set) var all: [Job] = []
  private(set) var indexByKey: [Digest: Int] = [:]

  init(_ plan: Plan) {
    for (index, entry) in plan.entries.enumerated()
    where !entry.reasons.isEmpty && indexByKey[entry.key] == nil {
      let cost = entry.step.cost
      precondition(cost > 0, "the cost of '\(entry.step.identity)' is \(cost), not above 0")
      indexByKey[entry.key] = all.count
      all.append(
        Job(
          step: entry.step, key: entry.key,
          label: StepLabel(index: index, identity: entry.step.identity, cost: cost),
          isForced: entry.reasons == [.forced], sequence: entry.sequence))
    }
  }
}
