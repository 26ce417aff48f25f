import Experiments
import Reports

/// What a report knows of the names in its charts and tables.
struct TidyNames {
  private let models: [ModelFacts]
  private let data: [DataFacts]

  init(_ findings: Findings) {
    models = findings.models
    data = findings.data
  }

  func model(_ name: String?) -> ModelFacts? {
    models.first { equal($0.name, name) }
  }

  /// Findings call a data set by its name, headings by its label.
  func data(_ name: String?) -> DataFacts? {
    data.first { equal($0.name, name) } ?? data.first { equal($0.label, name) }
  }

  /// `identity` with what a heading says: that of a row, a column or a panel, which stand for `title`.
  func adding(_ name: String?, as title: String, to identity: Identity) -> Identity {
    guard let name, !name.isEmpty else { return identity }
    var identity = identity
    switch title {
    case "model": identity.model = identity.model ?? model(name)?.name
    case "data": identity.data = identity.data ?? data(name)?.name
    case "projection": identity.projection = identity.projection ?? name
    case "family": identity.family = identity.family ?? name
    case "size": identity.size = identity.size ?? name
    default: break
    }
    return identity
  }

  /// `identity` with the family and size of its model.
  func completed(_ identity: Identity) -> Identity {
    guard let model = model(identity.model) else { return identity }
    var identity = identity
    identity.family = identity.family ?? model.family
    identity.size = identity.size ?? model.size
    return identity
  }
}
