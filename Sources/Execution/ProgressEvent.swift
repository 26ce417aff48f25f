public import Diagnostics

/// Something that happened in a run.
public enum ProgressEvent: Sendable {
  /// The run began. `total` counts distinct steps to run, `cost` sums their costs; `cached` counts the
  /// entries of the plan that need no run; at most `jobs` steps run at once.
  case began(total: Int, cost: Double, cached: Int, jobs: Int)
  /// A step is about to run.
  case started(StepLabel)
  /// A step says what it is doing.
  case working(StepLabel, String)
  /// A step stopped before its end because the user asked; a later run goes on with it.
  case interrupted(StepLabel)
  /// A step gave its result after so many seconds.
  case finished(StepLabel, seconds: Double)
  /// A step's result came from another process.
  case takenOver(StepLabel)
  /// A step failed, here or in another process.
  case failed(StepLabel, Problem)
  /// A step's result differs from what the store held for the same key.
  case contradicted(Run.Contradiction)
  /// Another process computes the step; the run comes back to it.
  case waiting(StepLabel)
  /// The user asked to stop; so many steps are still in flight.
  case interrupting(inFlight: Int)
  /// A tenth of a second went by.
  case tick
  /// The run ended.
  case ended(Run)
}

/// A step as progress tells of it.
public struct StepLabel: Sendable, Equatable {
  /// The index of the step's first entry in the plan.
  public let index: Int
  /// The step's identity.
  public let identity: String
  /// The step's cost.
  public let cost: Double
}

/// Hears what happens in a run.
public protocol ProgressListener: Sendable {
  /// Takes in one event. Called from several threads, but never twice at once.
  func receive(_ event: ProgressEvent)
}
