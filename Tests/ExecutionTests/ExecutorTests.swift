import Artifacts
import Diagnostics
import Execution
import Foundation
import TestSupport
import Testing

@Suite struct ExecutorTests {
  let directory: TemporaryDirectory
  let store: Store

  init() throws {
    directory = try TemporaryDirectory()
    store = try Store(directory.path)
  }

  @Test func `Results stand in the order of the steps, whatever finishes first`() throws {
    let steps = (0..<8).map { index in
      TestStep("\(index)", index: index) {
        Thread.sleep(forTimeInterval: Double(8 - index) * 0.005)
        return [UInt8(index)]
      }
    }
    let result = try run(steps, in: store, jobs: 8)
    #expect(result.outcomes == (0..<8).map { .computed(Digest(of: [UInt8($0)])) })
    #expect(result.ending == .completed)
    #expect(result.summary == "8 steps: 8 computed")
    #expect(try store.bytes(of: #require(result.outcomes[3].result)) == [3])
    #expect(try run(steps, in: store).summary == "8 steps: 8 cached")
  }

  @Test(arguments: [1, 3]) func `No more steps run at once than allowed`(jobs: Int) throws {
    let (running, crowd) = (Counter(), Counter())
    let steps = (0..<12).map { index in
      TestStep("\(index)", index: index) {
        if running.add() > jobs { crowd.add() }
        Thread.sleep(forTimeInterval: 0.01)
        running.add(-1)
        return []
      }
    }
    _ = try run(steps, in: store, jobs: jobs)
    #expect(crowd.count == 0)
  }

  @Test func `As many steps run at once as allowed`() throws {
    let running = Counter()
    let steps = (0..<3).map { index in
      TestStep("\(index)", index: index) {
        running.add()
        for _ in 0..<1000 where running.count < 3 { Thread.sleep(forTimeInterval: 0.005) }
        return [UInt8(running.count)]
      }
    }
    let result = try run(steps, in: store, jobs: 3)
    #expect(result.outcomes.allSatisfy { $0 == .computed(Digest(of: [3])) })
  }

  @Test func `A step has a large stack`() throws {
    @Sendable func depth(_ level: Int) -> Int {
      let frame = unsafe withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 16) {
        buffer in
        unsafe buffer[0] = UInt8(truncatingIfNeeded: level)
        return unsafe level == 0 ? 0 : depth(level - 1) + 1 + Int(buffer[0]) * 0
      }
      return frame
    }
    let result = try run([TestStep("deep") { [UInt8(depth(2000) / 10)] }], in: store)
    #expect(result.outcomes == [.computed(Digest(of: [200]))])
  }

  @Test func `A failure is kept, stops nothing and is tried again`() throws {
    let attempts = Counter()
    let bad = TestStep("bad", index: 1) {
      attempts.add()
      throw Problem("No response tokens.", remedy: "Remove the example.")
    }
    let recorder = Recorder()
    let result = try run(
      [TestStep("a"), bad, TestStep("c", index: 2)], in: store, jobs: 1, listener: recorder)
    #expect(result.outcomes[1].problem?.remedy == "Remove the example.")
    #expect(result.outcomes[1].result == nil)
    #expect(result.summary == "3 steps: 2 computed, 1 failed")
    #expect(result.ending == .completed)
    #expect(
      recorder.all == [
        "began 3 cost 3.0 cached 0 jobs 1", "started a", "finished a", "started bad",
        "failed bad: No response tokens.", "started c", "finished c",
        "ended 3 steps: 2 computed, 1 failed",
      ])
    #expect(try run([TestStep("a"), bad], in: store).summary == "2 steps: 1 cached, 1 failed")
    #expect(attempts.count == 2)
    let healed = TestStep("bad", index: 1) { [7] }
    #expect(try run([healed], in: store).summary == "1 step: 1 computed")
  }

  @Test func `An error that is no problem is wrapped`() throws {
    struct Slip: Error {}
    let result = try run([TestStep("a") { throw Slip() }], in: store)
    #expect(
      result.outcomes[0].problem?.description == """
        The step 'a' failed in a way that it does not explain.
          found: Slip()
          to fix it: This is a fault of the program: report it with the line above.
        """)
  }

  @Test func `Steps with one key run once`() throws {
    let runs = Counter()
    let steps = (0..<6).map { index in
      TestStep("\(index)", index: index % 2) { [UInt8(runs.add())] }
    }
    let result = try run(steps, in: store, jobs: 1)
    #expect(runs.count == 2)
    #expect(result.outcomes.map(\.result) == (0..<6).map { Digest(of: [UInt8($0 % 2 + 1)]) })
  }

  @Test func `How long a step took is kept apart`() throws {
    let step = TestStep("a") {
      Thread.sleep(forTimeInterval: 0.02)
      return [1]
    }
    _ = try run([step], in: store)
    let seconds = try #require(try store.seconds(of: step.key))
    #expect(seconds >= 0.02 && seconds < 5)
  }
}

// MARK: - Caches

extension ExecutorTests {
  @Test(arguments: ["cut", "flipped", "removed"])
  func `A damaged result is computed again`(damage: String) throws {
    let step = TestStep("a") { [UInt8](repeating: 9, count: 5000) }
    let digest = try #require(try run([step], in: store).outcomes[0].result)
    let url = URL(
      fileURLWithPath: directory.file("objects/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2))"))
    var data = try Data(contentsOf: url)
    switch damage {
    case "cut":
      data.removeLast(1000)
      try data.write(to: url)
    case "flipped":
      data[2500] ^= 4
      try data.write(to: url)
    default: try FileManager.default.removeItem(at: url)
    }
    let result = try run([step], in: store)
    #expect(result.outcomes == [.computed(digest)])
    #expect(result.contradictions.isEmpty)
    #expect(try store.bytes(of: digest) == [UInt8](repeating: 9, count: 5000))
  }

  @Test func `A frozen run gives what is stored, and names what is not`() throws {
    _ = try run([TestStep("a")], in: store)
    let runs = Counter()
    let missing = (1..<13).map { index in
      TestStep("\(index)", index: index) { [UInt8(runs.add())] }
    }
    let executor = Executor(store, isFrozen: true)
    #expect(try executor.run(Plan([TestStep("a")], in: store)).summary == "1 step: 1 cached")
    let problem = problem {
      let plan = try Plan([TestStep("a")] + missing, in: store)
      return try executor.run(plan)
    }
    let names = (1...10).map { "'\($0)' (never computed)" }.joined(separator: ", ")
    #expect(
      problem?.description == """
        12 of 13 results are not in the store, and this run may not compute.
          found: \(names), and 2 more
          to fix it: Run where computing is allowed, and bring the store along.
        """)
    #expect(runs.count == 0)
  }

  @Test func `A forced step that gives the same again passes in silence`() throws {
    _ = try run([TestStep("a")], in: store)
    let result = try run([TestStep("a")], in: store, force: true)
    #expect(result.outcomes == [.computed(Digest(of: [1]))])
    #expect(result.contradictions.isEmpty)
  }

  @Test func `A forced step that gives another result is said so`() throws {
    _ = try run([TestStep("a"), TestStep("b", index: 1)], in: store)
    let recorder = Recorder()
    let result = try run(
      [TestStep("a"), TestStep("b", index: 1) { [2] }], in: store, jobs: 1, force: true,
      listener: recorder)
    let (old, new) = (Digest(of: [1]), Digest(of: [2]))
    #expect(result.contradictions.map(\.stored) == [old])
    #expect(
      result.contradictions.map(\.description) == [
        "'b' gave another result than before from the same inputs: \(new.short) instead of "
          + "\(old.short). Something that determines its result is not among its inputs."
      ])
    #expect(recorder.all.contains("contradicted b"))
    #expect(try store.record(of: TestStep("b", index: 1).key)?.status == .done(new))
  }

  @Test func `A forced step that fails leaves the stored result`() throws {
    _ = try run([TestStep("a")], in: store)
    let result = try run([TestStep("a") { throw Problem("Bad.") }], in: store, force: true)
    #expect(result.summary == "1 step: 1 failed")
    #expect(try Plan([TestStep("a")], in: store).lines == ["a: cached"])
  }
}

// MARK: - Interruption

extension ExecutorTests {
  @Test func `After an interruption nothing starts, and what runs is finished and stored`() throws {
    let interruption = Interruption()
    let steps = (0..<6).map { index in
      TestStep("\(index)", index: index) {
        if index == 1 {
          interruption.request()
          Thread.sleep(forTimeInterval: 0.25)
        }
        return [UInt8(index)]
      }
    }
    let recorder = Recorder()
    let result = try run(
      steps, in: store, jobs: 1, listener: recorder, interruption: interruption)
    #expect(result.ending == .interrupted)
    #expect(
      result.outcomes
        == [.computed(Digest(of: [0])), .computed(Digest(of: [1]))]
        + Array(repeating: .notRun, count: 4))
    #expect(
      result.summary == "interrupted; 6 steps: 2 computed, 4 not run; run again to go on")
    #expect(recorder.all.contains("interrupting 1"))
    #expect(try run(steps, in: store).summary == "6 steps: 2 cached, 4 computed")
  }

  @Test func `An interruption during the last step changes nothing`() throws {
    let interruption = Interruption()
    let step = TestStep("a") {
      interruption.request()
      return [1]
    }
    #expect(try run([step], in: store, interruption: interruption).ending == .completed)
  }
}

// MARK: - The store fails

extension ExecutorTests {
  @Test func `When the store fails the run stops and says what was done`() throws {
    let steps = (0..<4).map { index in
      TestStep("\(index)", index: index) { [directory] in
        if index == 1 {
          try FileManager.default.removeItem(atPath: directory.file("temporary"))
        }
        return [UInt8(index)]
      }
    }
    let result = try run(steps, in: store, jobs: 1)
    guard case .stopped(let problem) = result.ending else {
      Issue.record("not stopped: \(result.ending)")
      return
    }
    #expect(problem.summary == "The store '\(directory.path)' does not work.")
    #expect(problem.found == "open: No such file or directory")
    #expect(result.outcomes == [.computed(Digest(of: [0])), .notRun, .notRun, .notRun])
    #expect(result.summary == "stopped; 4 steps: 1 computed, 3 not run; run again to go on")
    #expect(try Plan(steps, in: Store(directory.path)).cachedCount == 1)
  }
}
