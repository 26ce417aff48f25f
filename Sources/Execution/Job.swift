import Artifacts

/// A distinct step to run: entries of the plan with the same key are one job.
struct Job: Sendable {
  let step: any Step
  let key: Digest
  let label: StepLabel
  let isForced: Bool
  let isExclusive: Bool
  /// Where the results come from that it reads.
  let needs: [Need]
  /// The newest record when the plan was made; a later one was made by another process.
  let sequence: Int
}

/// A result that a job reads.
enum Need: Sendable {
  /// It was stored when the plan was made.
  case stored(Digest)
  /// The job of this index gives it.
  case job(Int)
}

/// The jobs of a plan, and which entry is which.
struct Jobs: Sendable {
  private(set) var all: [Job] = []
  private(set) var indexByKey: [Digest: Int] = [:]

  init(_ plan: Plan) {
    var stored: [Digest: Digest] = [:]
    for (index, entry) in plan.entries.enumerated() {
      if case .cached(let result) = entry.state { stored[entry.key] = result }
      guard !entry.reasons.isEmpty, indexByKey[entry.key] == nil else { continue }
      let needs = needs(of: entry.step, stored)
      let cost = entry.step.cost
      precondition(cost > 0, "the cost of '\(entry.step.identity)' is \(cost), not above 0")
      indexByKey[entry.key] = all.count
      all.append(
        Job(
          step: entry.step, key: entry.key,
          label: StepLabel(index: index, identity: entry.step.identity, cost: cost),
          isForced: entry.reasons == [.forced], isExclusive: entry.step.isExclusive, needs: needs,
          sequence: entry.sequence))
    }
  }

  private func needs(of step: any Step, _ stored: [Digest: Digest]) -> [Need] {
    step.needs.map { needed in
      let key = needed.key
      if let result = stored[key] { return .stored(result) }
      guard let index = indexByKey[key] else {
        preconditionFailure("'\(needed.identity)' must come before '\(step.identity)' in the plan")
      }
      return .job(index)
    }
  }
}
