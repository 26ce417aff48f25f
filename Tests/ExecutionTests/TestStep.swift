import Artifacts
import Diagnostics
import Execution
import JSONTree
import Synchronization
import TestSupport

/// A step that does what the test says.
struct TestStep: Step {
  static let kind = "test"
  static let version = 1
  var identity: String
  var inputs: [StepInput] = []
  var cost = 1.0
  var body: @Sendable () throws -> [UInt8]

  /// A step whose only input, `index`, makes its key.
  init(
    _ identity: String, index: Int = 0, cost: Double = 1,
    body: @escaping @Sendable () throws -> [UInt8] = { [1] }
  ) {
    self.init(identity, inputs: [StepInput("index", .integer(index))], body: body)
    self.cost = cost
  }

  init(
    _ identity: String, inputs: [StepInput],
    body: @escaping @Sendable () throws -> [UInt8] = { [1] }
  ) {
    self.identity = identity
    self.inputs = inputs
    self.body = body
  }

  func run(_ context: StepContext) throws -> [UInt8] { try body() }
}

/// `TestStep` with a newer method.
struct NewerTestStep: Step {
  static let kind = "test"
  static let version = 2
  var identity: String
  var inputs: [StepInput] = []
  func run(_ context: StepContext) -> [UInt8] { [2] }
}

/// A number that threads count up.
final class Counter: Sendable {
  private let value = Mutex(0)
  var count: Int { value.withLock { $0 } }
  @discardableResult func add(_ amount: Int = 1) -> Int {
    value.withLock { value in
      value += amount
      return value
    }
  }
}

/// Events as short text, in the order in which they came.
final class Recorder: ProgressListener {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }

  func receive(_ event: ProgressEvent) {
    let line: String? =
      switch event {
      case .began(let total, let cost, let cached, let jobs):
        "began \(total) cost \(cost) cached \(cached) jobs \(jobs)"
      case .started(let label): "started \(label.identity)"
      case .finished(let label, _): "finished \(label.identity)"
      case .takenOver(let label): "taken over \(label.identity)"
      case .failed(let label, let problem): "failed \(label.identity): \(problem.summary)"
      case .contradicted(let contradiction): "contradicted \(contradiction.identity)"
      case .working(let label, let words): "working \(label.identity): \(words)"
      case .interrupted(let label): "interrupted \(label.identity)"
      case .waiting(let label): "waiting \(label.identity)"
      case .interrupting(let inFlight): "interrupting \(inFlight)"
      case .ended(let run): "ended \(run.summary)"
      case .tick: nil
      }
    if let line { lines.withLock { $0.append(line) } }
  }
}

/// Runs `steps` with a plan of their own.
func run(
  _ steps: [any Step], in store: Store, jobs: Int = 2, force: Bool = false,
  listener: (any ProgressListener)? = nil, interruption: Interruption = Interruption()
) throws -> Run {
  try Executor(store, jobs: jobs, listener: listener)
    .run(Plan(steps, in: store) { _ in force }, interruption: interruption)
}
