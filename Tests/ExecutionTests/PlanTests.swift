import Artifacts
import Diagnostics
import Execution
import Foundation
import JSONTree
import TestSupport
import Testing

@Suite struct PlanTests {
  let directory: TemporaryDirectory
  let store: Store

  init() throws {
    directory = try TemporaryDirectory()
    store = try Store(directory.path)
  }

  private func lines(_ steps: any Step...) throws -> [String] { try Plan(steps, in: store).lines }

  private func object(of digest: Digest) -> String {
    directory.file("objects/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2))")
  }

  @Test func `A step is never computed, then cached`() throws {
    #expect(try lines(TestStep("a")) == ["a: run: never computed"])
    _ = try run([TestStep("a")], in: store)
    let plan = try Plan([TestStep("a")], in: store)
    #expect(plan.lines == ["a: cached"])
    #expect(plan.cachedCount == 1)
    #expect(plan.toRun.isEmpty)
    #expect(plan.entries[0].state == .cached(Digest(of: [1])))
  }

  @Test func `A changed input is named with both values, a digest by its first digits`() throws {
    let (old, new) = (Digest(of: [1]), Digest(of: [2]))
    _ = try run(
      [TestStep("a", inputs: [StepInput("maxLength", 1024), StepInput("model", old)])], in: store)
    #expect(
      try lines(TestStep("a", inputs: [StepInput("maxLength", 512), StepInput("model", new)])) == [
        "a: run: input 'maxLength' changed from 1024 to 512; "
          + "input 'model' changed from \(old.short) to \(new.short)"
      ])
  }

  @Test func `Inputs come and go, and objects are compared inside`() throws {
    _ = try run(
      [
        TestStep(
          "a", inputs: [StepInput("environment", ["blas": "0.3.21", "threads": 1, "old": true])])
      ], in: store)
    #expect(
      try lines(
        TestStep(
          "a",
          inputs: [
            StepInput("environment", ["blas": "0.3.30", "threads": 1]), StepInput("seed", 7),
          ])) == [
          #"a: run: input 'environment.blas' changed from "0.3.21" to "0.3.30"; "#
            + "input 'environment.old' is gone: true; input 'seed' is new: 7"
        ])
  }

  @Test func `A long value is cut`() throws {
    _ = try run([TestStep("a", inputs: [StepInput("text", "short")])], in: store)
    let long = String(repeating: "x", count: 100)
    #expect(
      try lines(TestStep("a", inputs: [StepInput("text", .string(long))])) == [
        #"a: run: input 'text' changed from "short" to ""#
          + String(repeating: "x", count: 38) + "…"
      ])
  }

  @Test func `The newest record of the identity is compared with`() throws {
    for length in [1024, 256, 512] {
      _ = try run([TestStep("a", inputs: [StepInput("maxLength", .integer(length))])], in: store)
    }
    #expect(
      try lines(
        TestStep("a", inputs: [StepInput("maxLength", 128)]),
        TestStep("b", inputs: [StepInput("maxLength", 128)])) == [
          "a: run: input 'maxLength' changed from 512 to 128", "b: run: never computed",
        ])
  }

  @Test func `A newer method is named with both versions`() throws {
    _ = try run([TestStep("a", inputs: [])], in: store)
    #expect(
      try lines(NewerTestStep(identity: "a")) == ["a: run: method version changed from 1 to 2"])
  }

  @Test func `An earlier failure is said with its problem`() throws {
    _ = try run([TestStep("a") { throw Problem("No response tokens.") }], in: store)
    #expect(try lines(TestStep("a")) == ["a: run: failed before: No response tokens."])
  }

  @Test func `A lost or damaged result is said so`() throws {
    _ = try run([TestStep("a"), TestStep("b", index: 1) { [2] }], in: store)
    try FileManager.default.removeItem(atPath: object(of: Digest(of: [1])))
    try Data([3]).write(to: URL(fileURLWithPath: object(of: Digest(of: [2]))))
    let steps = [TestStep("a"), TestStep("b", index: 1)]
    let plan = try Plan(steps, in: store)
    #expect(
      plan.lines == [
        "a: run: its result is missing from the store",
        "b: run: its result was damaged and removed",
      ])
    guard case .resultDamaged(let problem) = plan.entries[1].reasons[0] else {
      Issue.record("not the reason: \(plan.entries[1].reasons)")
      return
    }
    #expect(
      problem.summary == "The stored result \(Digest(of: [2]).short) is damaged and was removed.")
  }

  @Test func `A forced step runs although it is cached`() throws {
    _ = try run([TestStep("a")], in: store)
    let plan = try Plan([TestStep("a"), TestStep("b", index: 1)], in: store) { _ in true }
    #expect(plan.lines == ["a: run: asked to run again", "b: run: never computed"])
  }
}

// MARK: - Groups

extension PlanTests {
  private func steps(_ data: String, _ range: Range<Int>, maxLength: Int) -> [any Step] {
    range.map { index in
      TestStep(
        "smollm2 · \(data) · \(index)",
        inputs: [
          StepInput("example", .string("\(data) \(index)")),
          StepInput("maxLength", .integer(maxLength)),
        ])
    }
  }

  private func group(_ step: any Step) -> String {
    step.identity.split(separator: " · ").dropLast().joined(separator: " · ")
  }

  @Test func `Two hundred steps take a few lines`() throws {
    _ = try run(steps("none", 0..<40, maxLength: 1024), in: store)
    let changed = steps("none", 40..<48, maxLength: 1024)
    _ = try run(changed, in: store)
    let plan = try Plan(
      steps("none", 0..<40, maxLength: 1024) + steps("none", 40..<48, maxLength: 512)
        + steps("detailed", 0..<3, maxLength: 512), in: store)
    #expect(
      plan.lines(groupedBy: group) == [
        "smollm2 · none: 48 steps, 40 cached, 8 to run: "
          + "input 'maxLength' changed from 1024 to 512",
        "smollm2 · detailed: 3 steps, all to run: never computed",
      ])
    #expect(
      try Plan(steps("none", 0..<40, maxLength: 1024), in: store).lines(groupedBy: group)
        == ["smollm2 · none: 40 steps, all cached"])
  }

  @Test func `Reasons that differ between the steps of a group are counted`() throws {
    _ = try run(
      [
        TestStep("g · 0", inputs: [StepInput("n", 1)]),
        TestStep("g · 1", inputs: [StepInput("n", 2)]),
      ], in: store)
    let plan = try Plan(
      [
        TestStep("g · 0", inputs: [StepInput("n", 3)]),
        TestStep("g · 1", inputs: [StepInput("n", 4)]), TestStep("g · 2", inputs: []),
      ], in: store)
    #expect(
      plan.lines(groupedBy: group)
        == ["g: 3 steps, all to run: input 'n' changed (2); never computed (1)"])
  }
}
