import Charts
import Experiments

/// How models, data sets and projections look: the same in every chart of a report.
///
/// Colour belongs to the family, lightness to the size, dashes to the data where several sets share a
/// panel. Where colour tells data sets apart that differ in how
/// much thinking they show, it runs from faint (none) to strong (detailed); else each has a hue. Dashes mean
/// responses that do not belong to their instructions. A marker tells apart what would look alike.
struct SeriesStyles {
  private static let projections = ["q", "k", "v", "o", "gate", "up", "down"]
  private static let thinkingLevels = ["none", "simplified", "detailed"]

  private let families: [String]
  private let sizes: [String]
  private let models: [(name: String, style: SeriesStyle)]
  private let data: [(name: String, style: SeriesStyle)]
  private let labels: [(label: String, name: String)]

  init(_ findings: Findings) {
    families = distinct(findings.models.map(\.family))
    sizes = distinct(findings.models.map(\.size)).sortedBySize()
    models = Self.modelStyles(findings.models, families: families)
    data = Self.dataStyles(findings.data)
    labels = findings.data.map { ($0.label, $0.name) }
  }

  /// The style of the data set of this name for people; that of any other name follows from its place.
  func style(ofDataLabelled label: String, at place: Int) -> SeriesStyle {
    guard let name = labels.first(where: { equal($0.label, label) })?.name else {
      return SeriesStyle(.hue(place))
    }
    return style(of: Identity(data: name), by: "data")
  }

  /// The style of what `identity` names, where colours tell apart `facet`.
  func style(of identity: Identity, by facet: String?) -> SeriesStyle {
    switch facet {
    case "family":
      models.first { equal($0.name, identity.model) }?.style
        ?? SeriesStyle(hue(identity.family, in: families))
    case "size":
      SeriesStyle(
        place(of: identity.size, in: sizes).map { .ordinal(step: $0, of: sizes.count) } ?? .hue(0))
    case "projection": SeriesStyle(hue(identity.projection, in: Self.projections))
    case "data": data.first { equal($0.name, identity.data) }?.style ?? SeriesStyle(.hue(0))
    default: models.first { equal($0.name, identity.model) }?.style ?? SeriesStyle(.hue(0))
    }
  }

  private func hue(_ name: String?, in names: [String]) -> SeriesStyle.Color {
    .hue(place(of: name, in: names) ?? 0)
  }

  private func place(of name: String?, in names: [String]) -> Int? {
    names.firstIndex { equal($0, name) }
  }
}

// MARK: - Series of one chart

extension SeriesStyles {
  /// The style of each series of a chart, where colours tell apart `facet`.
  ///
  /// Where panels show several data sets that colours do not tell apart, dashes do; markers tell apart
  /// what would still look alike.
  ///
  /// - Parameters:
  ///   - panels: the series of each panel.
  ///   - facet: what colours tell apart.
  /// - Returns: The style of a series among them.
  func telling(
    apart panels: [[[SeriesFinding]]], by facet: String?
  ) -> (SeriesFinding) -> SeriesStyle {
    let isDashed =
      facet != "data"
      && panels.joined().contains { Set($0.compactMap(\.identity.data)).count > 1 }
    var seen: [Look] = []
    for series in panels.joined().joined()
    where !seen.contains(where: { equal($0.name, series.name) }) {
      var style = style(of: series.identity, by: facet)
      if isDashed { style.dash = dash(of: series.identity.data) }
      let alike = seen.count { $0.plain == style }
      seen.append(Look(name: series.name, plain: style, alike: alike))
    }
    return { [seen] series in
      seen.first { equal($0.name, series.name) }?.style ?? SeriesStyle(.hue(0))
    }
  }

  /// How a series looks: plain, and how many before it look so too.
  private struct Look {
    var name: String
    var plain: SeriesStyle
    var alike: Int

    var style: SeriesStyle {
      guard alike > 0 else { return plain }
      var marked = plain
      let markers = SeriesStyle.Marker.allCases
      let first = markers.firstIndex(of: plain.marker) ?? 0
      marked.marker = markers[(first + alike) % markers.count]
      return marked
    }
  }

  private func dash(of data: String?) -> SeriesStyle.Dash {
    let dashes = SeriesStyle.Dash.allCases
    return dashes[
      (data.flatMap { name in place(of: name, in: self.data.map(\.name)) } ?? 0)
        % dashes.count]
  }
}

// MARK: - Models

extension SeriesStyles {
  private static func modelStyles(
    _ models: [ModelFacts], families: [String]
  ) -> [(name: String, style: SeriesStyle)] {
    told(
      models.map { model in
        let hue = families.firstIndex { equal($0, model.family) } ?? 0
        let sizes = distinct(models.filter { equal($0.family, model.family) }.map(\.size))
          .sortedBySize()
        let place = sizes.firstIndex { equal($0, model.size) } ?? 0
        return (model.name, SeriesStyle(.hue(hue), lightness: lightness(place, of: sizes.count)))
      })
  }

  /// The largest model is strongest; a family of one size has its hue as it is.
  private static func lightness(_ place: Int, of count: Int) -> Double? {
    count < 2 ? nil : 0.8 - 1.6 * Double(place) / Double(count - 1)
  }
}

// MARK: - Data sets

extension SeriesStyles {
  private static func dataStyles(_ data: [DataFacts]) -> [(name: String, style: SeriesStyle)] {
    let levels = thinkingLevels.filter { level in data.contains { equal(level, $0.thinking) } }
    return told(
      data.enumerated().map { index, set in
        let dash: SeriesStyle.Dash = set.relevance == "irrelevant" ? .dashed : .solid
        let level = levels.firstIndex { equal($0, set.thinking) }
        guard let level, levels.count > 1 else {
          return (set.name, SeriesStyle(.hue(index), dash: dash))
        }
        return (set.name, SeriesStyle(.ordinal(step: level, of: levels.count), dash: dash))
      })
  }

  /// Gives a marker to what looks like something before it.
  private static func told(
    _ entities: [(name: String, style: SeriesStyle)]
  ) -> [(name: String, style: SeriesStyle)] {
    let markers: [SeriesStyle.Marker] = [.none, .circle, .square, .diamond, .triangle]
    var counts: [SeriesStyle: Int] = [:]
    return entities.map { entity in
      let before = counts[entity.style, default: 0]
      counts[entity.style] = before + 1
      var style = entity.style
      style.marker = markers[before % markers.count]
      return (entity.name, style)
    }
  }
}

// MARK: - Names

extension [String] {
  /// From the fewest parameters to the most; sizes that say no number keep their place at the front.
  fileprivate func sortedBySize() -> [String] {
    enumerated().sorted {
      ($0.element.parameters, $0.offset) < ($1.element.parameters, $1.offset)
    }.map(\.element)
  }
}

extension String {
  /// `135M` is 1.35e8, `1.7B` is 1.7e9; 0 if there is no number.
  fileprivate var parameters: Double {
    let digits = prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let factor: Double =
      switch dropFirst(digits.count).first?.uppercased() {
      case "K": 1e3
      case "M": 1e6
      case "B", "G": 1e9
      case "T": 1e12
      default: 1
      }
    return (Double(digits) ?? 0) * factor
  }
}

/// Whether two names are the same bytes.
package func equal(_ a: String, _ b: String?) -> Bool {
  b.map { a.utf8.elementsEqual($0.utf8) } ?? false
}

/// Each name once, where it first appears.
package func distinct(_ names: [String]) -> [String] {
  var seen: [String] = []
  for name in names where !seen.contains(where: { equal($0, name) }) { seen.append(name) }
  return seen
}
