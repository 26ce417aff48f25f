import Artifacts
import Diagnostics
import Execution
import Tensors
import TestSupport
import Testing

@testable import Experiments

/// Mixtures by several seeds, for several numbers of epochs, by some of the maps; means over tests.
@Suite struct MixtureLaneTests {
  let invented: InventedMixture

  init() throws { invented = try InventedMixture() }

  @Test func `A claim compares numbers of epochs over several seeds`() throws {
    let notebook = try invented.notebook(
      #""mixers": ["ideal", "joint"], "compared": [], "rounds": 1, "epochs": [1, 3], "seeds": [0, 1]"#,
      cells: """
        {"id": "losses", "table": {"mixture": "results"}},
        {"id": "more", "claim": {"that": "loss", "mixer": {"mixer": "joint", "epochs": 3},
          "is": "less", "than": {"mixer": "joint", "epochs": 1}, "tests": ["test"]}},
        {"id": "influences", "chart": {"mixture": "influences"}}
        """)
    let run = try invented.run(notebook)
    #expect(run.outcomes.allSatisfy { $0.result != nil })
    let findings = try notebook.findings(run.outcomes, store: invented.store)
    guard case .table(let losses) = findings.cells[0].content,
      case .claim(let claim) = findings.cells[1].content,
      case .chart(let chart) = findings.cells[2].content, case .forest(let groups) = chart.body
    else {
      Issue.record("no table, claim or forest: \(findings.cells)")
      return
    }
    #expect(
      losses.rows == [
        "not trained", "IDEAL · 1 epoch", "joint · 1 epoch", "IDEAL · 3 epochs", "joint · 3 epochs",
      ])
    let test = losses.cells.map { $0[1][0].value ?? .nan }
    #expect(claim.rows.count == 1)
    #expect(abs((claim.rows[0].value ?? .nan) - test[4]) < 1e-12)
    #expect(abs((claim.rows[0].referenceValue ?? .nan) - test[2]) < 1e-12)
    // Three times as many updates on sentences fit sentences better.
    #expect(test[4] < test[2])
    #expect(findings.cells[1].caption.contains("and 2 seeds"))
    #expect(findings.cells[1].caption.contains("crossed random effects"))
    #expect(groups.map(\.heading).contains { $0.hasPrefix("3 epochs: Round 1") })
  }

  @Test func `Maps whose eigenvalues vary least are the only ones that count`() throws {
    func influences(_ layers: String) throws -> [Double] {
      let notebook = try invented.notebook(
        #""mixers": ["ideal", "joint"], "compared": [], "rounds": 1\#(layers)"#,
        cells: #"{"chart": {"mixture": "influences"}}"#)
      let run = try invented.run(notebook)
      let place = try #require(notebook.steps.firstIndex { $0 is InfluenceStep })
      let table = try InfluenceTable.read(
        try #require(run.outcomes[place].result), in: invented.store)
      return try #require(table.values[.ekfac]).values
    }
    let all = try influences("")
    // Two blocks of three maps.
    #expect(try influences(#", "layers": {"lowestVariance": 6}"#) == all)
    let some = try influences(#", "layers": {"lowestVariance": 2}"#)
    #expect(some.count == all.count && some != all && some.allSatisfy(\.isFinite))
    #expect(some.contains { $0 != 0 })
  }

  @Test func `Answers that are all wrong have an interval, and so has their difference`() throws {
    let notebook = try invented.notebook(
      #""mixers": ["ideal", "joint"], "compared": [], "rounds": 1, "seeds": [0, 1], "tests": [{"data": "test", "answers": {"form": "exact", "tokens": 2}}, "test-other"]"#,
      cells: """
        {"id": "answers", "table": {"mixture": "results", "metric": "accuracy"}},
        {"id": "right", "chart": {"mixture": "effects", "metric": "accuracy"}}
        """)
    let findings = try notebook.findings(try invented.run(notebook).outcomes, store: invented.store)
    guard case .table(let answers) = findings.cells[0].content,
      case .chart(let chart) = findings.cells[1].content, case .forest(let groups) = chart.body
    else { throw Problem("no table or forest: \(findings.cells)") }
    #expect(answers.columns == ["test"])
    for row in answers.cells {
      let found = row[0][0]
      #expect(found.value == 0 && found.lower == 0 && found.n == 5)
      // (1 − p)⁵ = 0.025.
      #expect(abs((found.upper ?? 0) - 0.521824) < 1e-6)
    }
    let difference = try #require(groups.first?.rows.first { $0.label == "IDEAL" }).difference
    // No pair differed; the share of those that do is at most as large.
    #expect(difference.value == 0 && difference.lower == difference.upper.map { -$0 })
    #expect(abs((difference.upper ?? 0) - 0.521824) < 1e-6)
    #expect(chart.intervals?.hasSuffix("interval over examples and seeds") == true)
  }

  @Test func `A cell shows some of the seeds, as if they alone were run`() throws {
    let cells = { (seeds: String) in
      """
      {"id": "losses", "table": {"mixture": "results"\(seeds)}},
      {"id": "influences", "chart": {"mixture": "influences"\(seeds)}}
      """
    }
    func shown(run: String, seeds: String) throws -> (TableFinding, ChartFinding, String) {
      let notebook = try invented.notebook(
        #""mixers": ["ideal", "joint"], "compared": [], "rounds": 1, "seeds": \#(run)"#,
        cells: cells(seeds))
      let found = try notebook.findings(try invented.run(notebook).outcomes, store: invented.store)
      guard case .table(let table) = found.cells[0].content,
        case .chart(let chart) = found.cells[1].content
      else { throw Problem("no table or chart: \(found.cells)") }
      return (table, chart, found.cells[0].caption)
    }
    let one = try shown(run: "[0, 1]", seeds: #", "seeds": [1]"#)
    let alone = try shown(run: "[1]", seeds: "")
    #expect(
      one.0.cells.map { $0.map { $0.map(\.value) } }
        == alone.0.cells.map { $0.map { $0.map(\.value) } })
    #expect(one.1 == alone.1)
    #expect(one.2.hasSuffix(" Of seed 1 alone.") && one.2.contains("bootstrap"), "\(one.2)")
    #expect(try shown(run: "[0, 1]", seeds: "").1 != one.1)
  }

  @Test func `What tests differ by is no part of an interval`() throws {
    let names = (0..<6).map { PairingKey(request: Array("\($0)".utf8), occurrence: 0) }
    func arm(_ first: [Double], _ second: [Double]) -> ArmResults {
      ArmResults(joining: [
        ArmResults([first], Array(names[..<4])), ArmResults([second], Array(names[4...])),
      ])
    }
    let zeros = arm([0, 0, 0, 0], [0, 0])
    let arms = try #require(PairedArms(arm([1, 2, 3, 4], [10, 14]), zeros))
    let row = arms.withinTests[0]
    let mean = row.reduce(0, +) / 6
    // (2.5 + 12) / 2.
    #expect(abs(mean - 7.25) < 1e-12 && abs(arms.means.0 - 7.25) < 1e-12)
    // Σ over tests of σ²/n, over the square of their number: (1.25 / 4 + 4 / 2) / 4.
    let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 36
    #expect(abs(variance - (1.25 / 4 + 4.0 / 2) / 4) < 1e-12)
    // One test is as it was.
    let three = Array(names[..<3])
    let single = try #require(
      PairedArms(ArmResults([[1, 2, 4]], three), ArmResults([[0, 1, 1]], three)))
    #expect(single.withinTests == single.differences)
  }

  @Test func `Numbers of two versions of a mixture are joined one by one`() throws {
    func findings(step: Double) throws -> Findings {
      let notebook = try invented.notebook(
        #""mixers": ["ideal", "joint"], "compared": [], "rounds": 1, "step": \#(step)"#,
        cells: """
          {"id": "effects", "chart": {"mixture": "effects"}},
          {"id": "losses", "table": {"mixture": "results"}},
          {"id": "influences", "chart": {"mixture": "influences"}},
          {"id": "counts", "table": {"mixture": "counts"}}
          """)
      return try notebook.findings(try invented.run(notebook).outcomes, store: invented.store)
    }
    let (half, quarter) = (try findings(step: 0.5), try findings(step: 0.25))
    for (old, new) in zip(half.cells, quarter.cells) {
      let (a, b) = (half.numbers(of: old), quarter.numbers(of: new))
      #expect(!a.isEmpty && a.allSatisfy { $0.key.occurrence == 0 }, "\(old.id)")
      #expect(a.map(\.key) == b.map(\.key), "\(old.id)")
    }
    func value(_ findings: Findings, _ row: Int) -> Double? {
      findings.numbers(of: findings.cells[1])[row].estimate.value
    }
    // Rows of the table are the mean and two tests: not trained, IDEAL, joint.
    #expect(value(half, 0) == value(quarter, 0) && value(half, 6) == value(quarter, 6))
    #expect(value(half, 3) != value(quarter, 3))
  }
}
