import Diagnostics
import JSONTree

extension Reader<ExperimentSpec.Chart> {
  static func chart(in scope: SpecScope) -> Reader {
    .object("a chart") { object in
      guard let kind = object.optional("kind", .choice, default: Value.Kind.line) else {
        object.abandon()
        return nil
      }
      object.rename("a \(kind.rawValue) chart")
      let form = object.form(kind, in: scope)
      let quantity = kind == .spectrum ? nil : object.quantity(of: kind, form, in: scope)
      let shown = kind == .spectrum ? [] : quantity.map { [$0] }
      let compared = kind == .forest ? form?.compared ?? [] : nil
      let filters = object.filters(for: shown, comparing: compared, in: scope)
      let channels = object.channels(of: kind, form, quantity)
      let scale = object.optional("scale", .choice, default: Value.Scale.auto)
      guard let form, let shown, let filters, let channels, let scale else { return nil }
      return Value(
        form: form, quantity: shown.first, color: channels.color, columns: channels.columns,
        rows: channels.rows, filters: filters, scale: scale)
    }
  }
}

// MARK: - Form

extension ExperimentSpec.Chart.Form {
  /// The data sets that the chart names itself.
  fileprivate var compared: [String] {
    guard case .forest(let of, let than, _) = self else { return [] }
    var seen: Set<String> = []
    return (of + than).filter { seen.insert($0).inserted }
  }
}

extension ObjectReader {
  fileprivate typealias Chart = ExperimentSpec.Chart

  fileprivate func form(_ kind: Chart.Kind, in scope: SpecScope) -> Chart.Form? {
    switch kind {
    case .line:
      return optional("x", .choice, default: Chart.LineAxis.layer).map { .line(x: $0) }
    case .distribution:
      return .distribution
    case .heatmap:
      return heatmap()
    case .spectrum:
      _ = optional("x", .choice, default: RankAxis.rank)
      return optional("normalize", .choice, default: Chart.Normalization.none)
        .map { .spectrum($0) }
    case .forest:
      return forest(in: scope)
    }
  }

  private func heatmap() -> Chart.Form? {
    let x: Chart.GridAxis? = required("x", .choice)
    let y: Chart.GridAxis? = required("y", .choice)
    guard let x, let y else { return nil }
    // Layer against layer shows how the layers' values go together over the examples.
    if x == y, x != .layer { report(.sameFacet(x.rawValue, "x", "y"), at: "y") }
    return .heatmap(x: x, y: y)
  }

  /// The form even if its data sets have problems, so that the metric is judged all the same.
  private func forest(in scope: SpecScope) -> Chart.Form? {
    let names = Reader<String>.reference(to: "data set", among: scope.data)
    let of = required("of", .oneOrMoreInOrder(names))
    let than = required("than", .oneOrMoreInOrder(names))
    let difference = optional("difference", .choice, default: Chart.Difference.absolute)
    let pairs = of.flatMap { of in than.flatMap { paired(of, $0) } } ?? []
    return difference.map { .forest(of: pairs.map(\.0), than: pairs.map(\.1), $0) }
  }

  private func paired(_ of: [String], _ than: [String]) -> [(String, String)]? {
    let count = max(of.count, than.count)
    guard [1, count].contains(of.count), [1, count].contains(than.count) else {
      report(.unpaired(of.count, than.count), at: "than")
      return nil
    }
    let pairs = (0..<count).map { (of[of.count == 1 ? 0 : $0], than[than.count == 1 ? 0 : $0]) }
    if let same = pairs.first(where: ==) { report(.comparedWithItself(same.0), at: "than") }
    if let twice = pairs.indices.first(where: { i in pairs[..<i].contains { $0 == pairs[i] } }) {
      report(.comparedTwice(pairs[twice].0, pairs[twice].1), at: "than")
    }
    return pairs
  }
}

/// What a spectrum runs over.
private enum RankAxis: String, CaseIterable {
  case rank
}

// MARK: - Metric

extension ObjectReader {
  fileprivate func quantity(
    of kind: Chart.Kind, _ form: Chart.Form?, in scope: SpecScope
  ) -> ExperimentSpec.Quantity? {
    quantity(at: "metric", for: form?.use ?? .any("a \(kind.rawValue) chart"), in: scope)
  }
}

extension ExperimentSpec.Chart.Form {
  /// Which metrics the chart can show.
  fileprivate var use: MetricUse {
    switch self {
    case .line(.responseTokens):
      MetricUse(noun: "a line chart over 'responseTokens'") {
        !$0.isOfCurve && $0 != .responseTokens
      }
    case .line(let x):
      MetricUse(noun: "a line chart over '\(x.rawValue)'", accepts: \.hasLayers)
    case .distribution:
      MetricUse(noun: "a distribution chart") { !$0.isOfCurve }
    case .heatmap(let x, let y):
      MetricUse(noun: "a heatmap of '\(x.rawValue)' and '\(y.rawValue)'") { metric in
        let axes = [x, y]
        return (metric.hasLayers || !axes.contains(.layer))
          && (metric.hasProjections || !axes.contains(.projection))
      }
    case .spectrum:
      .any("a spectrum chart")
    case .forest(_, _, .absolute):
      MetricUse(noun: "a forest chart") { $0 != .relativeDifference }
    case .forest(_, _, .logRatio):
      MetricUse(noun: "a forest chart of log ratios") {
        $0 != .relativeDifference && $0.facts.isPositive
      }
    }
  }
}
