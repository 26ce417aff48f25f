import Diagnostics
import JSONTree

extension Reader<[ExperimentSpec.DataSet]> {
  /// The data sets, of which each may be made of earlier ones; in their published forms if
  /// `isPublished`.
  static func dataSets(isPublished: Bool) -> Reader {
    Reader(expected: "an array") { node, log in
      guard case .array(let nodes) = node.content else {
        log.report(.unexpectedValue(node, expected: "an array"), at: node)
        return nil
      }
      if nodes.isEmpty { log.report(.emptyList(node), at: node) }
      var earlier = EarlierData(all: nodes.compactMap { $0["name"]?.value.string })
      // Every element is read, so that every element's problems are reported.
      let values = nodes.map { element in
        let set = Reader<ExperimentSpec.DataSet>.dataSet(
          after: earlier, isPublished: isPublished
        ).read(element, log)
        if let name = element["name"]?.value.string { earlier.add(name, set) }
        return set
      }
      return nodes.isEmpty || values.contains { $0 == nil } ? nil : values.compactMap { $0 }
    }
  }
}

/// The data sets that stand before one.
struct EarlierData {
  /// The names of all, later ones included.
  let all: [String]
  private var names: [String] = []
  private var sets: [String: ExperimentSpec.DataSet] = [:]

  init(all: [String]) { self.all = all }

  subscript(_ name: String) -> ExperimentSpec.DataSet? { sets[name] }

  mutating func add(_ name: String, _ set: ExperimentSpec.DataSet?) {
    names.append(name)
    if sets[name] == nil { sets[name] = set }
  }

  /// What keeps a data set from being made of the one named `name`.
  func problem(of name: String) -> Problem? {
    guard names.contains(name) else {
      return .noEarlierData(name, known: names, isLater: all.contains(name))
    }
    guard let base = sets[name]?.measuredBase else { return nil }
    return .chosenByMeasurement(name, base: base)
  }
}

extension Reader<ExperimentSpec.DataSet> {
  fileprivate static func dataSet(after earlier: EarlierData, isPublished: Bool) -> Reader {
    .object("a data set") { object in
      let name = object.required("name", .name)
      let isDerived = object.has("from")
      let kind: Value.Kind? =
        isDerived ? object.optional("kind", .choice) : object.required("kind", .choice)
      let thinking: Value.Thinking? = object.optional("thinking", .choice)
      let relevance: Value.Relevance? = object.optional("relevance", .choice)
      let own = object.dataForm(after: earlier, isPublished: false)
      let hasPublished = object.has("published")
      let published = object.optional("published", .publishedForm(after: earlier, own: own))
      guard let name, let own else { return nil }
      if hasPublished, published == nil { return nil }
      let form = isPublished ? published.map(own.replaced) ?? own : own
      let base = form.source?.base.flatMap { earlier[$0] }
      if form.source?.base != nil, base == nil { return nil }
      let ownBase = own.source?.base.flatMap { earlier[$0] }
      guard let kind = kind ?? ownBase?.kind else { return nil }
      let isIrrelevant = [own.corruption, form.corruption].contains {
        $0?.how.isIrrelevant ?? false
      }
      return Value(
        name: name, label: form.label ?? name, kind: kind,
        thinking: thinking ?? (base ?? ownBase)?.thinking,
        relevance: relevance ?? (isIrrelevant ? .irrelevant : base?.relevance ?? .correct),
        source: form.source ?? .unknown, sample: form.sample,
        skip: form.skip ?? 0, format: form.format ?? .standard,
        scores: form.scores, columns: form.columns ?? base?.columns ?? ScoreColumns(),
        selection: form.selection, corruption: form.corruption,
        published: isPublished ? nil : published,
        isPublished: isPublished && published?.source?.isFiles ?? false,
        isAvailable: form.source != nil && base?.isAvailable ?? true)
    }
  }
}

extension ExperimentSpec.DataSet.Source {
  /// The data set that this one is made of.
  var base: String? { if case .other(let name) = self { name } else { nil } }

  var isFiles: Bool { if case .files = self { true } else { false } }
}
