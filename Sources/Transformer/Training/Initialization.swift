public import LinearAlgebra

/// The weights that training from scratch starts from, as GPT-2 has them (Radford et al., 2019).
///
/// Matrices are normal with deviation 0.02; those that write to the residual stream (o and down) with
/// 0.02/√(2·layers), so that the stream does not widen with depth. Scales are 1, biases and shifts 0.
public enum Initialization {
  /// Draws the weights of a design.
  ///
  /// The numbers of a matrix depend on the seed and on its place in the figure, not on what else the
  /// design has.
  ///
  /// - Parameters:
  ///   - design: The design.
  ///   - seed: Decides the numbers.
  ///   - type: The scalar of the model.
  /// - Returns: The weights.
  public static func weights<Element: BLASScalar>(
    of design: DecoderDesign, seed: UInt64, as type: Element.Type = Element.self
  ) -> ResidentWeights<Element> {
    let counts = Dictionary(
      uniqueKeysWithValues: design.parameters.map { ($0.parameter, $0.shape.reduce(1, *)) })
    return ResidentWeights(design) { parameter in
      let count = counts[parameter, default: 0]
      guard let key = parameter.matrixKey else {
        return Array(repeating: parameter.isScale ? 1 : 0, count: count)
      }
      return KeyedNumbers(seed: seed, key: key)
        .normal(count, deviation: deviation(of: parameter, layers: design.blocks.count))
    }
  }

  /// The standard deviation of the initial values of a matrix.
  static func deviation(of parameter: Parameter, layers: Int) -> Double {
    switch parameter {
    case .weight(.o, _), .weight(.down, _): 0.02 / Double(2 * layers).squareRoot()
    default: 0.02
    }
  }
}

extension Parameter {
  /// Whether the parameter is a matrix: what is drawn at random, and what weight decay acts on.
  public var isMatrix: Bool { matrixKey != nil }

  /// A number of the matrix's own, which never changes, as initial weights depend on it.
  fileprivate var matrixKey: UInt64? {
    switch self {
    case .embedding: 1 << 48
    case .positions: 2 << 48
    case .head: 3 << 48
    case .weight(let projection, let layer): 4 << 48 | projection.key << 32 | UInt64(layer)
    case .bias, .scale, .shift: nil
    }
  }

  fileprivate var isScale: Bool {
    if case .scale = self { true } else { false }
  }
}

extension Projection {
  /// A number of the projection's own, which never changes, as random numbers depend on it.
  var key: UInt64 {
    switch self {
    case .q: 1
    case .k: 2
    case .v: 3
    case .o: 4
    case .gate: 5
    case .up: 6
    case .down: 7
    }
  }
}
