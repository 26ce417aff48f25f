import DataSelection
import Execution
import GradientSpectra
import JSONTree
import Transformer

/// How gradients at a checkpoint become rows.
struct RowRecipe: Sendable, Hashable {
  /// What stands for a gradient.
  var direction: GradientDirection
  var projection: DataSelection.Projection
  var encoding: RowEncoding
  /// The blocks whose adapters count; all if `nil`.
  var layers: ExperimentSpec.Layers?

  /// The rows of candidates, or those of targets: they have the gradient itself in place of the optimizer's
  /// direction.
  init(
    _ features: ExperimentSpec.SelectionMeasure.Features, layers: ExperimentSpec.Layers?,
    isTarget: Bool
  ) {
    direction = isTarget ? .gradient : features.recipe.direction
    projection = features.projection
    encoding = isTarget ? .float16 : features.encoding
    self.layers = layers
  }

  var inputs: [StepInput] {
    [
      StepInput("direction", .string(direction.identity)),
      StepInput("projection", .string(projection.identity)),
      StepInput("encoding", .string(encoding.rawValue)),
    ] + (layers.map { [StepInput("layers", $0.json)] } ?? [])
  }

  /// What a datastore records of the map to rows.
  var projectionIdentity: String {
    projection.identity + (layers.map { ", layers \($0.json.text(.canonical))" } ?? "")
  }

  /// For people, where a checkpoint has several.
  var words: String { "\(direction.identity), \(projectionIdentity)" }
}

extension ExperimentSpec.Layers {
  /// The layers of a model that are meant, ascending; those that it does not have are left out.
  func indices(of count: Int) -> [Int] {
    let segments = LayerSegments(layers: count)
    return switch self {
    case .segment(.all): Array(0..<count)
    case .segment(.early): Array(segments.early)
    case .segment(.middle): Array(segments.middle)
    case .segment(.last): Array(segments.last)
    case .indices(let indices): indices.sorted().filter { $0 < count }
    }
  }
}
