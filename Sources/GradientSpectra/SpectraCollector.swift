public import LinearAlgebra
public import Tensors
public import Transformer

/// Listens to a backward pass and keeps spectra and similarities; gradients live for two blocks.
public struct SpectraCollector<Element: BLASScalar>: GradientObserver {
  /// The projections to measure.
  public let projections: Set<Projection>
  private let route: SpectrumRoute?
  private var spectra: [Projection: [Spectrum?]] = [:]
  private var adjacent: [Projection: [Double]] = [:]
  private var queryOutput: [Double] = []
  private var keyValue: [Double] = []
  private var shared = SharedInputFactor<Element>()
  private var gradients: [Projection: Gradient] = [:]

  /// A gradient and its norm.
  private struct Gradient {
    var values: Matrix<Element>
    var norm: Double
    var layer: Int
  }

  /// Creates a collector.
  ///
  /// - Parameters:
  ///   - projections: What to measure.
  ///   - route: How; `nil` for the cheapest.
  public init(projections: Set<Projection>, route: SpectrumRoute? = nil) {
    self.projections = projections
    self.route = route
  }

  /// Measures one gradient and compares it with those it is compared with.
  public mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>
  ) {
    let factors = GradientFactors(input: input, outputGradient: outputGradient)
    let dense = factors.product
    let group = Projection.sharingInput(with: projection).filter(projections.contains)
    if projection == group.first { shared = SharedInputFactor() }
    let measured = spectrum(
      of: factors, dense: dense, route: route, shared: &shared, sharing: group.count)
    spectra[projection, default: []].append(measured)
    let gradient = Gradient(
      values: dense, norm: measured?.frobeniusNorm ?? .nan, layer: layer)
    if let above = gradients[projection] {
      adjacent[projection, default: []].append(cosine(gradient, above))
    }
    gradients[projection] = gradient
    compare(projection, with: .q, and: .o, in: &queryOutput)
    compare(projection, with: .k, and: .v, in: &keyValue)
  }

  /// Compares two projections of one layer once both have been seen.
  private func compare(
    _ projection: Projection, with first: Projection, and second: Projection,
    in list: inout [Double]
  ) {
    guard projection == first || projection == second, let a = gradients[first],
      let b = gradients[second], a.layer == b.layer, a.values.values.count == b.values.values.count
    else { return }
    list.append(cosine(a, b))
  }

  /// ⟨a, b⟩ / (‖a‖‖b‖ + 1e-9), as published; vec() flattens row by row without transposing.
  private func cosine(_ a: Gradient, _ b: Gradient) -> Double {
    innerProduct(a.values.values, b.values.values) / (a.norm * b.norm + 1e-9)
  }

  /// The measurement, with layers from the first to the last.
  ///
  /// - Returns: `nil` if a gradient was not finite or a spectrum did not converge.
  public func finish(tokens: Int, responseTokens: Int, loss: Double) -> ExampleSpectra? {
    var complete: [Projection: [Spectrum]] = [:]
    for (projection, list) in spectra {
      let values = list.compactMap { $0 }
      guard values.count == list.count else { return nil }
      complete[projection] = values.reversed()
    }
    return ExampleSpectra(
      tokens: tokens, responseTokens: responseTokens, loss: loss, spectra: complete,
      queryOutput: queryOutput.isEmpty ? nil : queryOutput.reversed(),
      keyValue: keyValue.isEmpty ? nil : keyValue.reversed(),
      adjacent: adjacent.mapValues { $0.reversed() })
  }
}

extension Projection {
  /// The projections that read the same activations as this one, in the order of the backward pass.
  static func sharingInput(with projection: Projection) -> [Projection] {
    switch projection {
    case .q, .k, .v: [.q, .k, .v]
    case .gate, .up: [.gate, .up]
    case .o, .down: [projection]
    }
  }
}
