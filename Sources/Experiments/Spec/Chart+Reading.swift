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
      let shown = object.quantities(of: kind, form, in: scope)
      let filters = object.filters(of: kind, form, for: shown, in: scope)
      let isSeparation = kind == .separation
      // Rows are all that a separation has.
      let channels = isSeparation ? ChartChannels() : object.channels(of: kind, form, shown?.first)
      let scale =
        isSeparation
        ? Value.Scale.linear : object.optional("scale", .choice, default: Value.Scale.auto)
      let control = object.control(of: kind)
      guard let form, let shown, let filters, let channels, let scale, let control else {
        return nil
      }
      return Value(
        form: form, quantity: isSeparation ? nil : shown.first, color: channels.color,
        columns: channels.columns, rows: channels.rows, filters: filters, scale: scale,
        scores: isSeparation ? shown : [], control: control)
    }
  }
}

// MARK: - Form

extension ExperimentSpec.Chart.Form {
  /// The data sets that the chart names itself.
  fileprivate var compared: [String] {
    switch self {
    case .forest(let of, let than, _), .contrast(let of, let than, _, _),
      .separation(let of, let than):
      var seen: Set<String> = []
      return (of + than).filter { seen.insert($0).inserted }
    default: return []
    }
  }
}

extension ObjectReader {
  fileprivate typealias Chart = ExperimentSpec.Chart

  fileprivate func form(_ kind: Chart.Kind, in scope: SpecScope) -> Chart.Form? {
    switch kind {
    case .line:
      return line()
    case .distribution:
      return .distribution
    case .heatmap:
      return heatmap()
    case .spectrum:
      _ = optional("x", .choice, default: RankAxis.rank)
      return optional(
        "normalize", .choice(of: [.none, .sigma1]), default: Chart.Normalization.none
      )
      .map { .spectrum($0) }
    case .forest:
      return differences(in: scope).map { .forest(of: $0.of, than: $0.than, $0.form) }
    case .contrast:
      let pairs = differences(in: scope)
      let x = optional("x", .choice(of: [.layer, .depth]), default: Chart.LineAxis.depth)
      return pairs.flatMap { pairs in
        x.map { .contrast(of: pairs.of, than: pairs.than, pairs.form, x: $0) }
      }
    case .training:
      return .training
    case .separation:
      return pairs(in: scope).map { .separation(of: $0.of, than: $0.than) }
    }
  }

  fileprivate func control(of kind: Chart.Kind) -> ExperimentSpec.Control? {
    kind == .forest || kind == .separation
      ? optional("control", .choice, default: ExperimentSpec.Control.length)
      : ExperimentSpec.Control.none
  }

  private func line() -> Chart.Form? {
    let x = optional("x", .choice, default: Chart.LineAxis.layer)
    let normalization = optional(
      "normalize", .choice(of: [.none, .mean]), default: Chart.Normalization.none)
    guard let x, let normalization else { return nil }
    if has("normalize"), x != .layer, x != .depth {
      report(
        .withoutEffect("normalize", because: "only curves over layers have a mean to divide by"),
        at: "normalize")
    }
    return .line(x: x, normalization)
  }

  private func heatmap() -> Chart.Form? {
    let x: Chart.GridAxis? = required("x", .choice)
    let y: Chart.GridAxis? = required("y", .choice)
    guard let x, let y else { return nil }
    // Layer against layer shows how the layers' values go together over the examples.
    if x == y, x != .layer { report(.sameFacet(x.rawValue, "x", "y"), at: "y") }
    return .heatmap(x: x, y: y)
  }

  /// The pairs even if its data sets have problems, so that the metric is judged all the same.
  private func differences(in scope: SpecScope) -> (
    of: [String], than: [String], form: Chart.Difference
  )? {
    let pairs = pairs(in: scope)
    let difference = optional("difference", .choice, default: Chart.Difference.absolute)
    return difference.flatMap { form in pairs.map { (of: $0.of, than: $0.than, form: form) } }
  }

  private func pairs(in scope: SpecScope) -> (of: [String], than: [String])? {
    let names = Reader<String>.reference(to: "data set", among: scope.data)
    let of = required("of", .oneOrMoreInOrder(names))
    let than = required("than", .oneOrMoreInOrder(names))
    let pairs = of.flatMap { of in than.flatMap { paired(of, $0) } } ?? []
    return (of: pairs.map(\.0), than: pairs.map(\.1))
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
  /// The quantity that is drawn; none for charts that say themselves what they draw.
  fileprivate func quantities(
    of kind: Chart.Kind, _ form: Chart.Form?, in scope: SpecScope
  ) -> [ExperimentSpec.Quantity]? {
    if kind == .spectrum || kind == .training { return [] }
    let use = form?.use ?? .any("a \(kind.rawValue) chart")
    if kind == .separation { return quantities(at: "metric", for: use, in: scope) }
    return quantity(at: "metric", for: use, in: scope).map { [$0] }
  }

  fileprivate func filters(
    of kind: Chart.Kind, _ form: Chart.Form?, for shown: [ExperimentSpec.Quantity]?,
    in scope: SpecScope
  ) -> ExperimentSpec.Filters? {
    switch kind {
    case .training:
      filteredModels(in: scope).map {
        ExperimentSpec.Filters(models: $0, data: [], projections: [], layers: nil)
      }
    case .forest, .contrast, .separation:
      filters(for: shown, comparing: form?.compared ?? [], in: scope)
    default: filters(for: shown, in: scope)
    }
  }
}

extension ExperimentSpec.Chart.Form {
  /// Which metrics the chart can show.
  fileprivate var use: MetricUse {
    switch self {
    case .line(x: .size, _):
      .any("a line chart over 'size'")
    case .line(x: .responseTokens, _):
      MetricUse(noun: "a line chart over 'responseTokens'") {
        !$0.isOfCurve && !$0.isOfDataSet && $0 != .responseTokens
      }
    case .line(let x, .none):
      MetricUse(noun: "a line chart over '\(x.rawValue)'", accepts: \.hasLayers)
    case .line:
      MetricUse(noun: "a line chart of curves over their means", accepts: \.isNormalizable)
    case .distribution:
      MetricUse(noun: "a distribution chart") { !$0.isOfCurve && !$0.isOfDataSet }
    case .heatmap(let x, let y):
      MetricUse(noun: "a heatmap of '\(x.rawValue)' and '\(y.rawValue)'") { metric in
        let axes = [x, y]
        return !metric.isOfDataSet && (metric.hasLayers || !axes.contains(.layer))
          && (metric.hasProjections || !axes.contains(.projection))
      }
    case .spectrum:
      .any("a spectrum chart")
    case .training:
      .any("a training chart")
    case .separation:
      MetricUse(noun: "a separation chart") { !$0.isOfCurve && !$0.isOfDataSet }
    case .contrast(_, _, .absolute, _):
      MetricUse(noun: "a contrast chart", accepts: \.hasCurve)
    case .contrast(_, _, .logRatio, _):
      MetricUse(noun: "a contrast chart of log ratios", accepts: \.isNormalizable)
    case .forest(_, _, .absolute):
      MetricUse(noun: "a forest chart") { $0 != .relativeDifference }
    case .forest(_, _, .logRatio):
      MetricUse(noun: "a forest chart of log ratios") {
        $0 != .relativeDifference && $0.facts.isPositive
      }
    }
  }
}
