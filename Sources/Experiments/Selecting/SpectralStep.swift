import Artifacts
import Execution
import GradientSpectra
import JSONTree
import Transformer

/// Scalars of the gradients' spectra of each example, by a model as it is: for each projection a column
/// `q.effectiveRank` and a column `q.nuclearNorm` of a number a layer.
struct SpectralStep: Step {
  static let kind = "spectral scores"
  static let version = 1

  let model: SelectionModel
  let pool: SelectionPool
  /// The weight matrices whose gradients are measured.
  let projections: [Projection]

  var identity: String { "\(model.name) · spectra of gradients of the pool" }

  var needs: [any Step] { model.needs }

  var inputs: [StepInput] {
    model.inputs + [
      StepInput("examples", pool.digest), StepInput("projections", .words(projections)),
    ]
  }

  /// A pass forward and backward, and about half of it again for singular values.
  var cost: Double { 1.8 * model.cost(of: pool.examples) }

  func run(_ context: StepContext) throws -> [UInt8] {
    let loaded = try model.model.loaded(context)
    let decoder = try loaded.model()
    let texts = try model.tokenize(pool, loaded)
    let blocks = decoder.design.blocks
    let measured = projections.filter { projection in
      blocks.contains { $0.projections.contains(projection) }
    }
    let measure = SpectraMeasurement(model: decoder, projections: Set(measured))
    let columns = measured.flatMap { projection in
      Metric.ofPool.map { (projection, $0) }
    }
    let width = blocks.count
    var rows = ValueRows(
      count: texts.count, columns: columns.map { ("\($0.rawValue).\($1.rawValue)", width) })
    try rows.fill(context, rowsAtOnce: 1) { range in
      let texts = texts[range].map {
        SpectraMeasurement<Float>.Text($0.tokens, responseStart: $0.prompt.count)
      }
      return measure.measure(texts).map { found in
        guard case .success(let spectra) = found else { return nil }
        return columns.map { projection, metric in
          let values = spectra.spectra[projection]?.map { metric.scalar(of: $0) ?? .nan } ?? []
          return values.count == width ? values : Array(repeating: .nan, count: width)
        }
      }
    }
    return rows.bytes
  }

  /// The mean of a metric over projections and layers, as spectra of examples are chosen by elsewhere.
  ///
  /// - Parameters:
  ///   - metric: The metric.
  ///   - rows: What the step stored.
  ///   - layers: The layers that count; all if `nil`.
  /// - Returns: [n]; `nil` where it is undefined in a layer.
  /// - Throws: `Problem` if the model does not have the layers.
  static func means(
    of metric: Metric, _ rows: ValueRows, layers: ExperimentSpec.Layers?
  ) throws -> [Double?] {
    let columns = rows.columns.filter { $0.name.hasSuffix(".\(metric.rawValue)") }
    let count = columns.first?.width ?? 0
    try layers?.check(count: count)
    let chosen = (layers ?? .segment(.all)).indices(of: count)
    return (0..<rows.count).map { row in
      let values = columns.flatMap { column in
        chosen.map { column.values[row * count + $0] }
      }
      guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
      return values.reduce(0, +) / Double(values.count)
    }
  }
}

extension Metric {
  /// What spectra of a pool are ranked by.
  fileprivate static let ofPool: [Metric] = [.effectiveRank, .nuclearNorm]

  fileprivate func scalar(of spectrum: Spectrum) -> Double? {
    self == .effectiveRank ? spectrum.effectiveRank : spectrum.nuclearNorm
  }
}
