import DataSelection
import Diagnostics
import JSONTree

extension ExperimentSpec.SelectionMeasure.Features {
  /// As PyTorch's AdamW would step, the paper's score, a count sketch of 65,536 numbers: with 8192 one
  /// in ten of the best rows is another than by exact inner products (Documentation/selection.md).
  static let standard = Self(
    projection: .countSketch(65_536), recipe: .paper, encoding: .float16)
}

extension Reader<ExperimentSpec.SelectionMeasure.Features> {
  /// How gradients become rows.
  fileprivate enum Kind: String, CaseIterable {
    case rademacher, countSketch, factored

    init(_ projection: DataSelection.Projection) {
      switch projection.kind {
      case .rademacher: self = .rademacher
      case .countSketch: self = .countSketch
      case .factored: self = .factored
      }
    }
  }
  /// What stands for a candidate's gradient.
  fileprivate enum Direction: String, CaseIterable {
    case adam, published, gradient, sgd, sign

    var direction: GradientDirection {
      switch self {
      case .adam: .adam(AdamDirection())
      case .published: .adam(.published)
      case .gradient, .sgd: .gradient
      case .sign: .sign
      }
    }
  }

  /// Features of which each part that is not given is as in others.
  static func features(over usual: Value) -> Reader {
    .object("the gradient features") { object in
      let kind = object.optional("projection", .choice, default: Kind(usual.projection))
      let dimension = object.optional(
        "dimension", .integer(from: 16, to: 1 << 20), default: usual.projection.dimension)
      let seed = object.optional(
        "seed", .integer(atLeast: 0), default: Int(usual.projection.seed))
      let isPublished =
        object.optional("compatibility", .choice(of: ["published-code"])) != nil
      let direction = object.optional(
        "direction", Reader<Direction>.choice.map(\.direction),
        default: isPublished ? InfluenceRecipe.published.direction : usual.recipe.direction)
      let rule = object.optional(
        "rule", .choice,
        default: isPublished ? InfluenceRecipe.published.rule : usual.recipe.rule)
      let encoding = object.optional("encoding", .choice, default: usual.encoding)
      guard let kind, let dimension, let seed, let direction, let rule, let encoding else {
        return nil
      }
      guard let projection = object.projection(kind, dimension, seed: UInt64(seed)) else {
        return nil
      }
      return Value(
        projection: projection,
        recipe: InfluenceRecipe(direction: direction, rule: rule), encoding: encoding)
    }
  }
}

extension Reader<String> {
  /// One of some words.
  fileprivate static func choice(of words: [String]) -> Reader {
    .matching(words.map { "\"\($0)\"" }.joined(separator: " or ")) { words.contains($0) }
  }
}

extension ObjectReader {
  fileprivate func projection(
    _ kind: Reader<ExperimentSpec.SelectionMeasure.Features>.Kind, _ dimension: Int, seed: UInt64
  ) -> DataSelection.Projection? {
    switch kind {
    case .rademacher: return .rademacher(dimension, seed: seed)
    case .countSketch: return .countSketch(dimension, seed: seed)
    case .factored:
      // The side nearest the root that divides the dimension.
      let root = Int(Double(dimension).squareRoot())
      let outputs = (1...max(1, root)).last { dimension.isMultiple(of: $0) } ?? 1
      return .factored(outputs: outputs, inputs: dimension / outputs, seed: seed)
    }
  }
}
