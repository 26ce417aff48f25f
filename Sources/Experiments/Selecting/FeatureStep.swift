import Artifacts
import DataSelection
import Diagnostics
import Execution
import Foundation
import JSONTree
import LinearAlgebra
import Tensors
import Transformer

/// The projected gradients of examples at one checkpoint of a warmup: a datastore.
///
/// Its rows are written as they come, so that a run that was stopped or killed goes on with those that are
/// missing.
struct FeatureStep: Step {
  static let kind = "features"
  static let version = 1

  /// The checkpoint: the adapters after an epoch of the warmup.
  let checkpoint: AdapterStep
  let pool: SelectionPool
  /// The names of the data sets, for people.
  let poolName: String
  let features: ExperimentSpec.SelectionMeasure.Features
  /// Whether the rows are of targets, which have the gradient itself in place of the optimizer's
  /// direction.
  let isTarget: Bool

  private var model: SelectionModel { checkpoint.model }
  private var direction: GradientDirection { isTarget ? .gradient : features.recipe.direction }
  private var encoding: RowEncoding { isTarget ? .float16 : features.encoding }

  var identity: String { "\(checkpoint.identity) · gradients of \(poolName)" }

  var needs: [any Step] { model.needs + [checkpoint] }

  var inputs: [StepInput] {
    model.inputs + [
      StepInput("checkpoint", checkpoint.key), StepInput("examples", pool.digest),
      StepInput("direction", .string(direction.identity)),
      StepInput("projection", .string(features.projection.identity)),
      StepInput("encoding", .string(encoding.rawValue)),
    ]
  }

  /// A pass forward and backward an example, and what the projection adds.
  var cost: Double {
    1.2 * model.cost(of: pool.examples)
  }

  /// What makes the rows.
  var storeIdentity: DatastoreIdentity {
    DatastoreIdentity(
      model: model.digest, checkpoint: checkpoint.key.hex, data: pool.digest.hex,
      direction: direction.identity, projection: features.projection.identity)
  }

  func run(_ context: StepContext) throws -> [UInt8] {
    let folder = "\(context.store.directory)/features"
    let path = "\(folder)/\(context.key.hex).safetensors"
    if (try? Datastore(path: path, expecting: storeIdentity)) == nil {
      try makingFolder(folder)
      try write(to: path, context)
    }
    let bytes = try FileBytes.read(path, noun: "gradient store")
    try? FileManager.default.removeItem(atPath: path)
    return bytes
  }

  private func makingFolder(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Problem(
        "The folder of gradient stores cannot be made.", at: Place(file: folder),
        remedy: "Mend the permissions of the store's folder.", cause: error.localizedDescription)
    }
  }

  private func write(to path: String, _ context: StepContext) throws {
    let loaded = try model.model.loaded(context)
    let base = try loaded.model().weights
    guard let result = context.results.last else { preconditionFailure("no checkpoint") }
    let state = try AdapterStep.read(
      result, in: context.store, checkpoint.lora, of: base.design
    ).state
    let texts = try model.tokenize(pool.examples, loaded)
    let writer = try DatastoreWriter(
      path: path, identity: storeIdentity, encoding: encoding,
      dimension: features.projection.dimension, ids: pool.ids)
    let rows = GradientRows(
      weights: AdaptedWeights(base, lora: checkpoint.lora, adapters: state.values), state: state,
      tables: RotaryTables(design: base.design, maxLength: model.maxLength),
      direction: direction, projection: features.projection)
    var missing = writer.missingRows[...]
    while !missing.isEmpty {
      if context.isInterrupted { throw StepInterrupted() }
      let batch = Array(missing.prefix(rows.batch))
      missing = missing.dropFirst(batch.count)
      let found = rows(batch.map { texts[$0] })
      try writer.write(found.rows, at: batch, facts: found.facts)
      context.tell("\(texts.count - missing.count) of \(texts.count) gradients")
    }
    _ = try writer.finish()
  }
}

/// Rows of gradients by the adapters of one checkpoint.
struct GradientRows {
  let weights: AdaptedWeights<Float>
  let state: FineTuningState<AdapterParameter, Float>
  let tables: RotaryTables<Float>
  let direction: GradientDirection
  let projection: DataSelection.Projection

  /// How many examples come together: dense signs are made once for all of them.
  var batch: Int { projection.kind == .rademacher ? 8 : 1 }

  /// The rows of examples, not normalized, [examples, d]; one without a scored token is not a number.
  func callAsFunction(_ texts: [TrainingExample]) -> (rows: Matrix<Float>, facts: [RowFacts]) {
    let places = texts.indices.filter { texts[$0].predictions > 0 }
    let gradients = places.map { weights.gradient(of: texts[$0], tables: tables) }
    var rows = Matrix<Float>(zeros: texts.count, projection.dimension)
    for row in texts.indices where texts[row].predictions == 0 {
      rows[row, 0] = .nan
    }
    if !places.isEmpty {
      let projected = projected(gradients.map(\.gradient))
      for (place, row) in places.enumerated() {
        for column in 0..<projected.columns { rows[row, column] = projected[place, column] }
      }
    }
    var facts = texts.map { RowFacts(loss: .nan, tokens: Int32($0.predictions)) }
    for (place, gradient) in zip(places, gradients) { facts[place].loss = Float(gradient.loss) }
    return (rows, facts)
  }

  private func projected(_ gradients: [AdapterValues<Float>]) -> Matrix<Float> {
    var sum = ProjectionSum(projection, examples: gradients.count)
    for (parameter, shape) in weights.lora.parameters(of: weights.design) {
      let (first, second) = (state.firstMoments[parameter], state.secondMoments[parameter])
      let turned = gradients.map { gradient in
        var values = gradient[parameter]
        direction.turn(&values, first: first, second: second, step: state.step)
        return Matrix(rows: shape[0], columns: shape[1], values: values)
      }
      sum.add(turned, of: parameter.storedName)
    }
    return sum.rows()
  }
}
