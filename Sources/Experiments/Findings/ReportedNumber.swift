/// One of the numbers that a cell shows, with what joins it to the same number of another report.
public struct ReportedNumber: Sendable {
  /// What a number is: equal keys of two reports are the same number.
  public struct Key: Hashable, Sendable {
    /// The metric, as the specification spells it.
    public var metric: String
    /// The name of the quantity, which tells a metric from its differences.
    public var quantity: String
    /// What it is of.
    public var identity: Identity
    /// The data set or the number that it is compared with.
    public var reference: String?
    /// What the coordinate counts, such as `layer`.
    public var axis: String?
    /// Where along the axis.
    public var coordinate: String?
    /// How many numbers with the same key came before it in the cell.
    public var occurrence = 0
  }

  /// What joins it.
  public var key: Key
  /// What it is a number of.
  public var quantity: QuantityFacts
  /// The number with its interval, and how far each example moves it.
  public var estimate: EstimateFinding
  /// Whether it is one point of a curve.
  public var isPoint: Bool
  /// What was concluded from it, for rows of claims and forest plots.
  public var verdict: String?
}

extension Findings {
  /// The numbers of a cell in reading order.
  public func numbers(of cell: CellFinding) -> [ReportedNumber] {
    var numbers: [ReportedNumber] =
      switch cell.content {
      case .markdown, .nothing: []
      case .chart(let chart): self.numbers(of: chart)
      case .table(let table): self.numbers(of: table)
      case .claim(let claim): claim.rows.map { number(of: $0, claim.quantity) }
      }
    var seen: [ReportedNumber.Key: Int] = [:]
    for index in numbers.indices {
      let key = numbers[index].key
      numbers[index].key.occurrence = seen[key, default: 0]
      seen[key, default: 0] += 1
    }
    return numbers
  }

  private func numbers(of chart: ChartFinding) -> [ReportedNumber] {
    let quantity = chart.quantity ?? .singularValue
    switch chart.body {
    case .lines(let panels):
      return contents(panels).joined().flatMap { points(of: $0, quantity, axis: chart.x) }
    case .spectra(let panels):
      // Neighbouring ranks say nearly the same: the powers of two tell the curve.
      return contents(panels).joined().flatMap { series in
        points(of: series, quantity, axis: chart.x).enumerated().filter { index, _ in
          (index + 1) & index == 0
        }.map(\.element)
      }
    case .distributions(let panels):
      return contents(panels).joined().map { sample in
        number(quantity, sample.identity, sample.mean)
      }
    case .heat(let panels), .stacks(let panels):
      return contents(panels).flatMap { fields(of: $0, quantity) }
    case .forest(let groups): return groups.flatMap(\.rows).map { number(of: $0, quantity) }
    case .matrix(let panels): return contents(panels).flatMap { pairs(of: $0, quantity) }
    }
  }

  private func contents<Content>(_ panels: PanelsFinding<Content>) -> [Content] {
    panels.panels.joined().compactMap { $0 }
  }

  private func number(
    _ quantity: QuantityFacts, _ identity: Identity, _ estimate: EstimateFinding,
    reference: String? = nil, axis: String? = nil, at coordinate: String? = nil,
    isPoint: Bool = false, verdict: String? = nil
  ) -> ReportedNumber {
    ReportedNumber(
      key: ReportedNumber.Key(
        metric: quantity.metric, quantity: quantity.label, identity: identity,
        reference: reference, axis: axis, coordinate: coordinate),
      quantity: quantity, estimate: estimate, isPoint: isPoint, verdict: verdict)
  }

  private func points(
    of series: SeriesFinding, _ quantity: QuantityFacts, axis: String
  ) -> [ReportedNumber] {
    zip(series.x, series.estimates).enumerated().map { index, point in
      // Groups of lengths stand where their examples happen to: only their order is theirs.
      let isGroup = axis == "response tokens"
      let place = isGroup ? String(index + 1) : plain(point.0)
      return number(
        quantity, series.identity, point.1, axis: isGroup ? "length group" : axis, at: place,
        isPoint: true)
    }
  }

  private func fields(of grid: HeatFinding, _ quantity: QuantityFacts) -> [ReportedNumber] {
    zip(grid.y, grid.values).flatMap { row, values in
      zip(grid.x, values).map { column, value in
        number(
          quantity, identity([(grid.yTitle, row), (grid.xTitle, column)]),
          EstimateFinding(value: value, lower: nil, upper: nil, n: grid.n),
          axis: "\(grid.yTitle), \(grid.xTitle)", at: "\(row), \(column)", isPoint: true)
      }
    }
  }

  private func pairs(of matrix: MatrixFinding, _ quantity: QuantityFacts) -> [ReportedNumber] {
    matrix.models.indices.flatMap { i in
      matrix.models.indices.dropFirst(i + 1).map { j in
        number(
          quantity, matrix.models[i],
          EstimateFinding(
            value: matrix.values[i][j], lower: matrix.lower[i][j], upper: matrix.upper[i][j],
            n: matrix.n),
          reference: matrix.models[j].model)
      }
    }
  }

  private func numbers(of table: TableFinding) -> [ReportedNumber] {
    zip(table.rows, table.cells).flatMap { row, fields in
      zip(table.columns, fields).flatMap { column, estimates in
        zip(table.quantities, estimates).map { quantity, estimate in
          number(
            quantity, identity([(table.rowTitle, row), (table.columnTitle, column)]), estimate)
        }
      }
    }
  }

  private func number(of row: DifferenceFinding, _ quantity: QuantityFacts) -> ReportedNumber {
    number(
      quantity, row.identity, row.difference, reference: row.reference,
      axis: quantity.metric == QuantityFacts.areaUnderROC.metric ? "score" : nil,
      at: quantity.metric == QuantityFacts.areaUnderROC.metric ? row.label : nil,
      verdict: row.verdict)
  }

  /// What rows and columns of these names stand for.
  private func identity(_ names: [(facet: String, name: String)]) -> Identity {
    var identity = Identity()
    for (facet, name) in names {
      switch facet {
      case "model":
        let facts = models.first { $0.name == name }
        (identity.model, identity.family, identity.size) = (name, facts?.family, facts?.size)
      case "family": identity.family = name
      case "size": identity.size = name
      case "data": identity.data = data.first { $0.label == name }?.name ?? name
      case "projection": identity.projection = name
      // What was trained on what, and an example of a pool, are told by their names.
      case "selector", "target", "example", "mixer", "test", "domain", "curvature":
        identity.data = [identity.data, name].compactMap { $0 }.joined(separator: " · ")
      default: break
      }
    }
    return identity
  }
}

/// A coordinate as text: whole numbers without a fraction.
private func plain(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
}

extension SampleFinding {
  /// The mean of the values, which their examples move one by one.
  fileprivate var mean: EstimateFinding {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    let hasExamples = examples.count == values.count
    return EstimateFinding(
      value: values.isEmpty ? nil : mean, lower: nil, upper: nil, n: values.count,
      influence: hasExamples
        ? [ExampleInfluence(examples: examples, values: values.map { $0 - mean })] : [])
  }
}

extension QuantityFacts {
  /// What a spectrum shows.
  static let singularValue = QuantityFacts(
    metric: "singularValue", label: "Singular value", unit: nil, direction: "neutral",
    summary: "The mean over examples and layers of the singular value of this rank.")
}

extension ReportedNumber {
  /// The name of the method that measured it, as findings list the methods.
  public var methodName: String {
    if let method = trainedMethod { return method }
    guard let metric = Metric(rawValue: key.metric) else { return SpectraStep.kind }
    if metric.isOfDataSet { return SketchStep.kind }
    return metric.qualityScore == nil ? SpectraStep.kind : QualityStep.kind
  }
}

extension ReportedNumber {
  /// The method of a number of a selection or a mixture; `nil` for any other number.
  private var trainedMethod: String? {
    switch key.metric {
    case QuantityFacts.testLoss.metric, QuantityFacts.testPerplexity.metric,
      QuantityFacts.testAccuracy.metric:
      EvaluationStep.kind
    case QuantityFacts.share.metric, QuantityFacts.overlap.metric, QuantityFacts.influence.metric,
      QuantityFacts.rankCorrelation.metric:
      RankingStep.kind
    case QuantityFacts.mixtureRows.metric, QuantityFacts.mixtureShare.metric: MixtureStep.kind
    case QuantityFacts.domainInfluence.metric, QuantityFacts.agreement.metric: InfluenceStep.kind
    default: nil
    }
  }
}
