import Diagnostics
public import LinearAlgebra
import Tensors
public import Transformer

/// Takes the curvature of a decoder from examples, many at a time.
///
/// Each example goes through the model by itself, on one thread with products on that thread alone
/// (`NumericEnvironment.useOneThreadPerProduct`). What it adds to a sum is added in the order of
/// examples (`OrderedSum`), so that the bits do not depend on the number of threads or on the chunks, and
/// one sum serves all threads. δ is the gradient of an example's summed cross-entropy, as everywhere where
/// gradients of examples are compared: a damping would mean something else in each example otherwise.
public struct CurvatureCollector<Element: BLASScalar>: Sendable {
  /// The model.
  public let model: Decoder<Element>
  /// What is taken.
  public let recipe: CurvatureRecipe
  /// The maps.
  public let sites: CurvatureSites
  /// How many examples are in work at once, at least 1.
  public let threads: Int
  let pass: FactorPass<Element>

  /// Creates a collector.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - recipe: What is taken; at least one of its projections must be in one of its layers.
  ///   - threads: How many examples are in work at once, at least 1.
  public init(model: Decoder<Element>, recipe: CurvatureRecipe, threads: Int) {
    precondition(threads >= 1, "\(threads) threads")
    (self.model, self.recipe, self.threads) = (model, recipe, threads)
    sites = CurvatureSites(
      model.design, projections: recipe.projections, layers: recipe.layers)
    precondition(!sites.sites.isEmpty, "no projection is chosen")
    pass = FactorPass(model: model, sites: sites, retention: recipe.retention)
  }

  /// The labels of the example at a place of the data.
  func labels(_ number: Int) -> LabelChoice {
    switch recipe.labels {
    case .given: .given
    case .sampled(let seed): .sampled(seed: seed, example: number)
    }
  }

  /// The examples of a chunk that have a scored token: their places in the data.
  func scorable(_ chunk: Range<Int>, of examples: [TrainingExample]) -> [Int] {
    chunk.filter { examples[$0].predictions > 0 }
  }
}

/// The parts of the data that are worked on one after another.
func chunks(from start: Int, to end: Int, size: Int) -> [Range<Int>] {
  precondition(size >= 1, "chunks of \(size)")
  return stride(from: start, to: end, by: size).map { $0..<min($0 + size, end) }
}
