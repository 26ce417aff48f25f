public import Artifacts

/// What a step may use while it runs.
public struct StepContext: Sendable {
  /// The step's key.
  public let key: Digest
  /// Where results are. A long step keeps a draft of its own here, and goes on from it when it runs again
  /// (`Store.draft(for:)`).
  public let store: Store
  /// The results of the steps that it needs, in the order of `Step.needs`.
  public let results: [Digest]
  private let interruption: Interruption
  private let listen: @Sendable (String) -> Void

  /// Creates a context.
  ///
  /// - Parameters:
  ///   - key: The step's key.
  ///   - store: Where results are.
  ///   - results: The results of the steps that it needs.
  ///   - interruption: Ends the run early.
  ///   - listen: Hears what the step is doing.
  public init(
    key: Digest, store: Store, results: [Digest] = [],
    interruption: Interruption = Interruption(),
    listen: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.key = key
    self.store = store
    self.results = results
    self.interruption = interruption
    self.listen = listen
  }

  /// Whether the user asked to stop. A step of many minutes looks now and then, keeps a draft and throws
  /// `StepInterrupted`; a short one is finished.
  public var isInterrupted: Bool { interruption.isRequested }

  /// Tells what the step is doing, in a few words for a line of progress.
  public func tell(_ words: String) { listen(words) }
}

/// Thrown by a step that stopped because it was asked to; it runs again with the next run.
public struct StepInterrupted: Error {
  /// Creates the error.
  public init() {}
}
