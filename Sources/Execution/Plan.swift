public import Artifacts

/// What a run would do: each step either has its result in the store or runs, for reasons.
public struct Plan: Sendable {
  /// Whether a step has its result.
  public enum State: Sendable, Equatable {
    /// The store holds its result.
    case cached(Digest)
    /// It runs, for at least one reason.
    case run([Reason])
  }

  /// One step.
  public struct Entry: Sendable {
    /// The step.
    public let step: any Step
    /// Its key.
    public let key: Digest
    /// Whether it has its result.
    public let state: State
    /// The newest record of the key when the plan was made; 0 if there was none.
    let sequence: Int

    /// Why the step runs; empty if its result is stored.
    public var reasons: [Reason] { if case .run(let reasons) = state { reasons } else { [] } }
  }

  /// The steps in the order given. Steps with the same key run once.
  public let entries: [Entry]

  /// Looks up each of `steps` in `store`, reading every stored result to its end.
  ///
  /// - Parameters:
  ///   - steps: The steps, in the order in which the results are wanted.
  ///   - store: Where results are. Damaged ones are removed.
  ///   - force: Whether a step runs although its result is stored.
  /// - Throws: `Problem` if the store does not work.
  public init(
    _ steps: [any Step], in store: Store, force: (any Step) -> Bool = { _ in false }
  ) throws {
    entries = try steps.map { try Entry($0, in: store, forced: force($0)) }
  }

  /// The steps that run.
  public var toRun: [Entry] { entries.filter { !$0.reasons.isEmpty } }

  /// The number of steps whose result is stored.
  public var cachedCount: Int { entries.count - toRun.count }
}

// MARK: - Looking up

extension Plan.Entry {
  init(_ step: any Step, in store: Store, forced: Bool) throws {
    self.step = step
    key = step.key
    let record = try store.record(of: key)
    sequence = record?.sequence ?? 0
    let found: Plan.State =
      if let record {
        try Self.state(of: record, in: store)
      } else {
        .run(try Self.changes(of: step, in: store))
      }
    switch found {
    case .cached where forced: state = .run([.forced])
    default: state = found
    }
  }

  private static func state(of record: StepRecord, in store: Store) throws -> Plan.State {
    switch record.status {
    case .failed(let problem): return .run([.failedBefore(problem)])
    case .done(let result):
      switch try store.integrity(of: result) {
      case .sound: return .cached(result)
      case .missing: return .run([.resultMissing])
      case .damaged(let problem): return .run([.resultDamaged(problem)])
      }
    }
  }

  private static func changes(of step: any Step, in store: Store) throws -> [Reason] {
    let type = type(of: step)
    guard
      let record = try store.newestRecord(kind: type.kind, identity: step.identity)
    else { return [.neverComputed] }
    return Reason.changes(since: record, version: type.version, inputs: step.inputsByName)
  }
}
