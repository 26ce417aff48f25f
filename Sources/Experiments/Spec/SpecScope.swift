import Diagnostics
import JSONTree

/// What the cells of an experiment may refer to.
///
/// Taken from the text itself: a data set with a misspelt kind still has its name, and its cells are
/// not to be blamed.
struct SpecScope {
  /// The names of the models, or `nil` if there is no telling.
  let models: [String]?
  /// The names of the data sets, or `nil` if there is no telling.
  let data: [String]?
  /// The data sets that a cell shows where it does not say which: all but published data that are not
  /// known.
  let usualData: [String]
  /// The models themselves, or `nil` if not all could be read.
  let definitions: [ModelDefinition]?
  /// The measured projections, or `nil` if there is no telling.
  let projections: [ExperimentSpec.Projection]?
  /// The scores that are computed, or `nil` if there is no telling.
  let scores: [ExperimentSpec.Quality.Score]?
  /// Whether gradients are sketched, or `nil` if there is no telling.
  let hasSketch: Bool?
  /// Whether examples are measured one by one, or `nil` if there is no telling.
  let hasSpectra: Bool?
  /// The selection, if there is one and it could be read.
  let selection: ExperimentSpec.SelectionMeasure?
  /// The mixture, if there is one and it could be read.
  let mixture: ExperimentSpec.MixtureMeasure?

  init(
    of spec: ObjectReader, models definitions: [ModelDefinition]?,
    data sets: [ExperimentSpec.DataSet]?, measure: ExperimentSpec.Measure?, isPublished: Bool
  ) {
    self.definitions = definitions
    let published = isPublished ? spec.value(of: "published")?["models"] : nil
    models = (published ?? spec.value(of: "models"))?.names(key: "name").map { $0.map(\.name) }
    usualData =
      sets?.filter(\.isAvailable).map(\.name)
      ?? spec.value(of: "data")?.names(key: "name").map { $0.map(\.name) } ?? []
    data = spec.value(of: "data")?.names(key: "name").map { $0.map(\.name) }
    projections = measure?.spectra.projections
    hasSpectra = measure?.hasSpectra
    selection = measure?.selection
    mixture = measure?.mixture
    scores = measure.map { $0.quality?.scores ?? [] }
    hasSketch = measure.map { $0.sketch != nil || spec.value(of: "measure")?["sketch"] != nil }
  }
}

extension ObjectReader {
  /// Reports the elements of the list at `list` whose names stand before.
  func reportRepeatedNames(in list: String, key: String, noun: String) {
    var first: [String: JSONNode] = [:]
    for (name, node) in value(of: list)?.names(key: key) ?? [] {
      if let earlier = first[name] {
        let line = log.document.place(of: earlier).line
        log.report(.repeatedName(name, noun: noun, firstLine: line), at: node)
      } else {
        first[name] = node
      }
    }
  }
}

extension JSONNode {
  /// The strings among the elements, and the strings at `key` in them; `nil` if there is none.
  fileprivate func names(key: String) -> [(name: String, node: JSONNode)]? {
    guard case .array(let elements) = content else { return nil }
    let found = elements.compactMap { element -> (String, JSONNode)? in
      let node = element[key] ?? element
      guard case .string(let name) = node.content else { return nil }
      return (name, node)
    }
    return found.isEmpty ? nil : found
  }
}
