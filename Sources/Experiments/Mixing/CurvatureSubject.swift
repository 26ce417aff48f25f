import Artifacts
import Curvature
import DataMixing
import Diagnostics
import Execution
import JSONTree
import LinearAlgebra
import Transformer

/// A trained model and the part of its mixture that curvature and gradients are taken from.
struct CurvatureSubject: Sendable {
  let model: SelectionModel
  /// What trained it further; `nil` for the model as it is.
  let training: AdapterStep?
  /// What it was trained on.
  let mixture: MixtureStep
  let settings: ExperimentSpec.MixtureMeasure.Loop
  let seed: Int
  /// The round that the mixture began.
  var round: Int { mixture.round }

  var pool: SelectionPool { mixture.pool }

  /// The name for people.
  var name: String { training?.identity ?? model.name }

  /// What steps on it need, first.
  var needs: [any Step] {
    model.needs + [mixture] + (training.map { [$0] } ?? [])
  }

  /// What of it decides a result.
  var inputs: [StepInput] {
    model.inputs + (training.map { [StepInput("training", $0.key)] } ?? []) + [
      StepInput("mixture", mixture.key),
      StepInput("sampling", .number(settings.sampling)), StepInput("seed", .integer(seed)),
      StepInput("projections", .words(settings.projections)),
      StepInput("blocks", settings.layers.blocks), StepInput("labels", .word(settings.labels)),
    ]
  }

  /// Whether the loop ended before: nothing is asked of its curvature then.
  ///
  /// - Parameter context: That of a step whose first needs are ``needs``.
  /// - Returns: Whether it ended.
  /// - Throws: `Problem` if the mixture is damaged, or the store does not work.
  func hasStopped(_ context: StepContext) throws -> Bool {
    try mixture.result(context.results[model.needs.count], in: context.store).stop != nil
  }

  /// The examples at places of the pool, as the model reads them.
  ///
  /// - Throws: `Problem` if the model has no template, or no end token, that is asked for.
  func tokenize(_ places: [Int], _ loaded: LoadedModel) throws -> [TrainingExample] {
    try model.tokenize(
      places.map { pool.examples[$0] }, endingResponses: pool.endsResponses, loaded)
  }

  /// Passes forward and backward over the sample, so many of them.
  func cost(passes: Double) -> Double {
    1.2 * passes * settings.sampling * mixture.share * model.cost(of: pool.examples)
  }
}

extension ExperimentSpec.MixtureMeasure.Loop {
  /// What the curvature of a model is taken from.
  ///
  /// - Throws: `Problem` where the model has none of the blocks or maps.
  func recipe(of design: DecoderDesign, seed: Int) throws -> CurvatureRecipe {
    let recipe = CurvatureRecipe(
      projections: Set(projections.map(\.measured)), layers: try layers.blocks(of: design),
      labels: labels == .given ? .given : .sampled(seed: UInt64(seed)))
    let has = Set(design.blocks.flatMap(\.projections))
    guard !recipe.projections.isDisjoint(with: has) else { throw Problem.noMap(projections) }
    return recipe
  }

  /// Checks, before hours of training, that the influences of a model can be computed.
  ///
  /// - Throws: `Problem` where the model has none of the blocks or maps, or too many weights for conjugate
  ///   gradients.
  func check(_ design: DecoderDesign) throws {
    let recipe = try recipe(of: design, seed: 0)
    guard curvatures.contains(.conjugateGradients) else { return }
    try ConjugateGradientOperator.check(
      CurvatureSites(design, projections: recipe.projections, layers: recipe.layers))
  }
}

extension ExperimentSpec.MixtureMeasure.Layers {
  /// What decides which blocks take part.
  fileprivate var blocks: JSONValue {
    if case .lowestVariance = self { "all" } else { json }
  }

  /// The blocks of a model that take part.
  ///
  /// - Throws: `Problem` for one that the model does not have.
  func blocks(of design: DecoderDesign) throws -> Set<Int> {
    let all = design.blocks.indices
    let chosen: Set<Int> =
      switch self {
      case .all, .lowestVariance: Set(all)
      case .first(let count): Set(all.prefix(count))
      case .last(let count): Set(all.suffix(count))
      case .indices(let indices): Set(indices)
      }
    guard chosen.isSubset(of: all) else { throw Problem.noBlock(self, of: all.count) }
    return chosen
  }
}

/// A subject with its weights in memory.
struct OpenedSubject {
  let collector: CurvatureCollector<Float>
  let loaded: LoadedModel
  /// The mixture that it was trained on.
  let mixture: Mixture
  let sample: MixtureSample
  /// The sampled examples, domain after domain.
  let texts: [TrainingExample]

  /// Opens what a step needs, which is ``CurvatureSubject/needs`` at first.
  ///
  /// - Throws: `Problem` if a result is damaged or the model has none of the maps.
  init(_ subject: CurvatureSubject, _ context: StepContext) throws {
    loaded = try subject.model.model.loaded(context)
    let base = try loaded.model().weights
    let first = subject.model.needs.count
    mixture = try subject.mixture.result(context.results[first], in: context.store)
    sample = MixtureSample(
      of: mixture, in: subject.pool, share: subject.settings.sampling, seed: subject.seed,
      round: subject.round)
    var weights = base
    if let training = subject.training {
      let trained = try AdapterStep.read(
        context.results[first + 1], in: context.store, training.lora, of: base.design)
      weights = AdaptedWeights(base, lora: training.lora, adapters: trained.state.values).merged()
    }
    collector = CurvatureCollector(
      model: Decoder(weights: weights, maxLength: subject.model.maxLength),
      recipe: try subject.settings.recipe(of: base.design, seed: subject.seed), threads: 1)
    texts = try subject.tokenize(sample.all, loaded)
  }
}

extension Problem {
  fileprivate static func noBlock(
    _ layers: ExperimentSpec.MixtureMeasure.Layers, of count: Int
  ) -> Problem {
    Problem(
      "The model does not have all layers that curvature is taken from.",
      expected: "layers from 0 to \(count - 1)", found: layers.json.text(),
      remedy: "Correct 'layers'.")
  }

  fileprivate static func noMap(_ projections: [ExperimentSpec.Projection]) -> Problem {
    Problem(
      "The model has none of the maps that curvature is taken from.",
      expected: "projections of the model",
      found: projections.map(\.rawValue).joined(separator: ", "),
      remedy: "Correct 'projections'.")
  }
}
