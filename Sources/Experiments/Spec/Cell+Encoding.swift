public import JSONTree

extension ExperimentSpec.Cell {
  /// The cell with every default spelled out.
  public var json: JSONValue {
    let (key, value) = content.keyed
    return .object([
      "id": .string(id), "title": title.map(JSONValue.string),
      "caption": caption.map(JSONValue.string), key: value,
    ])
  }
}

extension ExperimentSpec.Cell.Content {
  fileprivate var keyed: (String, JSONValue) {
    switch self {
    case .markdown(let text): ("markdown", .string(text))
    case .chart(let chart): ("chart", chart.json)
    case .table(let table): ("table", table.json)
    case .claim(let claim): ("claim", claim.json)
    case .similarity(let similarity): ("similarity", similarity.json)
    case .families(let claim): ("claim", claim.json)
    case .selection(let view): view.keyed
    case .mixture(let view): view.keyed
    }
  }
}

extension ExperimentSpec.Chart {
  fileprivate var json: JSONValue {
    var members: [(String, JSONValue?)] = [("kind", .word(kind))]
    if let quantity { members += [("metric", .word(quantity.metric))] + [quantity].sharedMembers }
    if !scores.isEmpty { members.append(("metric", .words(scores.map(\.metric)))) }
    members += form.members
    members += [
      ("color", color.map(JSONValue.word)), ("columns", columns.map(JSONValue.word)),
      ("rows", rows.map(JSONValue.word)),
    ]
    switch form {
    case .forest, .contrast, .separation: members += filters.members(withData: false)
    case .training: members.append(("models", .strings(filters.models)))
    default: members += filters.members(withData: true)
    }
    if form.isControlled { members.append(("control", control.written)) }
    if form.hasScale { members.append(("scale", .word(scale))) }
    return .object(present: members)
  }
}

extension ExperimentSpec.Chart.Form {
  fileprivate var members: [(String, JSONValue?)] {
    switch self {
    // What is divided by nothing says nothing of it, so that older cells keep their fingerprints.
    case .line(let x, .none): [("x", .word(x))]
    case .line(let x, let normalization): [("x", .word(x)), ("normalize", .word(normalization))]
    case .distribution: []
    case .heatmap(let x, let y): [("x", .word(x)), ("y", .word(y))]
    case .spectrum(let normalization): [("x", "rank"), ("normalize", .word(normalization))]
    case .forest(let of, let than, let difference):
      [("of", .strings(of)), ("than", .strings(than)), ("difference", .word(difference))]
    case .contrast(let of, let than, let difference, let x):
      [
        ("of", .strings(of)), ("than", .strings(than)), ("difference", .word(difference)),
        ("x", .word(x)),
      ]
    case .training: []
    case .separation(let of, let than): [("of", .strings(of)), ("than", .strings(than))]
    }
  }

  fileprivate var hasScale: Bool { if case .separation = self { false } else { true } }

  fileprivate var isControlled: Bool {
    switch self {
    case .forest, .separation: true
    default: false
    }
  }
}

extension ExperimentSpec.Control {
  // The default says nothing of itself, so that older cells are written as they were.
  fileprivate var written: JSONValue? { self == .length ? nil : .word(self) }
}

extension ExperimentSpec.Table {
  fileprivate var json: JSONValue {
    .object(
      present: [("metric", .words(quantities.map(\.metric)))] + quantities.sharedMembers
        + [("rows", .word(rows)), ("columns", .word(columns))] + filters.members(withData: true))
  }
}

extension ExperimentSpec.Claim {
  fileprivate var json: JSONValue {
    let operand: JSONValue =
      switch than {
      case .data(let name): .string(name)
      case .number(let number): .number(number)
      case .model(let name): ["model": .string(name)]
      }
    let members: [(String, JSONValue?)] = [
      ("that", .word(quantity.metric)), ("of", .string(of)), ("is", .word(relation)),
      ("than", operand), ("for", .word(scope)), ("tolerance", tolerance.map(JSONValue.number)),
    ]
    return .object(
      present: members + [quantity].sharedMembers + filters.members(withData: false)
        + [("source", source.map(JSONValue.string)), ("control", control.written)])
  }
}

extension ExperimentSpec.Similarity {
  fileprivate var json: JSONValue {
    .object(
      present: [
        ("metric", .word(quantity.metric)), ("of", "models"), ("measure", .word(measure)),
        ("for", .word(scope)),
      ] + filters.members(withData: true))
  }
}

extension ExperimentSpec.FamilyClaim {
  fileprivate var json: JSONValue {
    .object(
      present: [
        ("that", .word(quantity.metric)), ("differs", "family"), ("measure", .word(measure)),
        ("for", .word(scope)),
      ] + filters.members(withData: true) + [("source", source.map(JSONValue.string))])
  }
}

extension [ExperimentSpec.Quantity] {
  /// What the quantities of one cell are taken of, which is the same for all that are taken of any.
  fileprivate var sharedMembers: [(String, JSONValue?)] {
    [
      ("madOf", lazy.compactMap(\.madOf).first.map(JSONValue.word)),
      ("reference", lazy.compactMap(\.reference).first.map(JSONValue.string)),
    ]
  }
}

extension ExperimentSpec.Filters {
  fileprivate func members(withData: Bool) -> [(String, JSONValue?)] {
    var members: [(String, JSONValue?)] = [("models", .strings(models))]
    if withData { members.append(("data", .strings(data))) }
    if !projections.isEmpty { members.append(("projections", .words(projections))) }
    return members + [("layers", layers.map(\.json))]
  }
}

extension ExperimentSpec.Layers {
  var json: JSONValue {
    switch self {
    case .segment(let segment): .word(segment)
    case .indices(let indices): .array(indices.map(JSONValue.integer))
    }
  }
}

extension JSONValue {
  fileprivate static func object(present members: [(String, JSONValue?)]) -> JSONValue {
    .object(members.compactMap { key, value in value.map { JSONMember(key, $0) } })
  }
}
