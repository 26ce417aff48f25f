import Artifacts
import Diagnostics
import Execution
import Foundation
import JSONTree
import TestSupport
import Testing

/// A step that reads results of others.
struct ChainStep: Step {
  static let kind = "chain"
  static let version = 1
  var identity: String
  var needs: [any Step] = []
  var isExclusive = false
  var body: @Sendable (StepContext) throws -> [UInt8]

  init(
    _ identity: String, needs: [any Step] = [], isExclusive: Bool = false,
    body: @escaping @Sendable (StepContext) throws -> [UInt8] = { _ in [1] }
  ) {
    (self.identity, self.needs, self.isExclusive, self.body) = (identity, needs, isExclusive, body)
  }

  var inputs: [StepInput] {
    [StepInput("name", .string(identity))]
      + needs.map { StepInput("need \($0.identity)", $0.key) }
  }

  func run(_ context: StepContext) throws -> [UInt8] { try body(context) }
}

@Suite struct NeedTests {
  let directory: TemporaryDirectory
  let store: Store

  init() throws {
    directory = try TemporaryDirectory()
    store = try Store(directory.path)
  }

  /// The results of the steps that a step needs, joined, and its own name.
  private func joining(_ name: UInt8) -> @Sendable (StepContext) throws -> [UInt8] {
    { context in try context.results.flatMap { try context.store.bytes(of: $0) } + [name] }
  }

  @Test func `A step runs after those that it needs and reads their results`() throws {
    let first = ChainStep("first") { _ in
      Thread.sleep(forTimeInterval: 0.05)
      return [1]
    }
    let second = ChainStep("second", body: joining(2))
    let third = ChainStep("third", needs: [first, second], body: joining(3))
    let fourth = ChainStep("fourth", needs: [third], body: joining(4))
    let steps: [any Step] = [first, second, third, fourth]
    let result = try run(steps, in: store, jobs: 4)
    #expect(try store.bytes(of: #require(result.outcomes[3].result)) == [1, 2, 3, 4])
    #expect(try run(steps, in: store).summary == "4 steps: 4 cached")
    // A stored result is read like one just computed.
    let fifth = ChainStep("fifth", needs: [third, first], body: joining(5))
    let again = try run(steps + [fifth], in: store)
    #expect(try store.bytes(of: #require(again.outcomes[4].result)) == [1, 2, 3, 1, 5])
    #expect(again.summary == "5 steps: 4 cached, 1 computed")
  }

  @Test func `What needs a step that failed fails too, and says why`() throws {
    let bad = ChainStep("bad") { _ in
      throw Problem("The loss is not a number.", remedy: "Lower the learning rate.")
    }
    let near = ChainStep("near", needs: [bad])
    let far = ChainStep("far", needs: [near])
    let recorder = Recorder()
    let result = try run([bad, near, far, ChainStep("other")], in: store, listener: recorder)
    #expect(result.summary == "4 steps: 1 computed, 3 failed")
    #expect(
      result.outcomes[2].problem?.description == """
        It needs 'bad', which failed.
          because: The loss is not a number.
          to fix it: Mend what failed, then run again.
        """)
    #expect(recorder.all.contains("failed near: It needs 'bad', which failed."))
    // Nothing is wrong with the dependents themselves.
    #expect(
      try Plan([bad, near], in: store).lines == [
        "bad: run: failed before: The loss is not a number.", "near: run: never computed",
      ])
  }

  @Test func `A step that needs all cores runs alone`() throws {
    let (running, crowd) = (Counter(), Counter())
    let steps = (0..<24).map { index in
      ChainStep("\(index)", isExclusive: index % 5 == 2) { _ in
        let isCrowded = running.add(index % 5 == 2 ? 100 : 1) > 100
        if isCrowded { crowd.add() }
        Thread.sleep(forTimeInterval: 0.003)
        running.add(index % 5 == 2 ? -100 : -1)
        return [UInt8(index)]
      }
    }
    #expect(try run(steps, in: store, jobs: 4).summary == "24 steps: 24 computed")
    #expect(crowd.count == 0)
  }

  @Test func `A long step that is interrupted is set aside and goes on from its draft`() throws {
    let interruption = Interruption()
    let step = ChainStep("long") { context in
      let done = try context.store.draft(for: context.key) ?? []
      context.tell("\(done.count) of 2")
      if done.count == 2 { return done }
      try context.store.keepDraft(done + [7, 7], for: context.key)
      interruption.request()
      throw StepInterrupted()
    }
    let recorder = Recorder()
    let stopped = try run(
      [step, ChainStep("dependent", needs: [step])], in: store, listener: recorder,
      interruption: interruption)
    #expect(stopped.ending == .interrupted)
    #expect(stopped.outcomes == [.notRun, .notRun])
    #expect(recorder.all.contains("working long: 0 of 2"))
    #expect(recorder.all.contains("interrupted long"))
    #expect(try Plan([step], in: store).lines == ["long: run: never computed"])

    let finished = try run([step], in: store)
    #expect(try store.bytes(of: #require(finished.outcomes[0].result)) == [7, 7])
    #expect(try store.draft(for: step.key) == nil)
  }

  @Test func `A step that stops though nobody asked is at fault`() throws {
    let step = ChainStep("lazy") { _ in throw StepInterrupted() }
    let result = try run([step], in: store)
    #expect(
      result.outcomes[0].problem?.summary
        == "The step 'lazy' failed in a way that it does not explain.")
  }

  @Test func `A draft that was damaged is forgotten`() throws {
    let key = Digest(of: [1])
    #expect(try store.draft(for: key) == nil)
    try store.keepDraft([1, 2, 3], for: key)
    try store.keepDraft([4, 5], for: key)
    #expect(try store.draft(for: key) == [4, 5])
    let path = directory.file("drafts/\(key.hex)")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 65)
    #expect(try store.draft(for: key) == nil)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `A group of one step that is named as the group has a line of its own`() throws {
    let plan = try Plan([ChainStep("pretrain llama-2m")], in: store)
    #expect(
      plan.lines(groupedBy: \.identity) == ["pretrain llama-2m: run: never computed"])
  }
}
