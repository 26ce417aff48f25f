import DataMixing
import Diagnostics
import LinearAlgebra
import Tensors
public import Transformer

extension CurvatureCollector {
  /// The second pass over the data: second moments of examples' gradients along the axes.
  ///
  /// No more than one gradient of an example exists in each thread, and that of one map.
  ///
  /// - Parameters:
  ///   - examples: The data; those without a scored token are passed over.
  ///   - axes: Of the same maps.
  ///   - start: Sums of the first of these examples to go on from.
  ///   - chunk: After how many examples `store` is called.
  ///   - store: Receives the sums so far; what it throws ends the pass.
  /// - Returns: The sums.
  /// - Throws: `Problem` where no example has a scored token or a value is not finite.
  public func moments(
    of examples: [TrainingExample], along axes: KroneckerAxes<Element>,
    from start: MomentSums<Element>? = nil, chunk: Int = 64,
    store: ((MomentSums<Element>) throws -> Void)? = nil
  ) throws -> MomentSums<Element> {
    var sums = start ?? MomentSums(sites)
    precondition(sums.sites == sites && axes.sites == sites, "sums or axes of other maps")
    guard sums.done <= examples.count else {
      throw Problem.tooManyDone(sums.done, of: examples.count)
    }
    for chunk in chunks(from: sums.done, to: examples.count, size: chunk) {
      try add(chunk, of: examples, along: axes, to: &sums)
      try store?(sums)
    }
    guard sums.examples > 0 else { throw Problem.noScoredExample(examples.count) }
    return sums
  }

  private func add(
    _ chunk: Range<Int>, of examples: [TrainingExample], along axes: KroneckerAxes<Element>,
    to sums: inout MomentSums<Element>
  ) throws {
    let numbers = scorable(chunk, of: examples)
    let targets = sums.sums.map { OrderedSum($0) }
    sums.sums = []
    try inOrder(numbers.count, threads: threads) { turn in
      let number = numbers[turn]
      _ = try pass(
        examples[number], number: number, labels: labels(number),
        TurningVisitor(axes, rows: reachingRows(of: examples[number])) { index, gradient in
          targets[index].add(turn) { addSquares(of: gradient.values, to: &$0.values) }
        })
    }
    sums.sums = targets.map(\.value)
    sums.examples += numbers.count
    sums.done = chunk.upperBound
  }
}

/// Turns the gradient of each map into its axes and hands it on.
struct TurningVisitor<Element: BLASScalar>: FactorVisitor {
  private let axes: KroneckerAxes<Element>
  private let rows: Int
  private let receive: (Int, Matrix<Element>) -> Void
  /// X along its axes, for all maps that read it.
  private var turned: (input: Int, rows: Matrix<Element>)?

  /// Creates a visitor of an example with so many rows that count.
  init(
    _ axes: KroneckerAxes<Element>, rows: Int, _ receive: @escaping (Int, Matrix<Element>) -> Void
  ) {
    (self.axes, self.rows, self.receive) = (axes, rows, receive)
  }

  mutating func visit(_ index: Int, input: Matrix<Element>, outputGradient: Matrix<Element>) {
    let shared = axes.sites.inputs[index]
    let (s, a) = (axes.gradients[index].vectors, axes.inputs[shared].vectors)
    let sharing = axes.sites.inputs.count { $0 == shared }
    let route = TurningRoute.cheapest(
      rows: rows, outputs: s.rows, inputs: a.rows, sharing: sharing)
    switch route {
    case .factors:
      if turned?.input != shared {
        turned = (shared, product(input.top(rows), a.transposed))
      }
      guard let turned else { return }
      let delta = product(outputGradient.top(rows), s.transposed)
      receive(index, product(delta.transposed, turned.rows.operand))
    case .gradient:
      let gradient = product(outputGradient.top(rows).transposed, input.top(rows))
      receive(index, product(product(s.operand, gradient.operand).operand, a.transposed))
    }
  }
}

/// How a gradient Δᵀ·X is turned.
enum TurningRoute: Sendable, CaseIterable {
  /// Δ and X are turned, then multiplied.
  case factors
  /// Their product is turned.
  case gradient

  /// The route of fewest multiplications: T·(o² + i²/s) or o·i·(o + i), beside T·o·i in both.
  ///
  /// - Parameters:
  ///   - rows: T.
  ///   - outputs: o.
  ///   - inputs: i.
  ///   - sharing: s, how many maps share X.
  /// - Returns: The route.
  static func cheapest(rows: Int, outputs: Int, inputs: Int, sharing: Int) -> TurningRoute {
    rows * (outputs * outputs + inputs * inputs / sharing) < outputs * inputs * (outputs + inputs)
      ? .factors : .gradient
  }
}

/// sum ← sum + x², value by value.
@specialized(where Element == Float)
@specialized(where Element == Double)
func addSquares<Element: BLASScalar>(of values: [Element], to sum: inout [Element]) {
  precondition(values.count == sum.count, "\(values.count) values and \(sum.count) sums")
  let source = values.span
  var target = sum.mutableSpan
  for i in 0..<target.count {
    unsafe target[unchecked: i] += source[unchecked: i] * source[unchecked: i]
  }
}
