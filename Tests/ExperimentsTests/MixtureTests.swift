import Artifacts
import Diagnostics
import Execution
import JSONTree
import TestSupport
import Testing

@testable import Experiments

/// A mixture from the specification to the findings, on a model of two layers.
@Suite struct MixtureTests {
  let invented: InventedMixture

  init() throws { invented = try InventedMixture() }

  @Test func `What is like the reference grows, and what is not shrinks`() throws {
    let notebook = try invented.notebook()
    let run = try invented.run(notebook)
    #expect(run.outcomes.allSatisfy { $0.result != nil })
    let findings = try notebook.findings(run.outcomes, store: invented.store)
    for cell in findings.cells { #expect(cell.status == .ok, "\(cell)") }
    let rounds = try stack(findings.cells[0])
    #expect(rounds.x == ["like", "other"] && rounds.y == ["start", "round 1", "round 2"])
    // m = 0.5: eight rows of what is like the reference become twelve and then eighteen.
    #expect(rounds.values.map { $0[0] } == [8, 12, 18])
    #expect(rounds.values[0][1] == 12)
    #expect(try #require(rounds.values[1][1]) < 12)
    let groups = try forest(findings.cells[2])
    #expect(
      groups.map(\.heading) == [
        "Round 1, EK-FAC", "Round 2, EK-FAC", "Round 1, K-FAC", "Round 2, K-FAC",
        "Round 1, identity", "Round 2, identity", "Round 1, published code",
        "Round 2, published code",
      ])
    #expect(groups[0].rows.map(\.label) == ["like", "other"])
    let like = groups[0].rows[0]
    #expect(like.difference.value == 1 && like.verdict == "greater")
    #expect(like.identity.data == "like · round 1 · EK-FAC")
    #expect(try #require(groups[0].rows[1].difference.value) < 1)
  }

  @Test func `Tables, effects and claims are of the same numbers`() throws {
    let notebook = try invented.notebook()
    let findings = try notebook.findings(
      try invented.run(notebook).outcomes, store: invented.store)
    guard case .table(let losses) = findings.cells[5].content,
      case .table(let counts) = findings.cells[6].content,
      case .claim(let claim) = findings.cells[7].content,
      case .claim(let each) = findings.cells[8].content
    else {
      Issue.record("no table or claim")
      return
    }
    #expect(losses.columns == ["mean of the tests", "test", "test-other"])
    #expect(losses.rows.prefix(3) == ["not trained", "IDEAL", "joint"])
    let values = losses.cells.map { $0.map { $0[0].value ?? .nan } }
    // Tests weigh alike, however many examples they have.
    #expect(abs(values[1][0] - (values[1][1] + values[1][2]) / 2) < 1e-12)
    #expect(abs((claim.rows[0].value ?? .nan) - values[1][0]) < 1e-12)
    #expect(abs((claim.rows[0].referenceValue ?? .nan) - values[2][0]) < 1e-12)
    #expect(
      claim.statement
        == "Mean test loss is lower after training on IDEAL's mixture than after training on the "
        + "joint mixture")
    #expect(each.rows.map(\.label) == ["test", "test-other"])
    #expect(counts.columns == ["like", "other", "all"])
    let rows = Dictionary(
      uniqueKeysWithValues: zip(
        counts.rows, counts.cells.map { $0.map { Int($0[0].value ?? -1) } }))
    #expect(rows["joint"] == [8, 12, 20] && rows["uniform"] == [10, 10, 20])
    #expect(rows["like alone"] == [8, 0, 8] && rows["other alone"] == [0, 12, 12])
    let ideal = try #require(rows["IDEAL"])
    #expect(rows["joint at IDEAL's total"]?[2] == ideal[2])
    #expect(rows["IDEAL at the joint total"]?[2] == 20)
    for name in ["DoReMi", "DoGE"] {
      let (own, scaled) = (
        try #require(rows[name]), try #require(rows["\(name) at IDEAL's total"])
      )
      #expect(scaled[2] == ideal[2])
      #expect(
        abs(Double(scaled[0]) / Double(scaled[2]) - Double(own[0]) / 20) < 1 / Double(ideal[2]))
    }
    for name in ["random 1", "random 2", "DoReMi", "DoGE", "regression"] {
      #expect(rows[name]?[2] == 20, "\(name): \(rows[name] ?? [])")
    }
    let groups = try forest(findings.cells[1])
    #expect(groups.map(\.heading) == ["Mean of the tests", "On test", "On test-other"])
    #expect(groups[0].rows.map(\.label).prefix(2) == ["not trained", "IDEAL"])
    #expect(!groups[0].rows.map(\.label).contains("joint"))
  }

  @Test func `Results do not depend on the number of jobs`() throws {
    let notebook = try invented.notebook()
    let two = try invented.run(notebook)
    let other = try InventedMixture()
    let one = try Executor(other.store, jobs: 1).run(Plan(notebook.steps, in: other.store))
    #expect(one.outcomes.map(\.result) == two.outcomes.map(\.result))
  }

  @Test func `A specification reads back as it is written`() throws {
    let spec = try invented.spec()
    let again = try ExperimentSpec(
      parsing: Array(spec.json.text().utf8), file: "t.json",
      folder: invented.pretrained.folder.path, catalog: .empty)
    #expect(again == spec)
    #expect(spec.json["measure"]?["mixture"]?["damping"] == ["relative": 0.1])
  }

  @Test func `One domain takes the whole step`() throws {
    let notebook = try invented.notebook(
      #""domains": ["like"], "mixers": ["ideal", "joint"], "compared": [], "rounds": 1"#,
      cells: #"{"chart": {"mixture": "rounds"}}"#)
    let run = try invented.run(notebook)
    let findings = try notebook.findings(run.outcomes, store: invented.store)
    let rounds = try stack(findings.cells[0])
    #expect(rounds.values == [[8], [12]] || rounds.values == [[8], [4]])
  }

  @Test func `Another step trains anew, and measures the first round no more`() throws {
    let mixers = #""mixers": ["ideal", "joint"], "compared": []"#
    _ = try invented.run(try invented.notebook(mixers))
    let second = try invented.notebook(mixers + #", "step": 0.25"#)
    let plan = try Plan(second.steps, in: invented.store)
    let names = plan.toRun.map(\.step.identity)
    #expect(!names.contains { $0.hasPrefix("m · joint") }, "\(names)")
    #expect(Set(plan.toRun.map { type(of: $0.step).kind }).contains("axes"))
  }

  @Test func `The rows of every round are given as they stand`() throws {
    let notebook = try invented.notebook(#""mixers": ["ideal", "joint"], "compared": []"#)
    let run = try invented.run(notebook)
    let files = try notebook.mixtureFiles(run.outcomes, store: invented.store)
    #expect(
      files.map(\.path) == [
        "m/ideal/round-1/like.jsonl", "m/ideal/round-1/other.jsonl", "m/ideal/round-2/like.jsonl",
        "m/ideal/round-2/other.jsonl", "m/joint/like.jsonl", "m/joint/other.jsonl",
      ])
    #expect(files[0].lines.count == 12 && files[2].lines.count == 18 && files[4].lines.count == 8)
    #expect(
      files[4].lines[1]
        == #"{"id":"r1","instruction":"The stone","output":"carries the letter and keeps it."}"#)
    #expect(Set(files[2].lines) == Set(files[4].lines))
  }

  // MARK: Parts

  private func forest(_ cell: CellFinding) throws -> [ForestGroupFinding] {
    guard case .chart(let chart) = cell.content, case .forest(let groups) = chart.body else {
      throw Problem("no forest: \(cell)")
    }
    return groups
  }

  private func stack(_ cell: CellFinding) throws -> HeatFinding {
    guard case .chart(let chart) = cell.content, case .stacks(let panels) = chart.body,
      let found = panels.panels[0][0]
    else { throw Problem("no stack: \(cell)") }
    return found
  }
}
