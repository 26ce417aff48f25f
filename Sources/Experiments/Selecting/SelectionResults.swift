import Artifacts
import Diagnostics
import Execution
import Transformer

/// What a selection came to.
struct SelectionResults: Sendable {
  typealias Choice = SelectionSteps.Choice
  typealias Trial = SelectionSteps.Trial

  let settings: ExperimentSpec.SelectionMeasure
  /// The names of the models that choose.
  let choosers: [String]
  /// The name of each example of the pool.
  let ids: [String]
  /// The data set of each example of the pool.
  let sources: [String]
  /// What each selector made of the pool.
  var rankings: [Choice: Ranking] = [:]
  /// The losses of each test example.
  var trials: [Trial: [TestResult]] = [:]
  /// The examples of each test, by the target's name.
  var tests: [String: [PairingKey]] = [:]
  /// The response tokens of each example of the pool, by model.
  var lengths: [String: [Int]] = [:]
  /// The updates of each warmup.
  var warmups: [SelectionSteps.Warmup: [AdapterArtifact.StepNote]] = [:]
  /// What could not be computed, a sentence each.
  var problems: [String] = []

  /// The models that are trained on what a model chose.
  func learners(of chooser: String) -> [String] {
    settings.trained.isEmpty ? [chooser] : settings.trained
  }
}

extension SelectionResults {
  /// Collects the results of a run.
  ///
  /// - Parameters:
  ///   - steps: The steps of the selection.
  ///   - outcomes: What became of them, in their order.
  ///   - store: Where the results are.
  /// - Throws: `Problem` if the store does not work.
  init(_ steps: SelectionSteps, _ outcomes: [Run.Outcome], store: Store) throws {
    self.init(
      settings: steps.settings, choosers: steps.choosers.map(\.name), ids: steps.pool.ids,
      sources: steps.pool.sources)
    for (target, pool) in steps.tests { tests[target] = pool.examples.pairingKeys }
    for (choice, place) in steps.rankings {
      rankings[choice] = try outcomes[place].result.flatMap {
        Ranking(bytes: try store.bytes(of: $0))
      }
    }
    for (trial, place) in steps.trials {
      trials[trial] = try outcomes[place].result.flatMap {
        TestResult.read(try store.bytes(of: $0))
      }
    }
    for (warmup, place) in steps.warmups {
      warmups[warmup] = try outcomes[place].result.flatMap {
        try AdapterArtifact.notes(inBytes: store.bytes(of: $0))
      }
    }
    problems = shortcomings(of: steps.steps, outcomes)
  }
}

/// What went wrong, each kind of failure once, with the number of steps that it kept from running.
func shortcomings(of steps: [any Step], _ outcomes: [Run.Outcome]) -> [String] {
  var counts: [(words: String, count: Int)] = []
  for (step, outcome) in zip(steps, outcomes) where outcome.result == nil {
    let words =
      outcome.problem.map { "'\(step.identity)' failed: \($0.summary)" }
      ?? "Some steps were not run yet."
    if let index = counts.firstIndex(where: { $0.words == words }) {
      counts[index].count += 1
    } else {
      counts.append((words, 1))
    }
  }
  return counts.map { $0.count == 1 ? $0.words : "\($0.words) (\($0.count) steps)" }
}

extension SelectionResults {
  /// Counts the response tokens of the pool by each model's tokenizer.
  ///
  /// - Parameters:
  ///   - steps: The steps of the selection.
  ///   - outcomes: What became of all steps of the experiment.
  ///   - trainings: Which of those trained a model, by its name.
  ///   - store: Where the results are.
  /// - Throws: `Problem` if a model that was trained cannot be opened.
  mutating func countTokens(
    _ steps: SelectionSteps, trained outcomes: [Run.Outcome], _ trainings: [String: Int],
    store: Store
  ) throws {
    for model in steps.choosers {
      let training = trainings[model.name].map { outcomes[$0].result }
      if case .some(.none) = training { continue }
      let context = StepContext(
        key: steps.pool.digest, store: store, results: [training ?? nil].compactMap { $0 })
      let texts = try model.tokenize(steps.unended, model.model.loaded(context))
      lengths[model.name] = texts.map(\.predictions)
    }
  }
}
