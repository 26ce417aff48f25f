import Diagnostics
import JSONTree

extension ObjectReader {
  /// What the cell shows, all that there is by default.
  ///
  /// No quantities stand for the singular values themselves. A cell that names the data sets it is
  /// `comparing` has no key `data`.
  func filters(
    for quantities: [ExperimentSpec.Quantity]?, comparing: [String]? = nil, in scope: SpecScope
  ) -> ExperimentSpec.Filters? {
    let models = filteredModels(in: scope)
    let data =
      comparing
      ?? optional(
        "data", .set(of: .reference(to: "data set", among: scope.data)), default: scope.usualData)
    let metrics = quantities.map { $0.map(\.metric) }
    let projections = filteredProjections(of: metrics, in: scope)
    let layers = filteredLayers(of: metrics)
    guard let models, let data, let projections else { return nil }
    return ExperimentSpec.Filters(
      models: models, data: data, projections: projections, layers: layers)
  }

  /// The models that `models`, `families` and `sizes` leave, in their order.
  func filteredModels(in scope: SpecScope) -> [String]? {
    let models = optional(
      "models", .set(of: .reference(to: "model", among: scope.models)), default: scope.models ?? [])
    let families = words("families", "family", of: \.family, in: scope)
    let sizes = words("sizes", "size", of: \.size, in: scope)
    guard let models, let families, let sizes else { return nil }
    guard let definitions = scope.definitions else { return models }
    let left = models.filter { name in
      guard let model = definitions.first(where: { $0.name == name }) else { return true }
      return (families.isEmpty || families.contains(model.family))
        && (sizes.isEmpty || sizes.contains(model.size))
    }
    let narrowest = ["sizes", "families"].first(where: has)
    if left.isEmpty, let narrowest { report(.noModelLeft(among: definitions), at: narrowest) }
    return left
  }

  /// What `key` lists, each of which some model has; empty if the key is missing.
  private func words(
    _ key: String, _ noun: String, of word: (ModelDefinition) -> String, in scope: SpecScope
  ) -> [String]? {
    let known = scope.definitions.map { models -> [String] in
      var seen: Set<String> = []
      return models.map(word).filter { seen.insert($0).inserted }
    }
    return optional(key, .set(of: .reference(to: noun, among: known)), default: [])
  }

  private func filteredProjections(of metrics: [Metric]?, in scope: SpecScope)
    -> [ExperimentSpec.Projection]?
  {
    let measured = scope.projections ?? ExperimentSpec.Projection.allCases
    let given = optional("projections", .set(of: .projection(in: scope)), default: measured)
    guard let metrics, !metrics.isEmpty, !metrics.contains(where: \.hasProjections) else {
      return given
    }
    if has("projections") {
      report(
        .withoutEffect("projections", because: "there are no projections of \(quoted(metrics))"),
        at: "projections")
    }
    return []
  }

  private func filteredLayers(of metrics: [Metric]?) -> ExperimentSpec.Layers? {
    let given = optional("layers", .layers, default: .segment(.all))
    guard let metrics, !metrics.isEmpty, !metrics.contains(where: \.hasLayers) else { return given }
    if has("layers") {
      report(
        .withoutEffect("layers", because: "there are no layers of \(quoted(metrics))"),
        at: "layers")
    }
    return nil
  }

  private func quoted(_ metrics: [Metric]) -> String {
    metrics.map { "'\($0.rawValue)'" }.joined(separator: " and ")
  }
}

extension Reader<ExperimentSpec.Projection> {
  fileprivate static func projection(in scope: SpecScope) -> Reader {
    Reader.choice.checked { projection in
      scope.projections?.contains(projection) ?? true ? nil : .unmeasured(projection)
    }
  }
}

extension Reader<ExperimentSpec.Layers> {
  static var layers: Reader {
    let segments = Reader<ExperimentSpec.Layers.Segment>.choice
    let indices = Reader<[Int]>.set(of: .integer(atLeast: 0))
    return Reader(expected: "\(segments.expected), or an array of layers") { node, log in
      if case .array = node.content {
        return indices.read(node, log).map { .indices($0.sorted()) }
      }
      return segments.read(node, log).map(Value.segment)
    }
  }
}
