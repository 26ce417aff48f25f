public import Diagnostics
public import JSONTree

/// What the store knows of one step.
public struct StepRecord: Sendable, Equatable {
  /// How the step ended.
  public enum Status: Sendable, Equatable {
    /// It gave the object of this digest.
    case done(Digest)
    /// It failed.
    case failed(Problem)
  }

  /// The digest of kind, version and inputs.
  public var key: Digest
  /// The kind of step, such as `spectra`.
  public var kind: String
  /// The version of the method.
  public var version: Int
  /// What the step is, in words that stay the same when its inputs change.
  public var identity: String
  /// Everything that determined the result: an object with a member for each input.
  public var inputs: JSONValue
  /// How it ended.
  public var status: Status
  /// Larger for what was written later; 0 before it is written.
  public internal(set) var sequence = 0

  /// Creates a record that is not written yet.
  public init(
    key: Digest, kind: String, version: Int, identity: String, inputs: JSONValue, status: Status
  ) {
    self.key = key
    self.kind = kind
    self.version = version
    self.identity = identity
    self.inputs = inputs
    self.status = status
  }
}
