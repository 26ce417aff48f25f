import LinearAlgebra
import TestSupport
import Tensors
import Transformer

/// A random model of the figure of ``ExactPropertyTests``.
enum TinyDecoder {
  static func model<Element: BLASScalar>(seed: UInt64, of: Element.Type) -> Decoder<Element> {
    let design = ExactPropertyTests.design
    var numbers = SeededNumbers(seed: seed)
    let shapes = Dictionary(
      uniqueKeysWithValues: design.parameters.map { ($0.parameter, $0.shape) })
    let weights = ResidentWeights<Element>(design) { parameter in
      let count = shapes[parameter]?.reduce(1, *) ?? 0
      if case .scale = parameter { return Array(repeating: 1, count: count) }
      let scale: Element = parameter == .embedding ? 1 : 0.4
      return numbers.matrix(1, count, of: Element.self).values.map { $0 * scale }
    }
    return Decoder(weights: weights, maxLength: 60)
  }

  static func tokens(_ count: Int, seed: UInt64) -> [Int32] {
    var numbers = SeededNumbers(seed: seed)
    return (0..<count).map { _ in Int32.random(in: 0..<101, using: &numbers) }
  }
}

/// Keeps every gradient as it is.
struct EveryGradient<Element: BLASScalar>: GradientObserver {
  let projections: Set<Projection>
  var values: [Element] = []

  init(projections: Set<Projection>) { self.projections = projections }

  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Element>, outputGradient: Matrix<Element>
  ) {
    values += product(outputGradient.transposed, input.operand).values
  }

  /// All gradients of an example, one after another.
  static func of(
    _ tokens: [Int32], responseStart: Int, in model: Decoder<Element>,
    _ projections: Set<Projection>
  ) -> [Element] {
    let trace = model.forward(tokens)
    let loss = model.loss(trace, responseStart: responseStart)
    var observer = EveryGradient(projections: projections)
    model.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &observer)
    return observer.values
  }
}
