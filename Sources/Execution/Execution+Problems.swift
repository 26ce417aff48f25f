import Diagnostics

extension Problem {
  /// An error that is no problem, thrown by a step.
  static func unexpected(_ error: any Error, in identity: String) -> Problem {
    Problem(
      "The step '\(identity)' failed in a way that it does not explain.", found: "\(error)",
      remedy: "This is a fault of the program: report it with the line above.")
  }

  /// A step that did not run because one that it needs failed.
  static func failedNeed(_ identity: String, _ problem: Problem) -> Problem {
    Problem(
      "It needs '\(identity)', which failed.", remedy: "Mend what failed, then run again.",
      cause: problem.summary)
  }

  /// Steps without results in a run that may not compute.
  static func frozen(_ missing: [Plan.Entry], of total: Int) -> Problem {
    let shown = missing.prefix(10).map { entry in
      "'\(entry.step.identity)' (\(entry.reasons.map(\.description).joined(separator: "; ")))"
    }
    let rest = missing.count > shown.count ? ", and \(missing.count - shown.count) more" : ""
    return Problem(
      "\(missing.count) of \(counted(total, "result")) \(missing.count == 1 ? "is" : "are") not in "
        + "the store, and this run may not compute.",
      found: shown.joined(separator: ", ") + rest,
      remedy: "Run where computing is allowed, and bring the store along.")
  }
}
