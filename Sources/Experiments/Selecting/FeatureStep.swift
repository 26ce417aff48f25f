import Artifacts
import DataSelection
import Diagnostics
import Execution
import Foundation
import JSONTree
import LinearAlgebra
import Tensors
import Transformer

/// The projected gradients of examples at one checkpoint: a datastore.
///
/// Its rows are written as they come, so that a run that was stopped or killed goes on with those that are
/// missing. Where rows of several recipes are asked for, the first step that runs makes those of all later
/// ones from the same passes and leaves their files to them: each step waits for the one before.
struct FeatureStep: Step {
  static let kind = "features"
  static let version = 2

  let checkpoint: any CheckpointStep
  let pool: SelectionPool
  /// The names of the data sets, for people.
  let poolName: String
  /// How the gradients of the same examples become rows for all who ask, at least one recipe.
  let recipes: [RowRecipe]
  /// Which of them is this step's.
  var index = 0

  private var model: SelectionModel { checkpoint.model }
  private var recipe: RowRecipe { recipes[index] }

  /// The step of the recipe before.
  var previous: FeatureStep? {
    var step = self
    step.index -= 1
    return index == 0 ? nil : step
  }

  private var later: [FeatureStep] {
    recipes.indices.dropFirst(index + 1).map { place in
      var step = self
      step.index = place
      return step
    }
  }

  var identity: String {
    let name = "\(checkpoint.identity) · gradients of \(poolName)"
    return index == 0 ? name : "\(name) · \(recipe.words)"
  }

  var needs: [any Step] { model.needs + [checkpoint] + (previous.map { [$0] } ?? []) }

  var inputs: [StepInput] {
    model.inputs + [
      StepInput("checkpoint", checkpoint.key), StepInput("examples", pool.digest),
    ] + recipe.inputs
  }

  /// A pass forward and backward an example, and what the projection adds; a later recipe has the pass for
  /// nothing.
  var cost: Double { (index == 0 ? 1.2 : 0.1) * model.cost(of: pool.examples) }

  /// What makes the rows.
  var storeIdentity: DatastoreIdentity {
    DatastoreIdentity(
      model: model.digest, checkpoint: checkpoint.key.hex, data: pool.digest.hex,
      direction: recipe.direction.identity, projection: recipe.projectionIdentity)
  }

  func run(_ context: StepContext) throws -> [UInt8] {
    if !isFinished(in: context.store) {
      try makingFolder(Self.folder(of: context.store))
      let others = try later.filter { step in
        if case .done = try context.store.record(of: step.key)?.status { return false }
        return !step.isFinished(in: context.store)
      }
      try write([self] + others, context)
    }
    let path = path(in: context.store)
    let bytes = try FileBytes.read(path, noun: "gradient store")
    try? FileManager.default.removeItem(atPath: path)
    return bytes
  }

  private static func folder(of store: Store) -> String { "\(store.directory)/features" }

  private func path(in store: Store) -> String {
    "\(Self.folder(of: store))/\(key.hex).safetensors"
  }

  /// Whether all rows are written, by this step or by an earlier recipe's.
  private func isFinished(in store: Store) -> Bool {
    (try? Datastore(path: path(in: store), expecting: storeIdentity)) != nil
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

  private func write(_ steps: [FeatureStep], _ context: StepContext) throws {
    let loaded = try model.model.loaded(context)
    let base = try loaded.model().weights
    for step in steps { try step.recipe.layers?.check(count: base.design.blocks.count) }
    let (lora, artifact) = try checkpoint.adapters(
      context.results[model.needs.count], in: context.store, of: base.design)
    let state = artifact.state
    let texts = try model.tokenize(pool, loaded)
    let writers = try steps.map { step in
      try DatastoreWriter(
        path: step.path(in: context.store), identity: step.storeIdentity,
        encoding: step.recipe.encoding, dimension: step.recipe.projection.dimension, ids: pool.ids)
    }
    let rows = GradientRows(
      weights: AdaptedWeights(base, lora: lora, adapters: state.values), state: state,
      tables: RotaryTables(design: base.design, maxLength: model.maxLength),
      recipes: steps.map(\.recipe))
    let open = writers.map { Set($0.missingRows) }
    // A stack is computed whole even where some of its rows are there: its rows have the same bits so.
    for stack in texts.stacks(of: 8, tokens: SelectionModel.tokensPerPass)
    where open.contains(where: { !$0.isDisjoint(with: stack) }) {
      if context.isInterrupted { throw StepInterrupted() }
      let found = rows(Array(texts[stack]))
      for (index, writer) in writers.enumerated() {
        let own = stack.filter(open[index].contains)
        let places = own.map { $0 - stack.lowerBound }
        try writer.write(
          found.rows[index].rows(places), at: own, facts: places.map { found.facts[$0] })
      }
      context.tell("\(stack.upperBound) of \(texts.count) gradients")
    }
    for writer in writers { _ = try writer.finish() }
  }
}

extension Matrix<Float> {
  /// Some of the rows, in the order that is given.
  fileprivate func rows(_ places: [Int]) -> Matrix {
    Matrix(
      rows: places.count, columns: columns,
      values: places.flatMap { values[range(ofRow: $0)] })
  }
}

extension ExperimentSpec.Layers {
  /// Checks that a model has the layers.
  ///
  /// - Throws: `Problem` if it has not.
  func check(count: Int) throws {
    guard case .indices(let layers) = self, let missing = layers.first(where: { $0 >= count })
    else { return }
    throw Problem(
      "The model has no layer \(missing).", expected: "layers from 0 to \(count - 1)",
      found: "\(missing)", remedy: "Name layers that it has, or a part of them such as \"last\".")
  }
}
