import Diagnostics
import LinearAlgebra
import Tensors
import Transformer

/// Receives the factors of each chosen map's gradient, G = Δᵀ·X, from the last block to the first.
protocol FactorVisitor<Element> {
  associatedtype Element: BLASScalar

  /// Receives the factors of the site at `index`.
  ///
  /// - Parameters:
  ///   - index: Among `CurvatureSites.sites`.
  ///   - input: X, [T, inputs].
  ///   - outputGradient: Δ of the summed loss, [T, outputs].
  mutating func visit(_ index: Int, input: Matrix<Element>, outputGradient: Matrix<Element>)
}

/// Hands the factors of chosen sites to a visitor and remembers whether all were finite.
struct FactorObserver<Visitor: FactorVisitor>: GradientObserver {
  let sites: CurvatureSites
  let projections: Set<Projection>
  let firstLayer: Int
  var visitor: Visitor
  private(set) var isFinite = true

  init(_ sites: CurvatureSites, _ visitor: Visitor) {
    (self.sites, self.visitor) = (sites, visitor)
    (projections, firstLayer) = (sites.projections, sites.firstLayer)
  }

  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Visitor.Element>,
    outputGradient: Matrix<Visitor.Element>
  ) {
    guard let index = sites.index(of: ProjectionSite(layer: layer, projection: projection)) else {
      return
    }
    isFinite =
      isFinite && allFinite(input.values.span) && allFinite(outputGradient.values.span)
    visitor.visit(index, input: input, outputGradient: outputGradient)
  }
}

/// One pass forward and one backward over an example.
struct FactorPass<Element: BLASScalar>: Sendable {
  let model: Decoder<Element>
  let sites: CurvatureSites
  let retention: Retention

  /// Runs a visitor over an example with at least one scored token.
  ///
  /// - Parameters:
  ///   - example: The example.
  ///   - number: Its place in the data, for messages.
  ///   - labels: Which tokens are taken for the next ones.
  ///   - keepsAll: Whether rows that no scored token sees are wanted too.
  ///   - visitor: What is told of the factors.
  /// - Returns: The visitor.
  /// - Throws: `Problem` where a value is not finite.
  func callAsFunction<Visitor: FactorVisitor<Element>>(
    _ example: TrainingExample, number: Int, labels: LabelChoice = .given, keepsAll: Bool = false,
    _ visitor: Visitor
  ) throws -> Visitor {
    // What comes after the last scored token has no effect on a causal model's loss.
    let tokens = keepsAll ? example.tokens : Array(example.tokens.prefix(example.reach + 1))
    let trace = model.forward(tokens, retention: retention)
    let loss = model.summedLoss(trace, scored: example.scored, labels: labels)
    guard loss.tokenLosses.allSatisfy(\.isFinite) else {
      throw Problem.curvatureNotFinite("The loss", example: number)
    }
    var observer = FactorObserver(sites, visitor)
    model.backward(consume trace, hiddenGradient: loss.hiddenGradient, observer: &observer)
    guard observer.isFinite else {
      throw Problem.curvatureNotFinite("An activation or its gradient", example: number)
    }
    return observer.visitor
  }
}

extension Matrix where Element: BLASScalar {
  /// The first rows, as an operand.
  func top(_ count: Int) -> Operand<Element> {
    part(Block(rows: 0..<Swift.min(count, rows), columns: 0..<columns))
  }
}
