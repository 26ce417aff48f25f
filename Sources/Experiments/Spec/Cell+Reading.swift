import Diagnostics
import JSONTree

/// A cell whose address may still be open.
struct DraftCell {
  let givenID: String?
  let derivedID: String
  let title: String?
  let caption: String?
  let content: ExperimentSpec.Cell.Content
}

extension Reader<DraftCell> {
  static func cell(in scope: SpecScope) -> Reader {
    .object("a cell") { object in
      let id = object.optional("id", .slug)
      let title = object.optional("title", .text)
      let caption = object.optional("caption", .text)
      let content = object.exactlyOne(of: contents(in: scope))
      guard let (content, node) = content else { return nil }
      return DraftCell(
        givenID: id, derivedID: CellIdentifier.derived(from: content, written: node.value),
        title: title, caption: caption, content: content)
    }
  }

  private typealias Content = (ExperimentSpec.Cell.Content, JSONNode)

  private static func contents(in scope: SpecScope) -> [(key: String, reader: Reader<Content>)] {
    [
      ("markdown", Reader<String>.lines.map(ExperimentSpec.Cell.Content.markdown).withNode),
      ("chart", Reader<ExperimentSpec.Cell.Content>.anyChart(in: scope).withNode),
      ("table", Reader<ExperimentSpec.Cell.Content>.anyTable(in: scope).withNode),
      ("claim", Reader<ExperimentSpec.Cell.Content>.anyClaim(in: scope).withNode),
      (
        "similarity",
        Reader<ExperimentSpec.Similarity>.similarity(in: scope).map { .similarity($0) }.withNode
      ),
    ]
  }
}

extension Reader<ExperimentSpec.Cell.Content> {
  /// A chart of a selection or a mixture if it says what of it, else one of measurements.
  fileprivate static func anyChart(in scope: SpecScope) -> Reader {
    let ofSelection = Reader<ExperimentSpec.SelectionView>.selectionChart(in: scope)
    let ofMixture = Reader<ExperimentSpec.MixtureView>.mixtureChart(in: scope)
    let ofData = Reader<ExperimentSpec.Chart>.chart(in: scope)
    return Reader(expected: ofData.expected) { node, log in
      if node["mixture"] != nil { return ofMixture.read(node, log).map(Value.mixture) }
      return node["selection"] != nil
        ? ofSelection.read(node, log).map(Value.selection)
        : ofData.read(node, log).map(Value.chart)
    }
  }

  /// A table of a selection or a mixture if it says what of it, else one of measurements.
  fileprivate static func anyTable(in scope: SpecScope) -> Reader {
    let ofSelection = Reader<ExperimentSpec.SelectionView>.selectionTable(in: scope)
    let ofMixture = Reader<ExperimentSpec.MixtureView>.mixtureTable(in: scope)
    let ofData = Reader<ExperimentSpec.Table>.table(in: scope)
    return Reader(expected: ofData.expected) { node, log in
      if node["mixture"] != nil { return ofMixture.read(node, log).map(Value.mixture) }
      return node["selection"] != nil
        ? ofSelection.read(node, log).map(Value.selection)
        : ofData.read(node, log).map(Value.table)
    }
  }

  /// A claim of families if it says what `differs`, of a selection if it names a `selector`, of a mixture
  /// if it names a `mixer`, else a claim about a data set.
  fileprivate static func anyClaim(in scope: SpecScope) -> Reader {
    let ofSelection = Reader<ExperimentSpec.SelectionView>.selectionClaim(in: scope)
    let ofMixture = Reader<ExperimentSpec.MixtureView>.mixtureClaim(in: scope)
    let ofFamilies = Reader<ExperimentSpec.FamilyClaim>.familyClaim(in: scope)
    let ofData = Reader<ExperimentSpec.Claim>.claim(in: scope)
    return Reader(expected: ofData.expected) { node, log in
      if node["mixer"] != nil { return ofMixture.read(node, log).map(Value.mixture) }
      if node["selector"] != nil { return ofSelection.read(node, log).map(Value.selection) }
      return node["differs"] != nil
        ? ofFamilies.read(node, log).map(Value.families)
        : ofData.read(node, log).map(Value.claim)
    }
  }
}

extension Reader {
  fileprivate var withNode: Reader<(Value, JSONNode)> {
    Reader<(Value, JSONNode)>(expected: expected) { node, log in
      read(node, log).map { ($0, node) }
    }
  }
}

extension Reader where Value == String {
  static var slug: Reader {
    .matching("small letters and digits joined by '-'", NamePattern.isSlug)
  }

  /// Text, or an array of its lines.
  fileprivate static var lines: Reader {
    let line = Reader("a string") { node in
      if case .string(let text) = node.content { text } else { nil }
    }
    return Reader(expected: "a string or an array of lines") { node, log in
      guard case .array = node.content else { return Reader.text.read(node, log) }
      return Reader<[String]>.list(of: line).read(node, log)?.joined(separator: "\n")
    }
  }
}

/// The cells with their addresses; those given come first, so that adding one never moves another.
func identified(_ drafts: [DraftCell]) -> [ExperimentSpec.Cell] {
  var taken = Set(drafts.compactMap(\.givenID))
  return drafts.map { draft in
    let id = draft.givenID ?? CellIdentifier.free(draft.derivedID, taken: taken)
    taken.insert(id)
    return ExperimentSpec.Cell(
      id: id, title: draft.title, caption: draft.caption, content: draft.content)
  }
}
