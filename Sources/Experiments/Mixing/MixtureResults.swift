import Artifacts
import Diagnostics
import Execution

/// What a mixture came to.
struct MixtureResults: Sendable {
  typealias Run = MixtureSteps.Run
  typealias Trial = MixtureSteps.Trial

  let settings: ExperimentSpec.MixtureMeasure
  /// The names of the models.
  let models: [String]
  /// The rows of each domain before the first round.
  let start: [Int]
  /// The rows that each domain has.
  let sizes: [Int]
  /// How many reference examples there are.
  let references: Int
  /// The rows that are trained on.
  var mixtures: [Run: Mixture] = [:]
  /// The influences that each round of IDEAL comes from.
  var influences: [Run: InfluenceTable] = [:]
  /// The losses of each test example.
  var trials: [Trial: [TestResult]] = [:]
  /// The examples of each test, by the data set's name.
  var tests: [String: [PairingKey]] = [:]
  /// What must be known of the data, a sentence each.
  let notes: [String]
  /// What could not be computed, a sentence each.
  var problems: [String] = []

  /// Collects the results of a run.
  ///
  /// - Parameters:
  ///   - steps: The steps of the mixture.
  ///   - outcomes: What became of them, in their order.
  ///   - store: Where the results are.
  /// - Throws: `Problem` if the store does not work.
  init(_ steps: MixtureSteps, _ outcomes: [Execution.Run.Outcome], store: Store) throws {
    settings = steps.settings
    models = steps.models.map(\.name)
    start = steps.start
    sizes = steps.pool.sets.map(\.range.count)
    references = steps.reference.examples.count
    notes = settings.notes(steps.pool)
    for (test, pool) in steps.tests { tests[test] = pool.examples.pairingKeys }
    for (run, place) in steps.mixtures {
      mixtures[run] = try outcomes[place].result.flatMap {
        Mixture(bytes: try store.bytes(of: $0))
      }
    }
    for (run, place) in steps.influences {
      influences[run] = try outcomes[place].result.flatMap {
        InfluenceTable(bytes: try store.bytes(of: $0))
      }
    }
    for (trial, place) in steps.trials {
      trials[trial] = try outcomes[place].result.flatMap {
        TestResult.read(try store.bytes(of: $0))
      }
    }
    problems = shortcomings(of: steps.steps, outcomes)
  }

  /// A round of IDEAL's loop.
  func run(
    _ model: String, step: Double, round: Int, epochs: Int, seed: Int
  ) -> Run {
    Run(
      model: model, arm: .init(mixer: .ideal, step: step, round: round), epochs: epochs,
      seed: seed)
  }

  /// The rows of each domain after a round of IDEAL's loop; before the first for round 0.
  func counts(
    _ model: String, step: Double, round: Int, epochs: Int, seed: Int
  ) -> [Int]? {
    guard round > 0 else { return start }
    return mixtures[run(model, step: step, round: round, epochs: epochs, seed: seed)]?.counts
  }
}
