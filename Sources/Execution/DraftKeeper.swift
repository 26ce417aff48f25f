import Artifacts

/// Keeps what a step has come to: now and then, so that a crash costs little, and when the user asks to
/// stop.
public struct DraftKeeper {
  private let context: StepContext
  private let interval: Duration
  private var kept = ContinuousClock.now

  /// Creates a keeper; its first draft is due after `seconds` from now.
  ///
  /// - Parameters:
  ///   - context: The step's context.
  ///   - seconds: The seconds between drafts, at least 0; with 0 each is kept.
  public init(_ context: StepContext, every seconds: Double) {
    (self.context, interval) = (context, .seconds(seconds))
  }

  /// Keeps a draft if one is due. Called where the step could go on from, between two pieces of its work.
  ///
  /// - Parameter draft: The draft, made only where it is kept.
  /// - Throws: `StepInterrupted` after keeping it, if the user asked to stop; `Problem` if the store cannot
  ///   be written; what `draft` throws.
  public mutating func keepIfDue(_ draft: () throws -> [UInt8]) throws {
    guard context.isInterrupted || kept.duration(to: .now) >= interval else { return }
    try context.store.keepDraft(try draft(), for: context.key)
    if context.isInterrupted { throw StepInterrupted() }
    kept = .now
  }
}
