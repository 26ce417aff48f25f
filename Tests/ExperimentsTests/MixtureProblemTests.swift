import Artifacts
import DataMixing
import Diagnostics
import Execution
import Synchronization
import TestSupport
import Tensors
import Testing

@testable import Experiments

/// What a mixture does with data, curvatures and stored results that are not as they should be.
@Suite struct MixtureProblemTests {
  let invented: InventedMixture

  init() throws { invented = try InventedMixture() }

  private static let few = #""mixers": ["ideal", "joint"], "compared": []"#

  private func findings(_ notebook: Notebook) throws -> Findings {
    try notebook.findings(try invented.run(notebook).outcomes, store: invented.store)
  }

  private func stack(_ cell: CellFinding) throws -> HeatFinding {
    guard case .chart(let chart) = cell.content, case .stacks(let panels) = chart.body,
      let found = panels.panels[0][0]
    else { throw Problem("no stack: \(cell)") }
    return found
  }

  // MARK: Data

  @Test func `A reference that is trained on is refused, row by row`() throws {
    try invented.write(
      InventedMixture.sentences(6..<8) + InventedMixture.sums(3..<4), to: "reference")
    let notebook = try invented.notebook(Self.few)
    #expect(notebook.steps.allSatisfy { !($0 is MixtureStep) })
    let problem = try #require(notebook.problems.last)
    #expect(problem.summary == "3 rows of the reference stand in the training data too.")
    #expect(
      problem.found
        == "reference row 1 ('r0') is like row 7 ('r6'); reference row 2 ('r1') is like row 8 ('r7'); "
        + "reference row 3 ('r2') is other row 4 ('r3')")
    #expect(problem.place.pointer == "/measure/mixture/reference")
    let cell = try findings(notebook).cells[0]
    #expect(cell.status == .failed)
    #expect(
      cell.problems == [
        "Nothing was mixed: 3 rows of the reference stand in the training data too."
      ])
  }

  @Test func `A reference that is tested is refused`() throws {
    try invented.write(InventedMixture.sentences(11..<13), to: "reference")
    let problem = try #require(try invented.notebook(Self.few).problems.last)
    #expect(problem.summary == "A row of the reference stands in the tests too.")
    #expect(problem.found == "reference row 2 ('r1') is test row 1 ('r0')")
  }

  @Test func `Tests that are trained on are refused`() throws {
    try invented.write(InventedMixture.sentences(3..<5), to: "test")
    let problem = try #require(try invented.notebook(Self.few).problems.last)
    #expect(problem.summary == "2 rows of the tests stand in the training data too.")
    #expect(
      problem.found
        == "test row 1 ('r0') is like row 4 ('r3'); test row 2 ('r1') is like row 5 ('r4')")
    #expect(problem.place.pointer == "/measure/mixture/tests")
  }

  @Test func `A domain that repeats another is refused`() throws {
    try invented.write(InventedMixture.sentences(0..<8), to: "other")
    let problem = try #require(try invented.notebook(Self.few).problems.last)
    #expect(problem.summary == "Domain 'other' repeats domain 'like': their rows are the same.")
  }

  @Test func `An empty domain fails, and the page says so`() throws {
    try invented.pretrained.folder.write("[]", to: "other.json")
    let cell = try findings(try invented.notebook(Self.few)).cells[0]
    #expect(cell.status == .failed)
    #expect(
      cell.problems == [
        "Data 'other' was not read: The data file 'other.json' has no rows."
      ])
  }

  @Test func `One row is a domain, and the page says what that is worth`() throws {
    try invented.write(InventedMixture.sums(0..<1), to: "other")
    let cell = try findings(
      try invented.notebook(Self.few, cells: #"{"chart": {"mixture": "influences"}}"#)
    ).cells[0]
    #expect(cell.status == .ok, "\(cell.problems)")
    #expect(
      cell.caption.contains(
        "Domain 'other' has one row: nothing tells how its influence would be with other rows."))
    #expect(
      cell.caption.contains(
        "other: no interval, since one row of it, or of the reference, was measured"))
  }

  // MARK: Rounds

  @Test func `A singular curvature rejects the round and keeps the mixture`() throws {
    let notebook = try invented.notebook(Self.few + #", "damping": {"absolute": 0}"#)
    let cell = try findings(notebook).cells[0]
    #expect(cell.status == .partial)
    #expect(try stack(cell).values == [[8, 12], [8, 12], [8, 12]])
    #expect(cell.problems.count == 2, "\(cell.problems)")
    let start =
      "Round 1 was rejected and the mixture before it kept: The damped curvature of 'blocks."
    #expect(cell.problems[0].hasPrefix(start), "\(cell.problems[0])")
    #expect(cell.problems[0].hasSuffix(" is singular."))
  }

  @Test func `An influence that is not finite rejects the round`() throws {
    let notebook = try invented.notebook(Self.few)
    let step = try #require(
      notebook.steps.compactMap { $0 as? MixtureStep }.first { $0.round == 1 })
    let last = Mixture(rows: [Array(0..<8), Array(0..<12)])
    var table = InfluenceTable(examples: [0, 8], domains: [[0], [1]])
    func next(_ influences: [Double]) throws -> Mixture {
      table.values[.ekfac] = Matrix(rows: 1, columns: 2, values: influences)
      let results = [
        try invented.store.store(table.bytes), try invented.store.store(last.bytes),
      ]
      let context = StepContext(key: step.key, store: invented.store, results: results)
      return try #require(Mixture(bytes: try step.run(context)))
    }
    let broken = try next([1, .nan])
    #expect(broken.rows == last.rows && broken.step == nil)
    #expect(broken.refusal == "The influence of the domain 'other' is not finite.")
    #expect(
      try next([0, 0]).refusal
        == "All domains have an influence of zero, so there is no step to take.")
    let good = try next([1, -1])
    #expect(good.refusal == nil && good.counts == [11, 6])
  }

  @Test func `Counts that round to nothing are refused`() throws {
    let notebook = try invented.notebook(Self.few)
    let pool = try #require(notebook.steps.compactMap { $0 as? MixtureStep }.first).pool
    let step = MixtureStep(
      pool: pool, evidence: .counts([0, 0]), seed: 0, round: 0, purpose: "nothing")
    let problem = #expect(throws: Problem.self) {
      try step.run(StepContext(key: step.key, store: invented.store))
    }
    #expect(problem?.summary == "The mixture 'nothing' has no rows.")
  }

  @Test func `A changed data set under a stored round is computed anew`() throws {
    _ = try invented.run(try invented.notebook(Self.few))
    #expect(try Plan(try invented.notebook(Self.few).steps, in: invented.store).toRun.isEmpty)
    try invented.write(InventedMixture.sentences(0..<7), to: "like")
    let plan = try Plan(try invented.notebook(Self.few).steps, in: invented.store)
    let kinds = Set(plan.toRun.map { type(of: $0.step).kind })
    #expect(
      kinds == [
        "mixture", "adapters", "axes", "moments", "influences", "evaluation",
      ])
    // The model as it is, on its tests, stands.
    #expect(!plan.toRun.contains { $0.step.identity == "m · on test" })
  }

  /// Stops a step of a run when it tells so, and lets it go on from its draft to the same bytes.
  ///
  /// - Returns: What it tells when it goes on.
  @discardableResult private func goesOn(
    _ place: Int, of notebook: Notebook, _ run: Execution.Run, stoppingAt prefix: String
  ) throws -> [String] {
    let step = notebook.steps[place]
    let results = try step.needs.map { need in
      let place = try #require(notebook.steps.firstIndex { $0.key == need.key })
      return try #require(run.outcomes[place].result)
    }
    let interruption = Interruption()
    let stopped = StepContext(
      key: step.key, store: invented.store, results: results, interruption: interruption
    ) { words in
      if words.hasPrefix(prefix) { interruption.request() }
    }
    #expect(throws: StepInterrupted.self) { try step.run(stopped) }
    #expect(try invented.store.draft(for: step.key) != nil)
    let told = Mutex<[String]>([])
    let again = StepContext(key: step.key, store: invented.store, results: results) { words in
      told.withLock { $0.append(words) }
    }
    #expect(Digest(of: try step.run(again)) == run.outcomes[place].result)
    return told.withLock { $0 }
  }

  @Test(arguments: ["DoReMi", "DoGE"])
  func `A proxy that was stopped goes on from its draft to the same bytes`(rule: String) throws {
    let notebook = try invented.notebook(
      #""mixers": ["ideal", "joint", "\#(rule.lowercased())"], "compared": []"#)
    let run = try invented.run(notebook)
    let place = try #require(
      notebook.steps.firstIndex { $0.identity.contains("proxy of \(rule)") })
    let told = try goesOn(place, of: notebook, run, stoppingAt: "update 3 of 5")
    #expect(told.first == "update 4 of 5")
  }

  @Test func `A pass that was stopped goes on from its draft to the same bytes`() throws {
    let notebook = try invented.notebook(
      Self.few + #", "start": {"like": 30, "other": 30}, "sampling": 1"#)
    let run = try invented.run(notebook)
    for kind in ["axes", "moments"] {
      let place = try #require(
        notebook.steps.firstIndex { type(of: $0).kind == kind })
      try goesOn(place, of: notebook, run, stoppingAt: "32 of 60")
    }
  }
}
