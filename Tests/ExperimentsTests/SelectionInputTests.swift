import Artifacts
import DataSelection
import Diagnostics
import Execution
import TestSupport
import Testing

@testable import Experiments

/// Selections from data that are not as they should be.
@Suite struct SelectionInputTests {
  let experiment: SelectionExperiment

  init() throws { experiment = try SelectionExperiment() }

  private static let cells = #"{"chart": {"selection": "lengths"}}"#

  private func rankings(_ spec: ExperimentSpec) throws -> [String: Ranking] {
    let notebook = experiment.notebook(spec)
    let run = try experiment.run(notebook)
    var found: [String: Ranking] = [:]
    for (place, step) in notebook.steps.enumerated() {
      guard let step = step as? RankingStep, step.seed ?? 0 == 0 else { continue }
      let result = try #require(
        run.outcomes[place].result, "\(run.outcomes.compactMap(\.problem))")
      found[step.variant.name] = Ranking(
        bytes: try experiment.pretrained.store.bytes(of: result))
    }
    return found
  }

  @Test func `Examples without a label within the window rank last everywhere`() throws {
    let spec = try experiment.spec(
      selectors: #""less", "loss", "ifd", "effectiveRank", "nuclearNorm", "perplexity""#,
      cells: Self.cells)
    let long = String(repeating: "long request ", count: 20)
    try experiment.pretrained.folder.write(
      experiment.rows([
        (long, "too far"), ("The river", "carries the boat."), ("The lamp", "keeps the boat."),
      ]), to: "like.json")
    for (name, ranking) in try rankings(spec) {
      #expect(ranking.scores[0] == -.infinity, "\(name)")
      let unscored = ranking.scores.indices.filter { ranking.scores[$0] == -.infinity }
      #expect(Array(ranking.order.suffix(unscored.count)) == unscored, "\(name)")
      #expect(!ranking.chosen.contains(0), "\(name)")
    }
  }

  @Test func `Repeated rows have equal scores, and are passed over where that is asked for`() throws
  {
    var spec = try experiment.spec(selectors: #""less", "length""#, cells: Self.cells)
    let texts = [
      ("The river", "carries the boat and keeps it."), ("The lamp", "keeps the boat."),
      ("The river", "carries the boat and keeps it."),
    ]
    try experiment.pretrained.folder.write(experiment.rows(texts), to: "like.json")
    for ranking in try rankings(spec).values {
      #expect(ranking.scores[0] == ranking.scores[2])
      #expect(ranking.order.firstIndex(of: 0) ?? 0 < ranking.order.firstIndex(of: 2) ?? 0)
    }
    spec.measure.selection?.policy = SelectionPolicy(.count(14), dropsRepeats: true)
    for ranking in try rankings(spec).values {
      #expect(ranking.chosen.count == 14 && !ranking.chosen.contains(2))
    }
  }

  private func problem(_ spec: ExperimentSpec) throws -> Problem {
    try #require(experiment.run(experiment.notebook(spec)).outcomes.compactMap(\.problem).first)
  }

  @Test func `A part of the pool that is no example is told`() throws {
    var spec = try experiment.spec(selectors: #""random""#, cells: Self.cells)
    spec.measure.selection?.policy.size = .fraction(0.05)
    let found = try problem(spec)
    #expect(found.summary == "The selection is empty.")
    #expect(found.found == "a fraction of 0.05 of 18")
  }

  @Test func `Subtasks in a column that is not there are told`() throws {
    var spec = try experiment.spec(selectors: #""bm25""#, cells: Self.cells)
    spec.measure.selection?.targets[0].subtasks = "tasks"
    let found = try problem(spec)
    #expect(
      found.summary == "No example of 'few' has the column 'tasks', which holds subtasks.")
    #expect(found.found == "'task'" && found.remedy == "Did you mean 'task'?")
  }

  @Test func `Subtasks may be of any size, or one`() throws {
    // Three known examples: two of one subtask, one of the other.
    let two = try rankings(try experiment.spec(selectors: #""less", "rds""#, cells: Self.cells))
    var spec = try experiment.spec(selectors: #""less", "rds""#, cells: Self.cells)
    spec.measure.selection?.targets[0].subtasks = nil
    let one = try rankings(spec)
    for name in ["less", "rds"] {
      #expect(two[name]?.scores.count == 18 && one[name]?.scores != two[name]?.scores)
    }
  }
}
