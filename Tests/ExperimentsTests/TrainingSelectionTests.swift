import Artifacts
import DataSelection
import Diagnostics
import Execution
import JSONTree
import Tensors
import TestSupport
import Testing

@testable import Experiments

/// A selection from the specification to the findings, on a model of two layers.
@Suite struct TrainingSelectionTests {
  let experiment: SelectionExperiment
  private var pretrained: Pretrained { experiment.pretrained }

  init() throws { experiment = try SelectionExperiment() }

  @Test func `Every selector chooses, and LESS finds what was planted`() throws {
    let notebook = experiment.notebook(try experiment.spec())
    let run = try experiment.run(notebook)
    #expect(run.outcomes.allSatisfy { $0.result != nil })
    let findings = try notebook.findings(run.outcomes, store: pretrained.store)
    for cell in findings.cells { #expect(cell.status == .ok, "\(cell)") }
    guard case .chart(let chart) = findings.cells[0].content, case .heat(let panels) = chart.body,
      let grid = panels.panels[0][0]
    else {
      Issue.record("no grid")
      return
    }
    #expect(
      grid.y == [
        "pool", "LESS", "random", "BM25", "DSIR", "RDS", "RDS+", "highest loss", "longest",
        "whole pool",
      ])
    #expect(grid.values[0] == [6.0 / 18, 12.0 / 18])
    // LESS: at least 9 of the 10 examples that two seeds choose are of the target's kind.
    #expect(try #require(grid.values[1][0]) >= 0.9)
    #expect(grid.values.last == [6.0 / 18, 12.0 / 18])
  }

  @Test func `Effects, losses and claims are of the same numbers`() throws {
    let notebook = experiment.notebook(try experiment.spec())
    let findings = try notebook.findings(
      try experiment.run(notebook).outcomes, store: pretrained.store)
    guard case .table(let table) = findings.cells[7].content,
      case .claim(let claim) = findings.cells[9].content,
      case .chart(let chart) = findings.cells[6].content, case .forest(let groups) = chart.body
    else {
      Issue.record("no table, claim or forest")
      return
    }
    let losses = table.cells.map { $0[0][0].value ?? .nan }
    #expect(table.rows[0] == "not trained" && table.rows[1] == "LESS" && table.rows[2] == "random")
    #expect(abs((claim.rows[0].value ?? .nan) - losses[1]) < 1e-12)
    #expect(abs((claim.rows[0].referenceValue ?? .nan) - losses[0]) < 1e-12)
    // Training on sentences helps with sentences.
    #expect(losses[1] < losses[0])
    #expect(groups[0].rows.map(\.label).contains("LESS"))
    let less = try #require(groups[0].rows.first { $0.label == "LESS" })
    #expect(abs((less.difference.value ?? .nan) - (losses[1] - losses[2])) < 1e-12)
    #expect(less.reference == "t · random" && less.identity.data == "t · LESS")
    guard case .table(let perplexities) = findings.cells[10].content else {
      Issue.record("no table: \(findings.cells[10])")
      return
    }
    for (loss, perplexity) in zip(table.cells.joined(), perplexities.cells.joined()) {
      #expect(abs((perplexity[0].value ?? .nan) - Double.exponential(loss[0].value ?? .nan)) < 1e-9)
      #expect((perplexity[0].lower ?? .nan) < (perplexity[0].upper ?? .nan))
    }
  }

  @Test func `Seeds agree on scores and on what is chosen`() throws {
    let notebook = experiment.notebook(try experiment.spec())
    let findings = try notebook.findings(
      try experiment.run(notebook).outcomes, store: pretrained.store)
    guard case .chart(let scores) = findings.cells[11].content, case .heat(let all) = scores.body,
      case .chart(let targets) = findings.cells[12].content, case .heat(let each) = targets.body,
      let grid = all.panels[0][0], let own = each.panels[0][0]
    else {
      Issue.record("no grids")
      return
    }
    #expect(grid.x.prefix(2) == ["LESS", "random"])
    let (less, random) = (try #require(grid.values[0][0]), try #require(grid.values[1][1]))
    #expect(less > 0.5 && less <= 1 && abs(random) < 0.5)
    #expect(grid.values[0][1] == grid.values[1][0])
    #expect(each.panels.count == 1 && own.x == ["t"])
    #expect(try #require(own.values[0][0]) >= 0.6)
  }

  @Test func `A model that does not choose is trained on another's choice`() throws {
    let spec = try experiment.spec(
      selectors: #""less", "rds", "random""#,
      more: #", "choosers": ["m"], "trained": ["m", "n"]"#,
      models: """
        , {"name": "n", "family": "F", "size": "12K", "source": {"pretrain": {
          "architecture": "llama", "layers": 2, "hidden": 24, "heads": 2, "context": 96,
          "tokenizer": "bytes", "text": "text.txt", "tokens": 2048, "batch": 4,
          "learningRate": 0.01}}}
        """,
      cells: """
        {"table": {"selection": "results"}},
        {"chart": {"selection": "transfer", "selectors": ["less"]}}
        """)
    #expect(spec.json["measure"]?["selection"]?["choosers"] == .strings(["m"]))
    let notebook = experiment.notebook(spec)
    // Nobody asks for gradients or hidden states of the model that does not choose.
    for step in notebook.steps where step is FeatureStep || step is ReadingStep {
      #expect(step.identity.hasPrefix("m "), "\(step.identity)")
    }
    let run = try experiment.run(notebook)
    let findings = try notebook.findings(run.outcomes, store: pretrained.store)
    guard case .table(let table) = findings.cells[0].content,
      case .chart(let chart) = findings.cells[1].content, case .heat(let panels) = chart.body
    else {
      Issue.record("no table or matrix: \(findings.cells)")
      return
    }
    #expect(table.columns == ["t · m", "t · n on the choice of m"])
    #expect(table.cells.joined().allSatisfy { $0[0].value != nil })
    #expect(panels.panels[0][0]?.x == ["m"])
  }

  @Test(arguments: ["gsm8k", "bbh", "finalAnswer", "option", "exact"])
  func `Every form of written answers can be asked for`(form: String) throws {
    let spec = try experiment.spec(answers: #", "answers": {"form": "\#(form)"}"#)
    let target = spec.json["measure"]?["selection"]?["targets"]?.array?.first
    #expect(target?["answers"]?["form"] == .string(form))
  }

  @Test func `Answers are written and judged`() throws {
    let spec = try experiment.spec(
      answers: #", "answers": {"form": "exact", "tokens": 40}"#,
      cells: """
        {"table": {"selection": "results", "metric": "accuracy", "selectors": ["less", "all"]}},
        {"claim": {"that": "accuracy", "selector": "all", "is": "greater", "than": "none"}}
        """)
    let notebook = experiment.notebook(spec)
    let run = try experiment.run(notebook)
    let findings = try notebook.findings(run.outcomes, store: pretrained.store)
    guard case .table(let table) = findings.cells[0].content,
      case .claim(let claim) = findings.cells[1].content
    else {
      Issue.record("no table or claim: \(findings.cells)")
      return
    }
    #expect(table.rows == ["not trained", "LESS", "whole pool"])
    #expect(table.quantities.map(\.metric) == ["testAccuracy"])
    for row in table.cells { #expect((0...1).contains(row[0][0].value ?? .nan)) }
    #expect(
      claim.statement
        == "Test accuracy is higher after training on the whole pool than without training")
    let trial = try #require(notebook.steps.last as? EvaluationStep)
    #expect(trial.inputs.map(\.name).last == "answers")
    let place = try #require(notebook.steps.indices.last)
    let digest = try #require(run.outcomes[place].result)
    let bytes = try pretrained.store.bytes(of: digest)
    let results = try #require(TestResult.read(bytes))
    #expect(results.count == 3 && results.allSatisfy { $0.isRight != nil && $0.tokens > 0 })
    #expect(TestResult.read(TestResult.bytes(results)) == results)
  }

  @Test func `Results do not depend on the number of jobs`() throws {
    let notebook = experiment.notebook(try experiment.spec())
    let two = try experiment.run(notebook)
    let other = try Pretrained()
    let one = try Executor(other.store, jobs: 1).run(Plan(notebook.steps, in: other.store))
    #expect(one.outcomes.map(\.result) == two.outcomes.map(\.result))
  }

  @Test func `Another projection computes gradients anew, and nothing else`() throws {
    let first = experiment.notebook(try experiment.spec())
    _ = try experiment.run(first)
    let second = experiment.notebook(
      try experiment.spec(features: #", "projection": "rademacher""#))
    let plan = try Plan(second.steps, in: pretrained.store)
    let kinds = Set(plan.toRun.map { type(of: $0.step).kind })
    #expect(kinds == ["features", "ranking", "adapters", "evaluation"])
    // Of the warmups none; of what is trained on the choice of LESS both seeds.
    let trainings = plan.toRun.compactMap { $0.step as? AdapterStep }
    #expect(trainings.map(\.identity) == ["m · LESS for t · seed 0", "m · LESS for t · seed 1"])
  }

  @Test func `A specification reads back as it is written`() throws {
    let spec = try experiment.spec(features: #", "compatibility": "published-code""#)
    let json = spec.json
    #expect(json["measure"]?["spectra"] == nil)
    #expect(json["measure"]?["selection"]?["features"]?["direction"] == "published")
    #expect(json["measure"]?["selection"]?["features"]?["rule"] == "meanOfCosines")
    let again = try ExperimentSpec(
      parsing: Array(json.text().utf8), file: "t.json", folder: pretrained.folder.path,
      catalog: .empty)
    #expect(again == spec)
  }

  @Test func `A selection that cannot be trained says why`() throws {
    try experiment.write()
    try pretrained.folder.write(
      experiment.rows([(String(repeating: "long request ", count: 20), "too far")]), to: "like.json"
    )
    var spec = try experiment.spec()
    try pretrained.folder.write(
      experiment.rows([(String(repeating: "long request ", count: 20), "too far")]), to: "like.json"
    )
    spec.measure.selection?.pool = ["like"]
    spec.measure.selection?.policy.size = .count(1)
    spec.measure.selection?.selectors = [.init(.less)]
    let notebook = experiment.notebook(spec)
    let findings = try notebook.findings(
      try experiment.run(notebook).outcomes, store: pretrained.store)
    #expect(findings.cells[0].status == .failed)
    #expect(
      findings.cells[0].problems.first
        == "'m · warmup · seed 0 · epoch 1' failed: None of the 1 examples to train on has a response "
        + "within the window.")
  }
}
