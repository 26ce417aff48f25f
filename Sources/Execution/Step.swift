public import Artifacts
public import JSONTree

/// One computation whose result is kept: equal kind, version and inputs give equal bytes.
///
/// A step may need the results of others. It then takes their keys as inputs, so that its own key is
/// known before any of them has run.
public protocol Step: Sendable {
  /// The kind of computation, such as `spectra`.
  static var kind: String { get }
  /// The version of the method. Raise it whenever the same inputs would give other bytes.
  static var version: Int { get }
  /// What the step is, for people: stable when inputs change, such as `smollm2-135m · none · 12`.
  ///
  /// It is no part of the key; it finds the older result to compare inputs with.
  var identity: String { get }
  /// Everything that determines the result: digests, parameters, numeric environment. No name twice.
  var inputs: [StepInput] { get }
  /// How much work the step is, in any unit that all steps of a plan share; above 0.
  var cost: Double { get }
  /// The steps whose results it reads, none by default. They stand before it in a plan, and it fails if
  /// one of them does.
  var needs: [any Step] { get }
  /// Whether nothing else may run beside it, because it uses all cores itself. `false` by default.
  var isExclusive: Bool { get }
  /// The name of the result-to-be: ``digestOfInputs``, which a step that many others are made of keeps.
  var key: Digest { get }
  /// Computes the result. Blocks as long as it takes; runs on a thread of its own with a large stack.
  ///
  /// - Parameter context: The results of `needs`, and ways to tell of progress and to be stopped.
  /// - Returns: The bytes to store.
  /// - Throws: A `Problem` for what the user can mend; `StepInterrupted` if it stopped because it was
  ///   asked to.
  func run(_ context: StepContext) throws -> [UInt8]
}

extension Step {
  /// 1: every step takes about as long.
  public var cost: Double { 1 }

  /// None.
  public var needs: [any Step] { [] }

  /// Others may run beside it.
  public var isExclusive: Bool { false }

  /// The digest of its inputs, computed anew.
  public var key: Digest { digestOfInputs }

  /// The SHA-256 digest of kind, version and inputs.
  public var digestOfInputs: Digest {
    Digest(
      of: [
        "kind": .string(Self.kind), "version": .integer(Self.version), "inputs": inputsByName,
      ])
  }

  /// The inputs as an object.
  var inputsByName: JSONValue {
    let inputs = inputs
    let names = Set(inputs.map { Array($0.name.utf8) })
    precondition(
      names.count == inputs.count,
      "a step's \(inputs.count) inputs have only \(names.count) names: '\(identity)'")
    return .object(inputs.map { JSONMember($0.name, $0.value) })
  }
}

/// A named value that helps to determine the result of a step.
public struct StepInput: Sendable, Hashable {
  /// The name that the user reads when the value changes.
  public var name: String
  /// The value; digests as strings of hexadecimal digits.
  public var value: JSONValue

  /// Creates an input.
  public init(_ name: String, _ value: JSONValue) {
    self.name = name
    self.value = value
  }

  /// Creates an input from the digest of a file or of an earlier result.
  public init(_ name: String, _ digest: Digest) {
    self.init(name, .string(digest.hex))
  }
}
