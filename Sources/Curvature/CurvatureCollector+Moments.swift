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
  ///   - start: Empty sums that say how gradients are turned and averaged, or sums of the first of these
  ///     examples to go on from; `nil` for EK-FAC from the start.
  ///   - chunk: After how many examples `store` is called; a multiple of the sums' batch.
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
    precondition(chunk % sums.batch == 0, "chunks of \(chunk) examples, batches of \(sums.batch)")
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
    let (batch, rotation) = (sums.batch, sums.rotation)
    let targets = sums.sums.map { OrderedSum(BatchedSquares($0)) }
    sums.sums = []
    try inOrder(numbers.count, threads: threads) { turn in
      let number = numbers[turn]
      _ = try pass(
        examples[number], number: number, labels: labels(number),
        TurningVisitor(axes, rotation, rows: examples[number].reach) {
          index, gradient in
          targets[index].add(turn) {
            $0.add(gradient, batch: batch > 1 ? number / batch : nil)
          }
        })
    }
    sums.sums = targets.map(\.value.finished)
    sums.examples += Set(numbers.map { $0 / batch }).count
    sums.done = chunk.upperBound
  }
}

/// Σ of squares of gradients, or of their means over batches.
struct BatchedSquares<Element: BLASScalar>: Sendable {
  private var squares: Matrix<Element>
  private var open: (batch: Int, sum: Matrix<Element>, count: Int)?

  init(_ squares: Matrix<Element>) { self.squares = squares }

  /// Adds a gradient: of the batch of this number, or alone. Batches come one after another.
  mutating func add(_ gradient: Matrix<Element>, batch: Int?) {
    guard let batch else { return addSquares(of: gradient.values, to: &squares.values) }
    if open?.batch == batch, var next = open {
      open = nil
      Tensors.add(gradient.values, to: &next.sum.values)
      next.count += 1
      open = next
    } else {
      close()
      open = (batch, gradient, 1)
    }
  }

  private mutating func close() {
    guard let last = open else { return }
    let mean = last.sum.values.map { $0 / Element(last.count) }
    addSquares(of: mean, to: &squares.values)
    open = nil
  }

  /// The sum, with the last batch in it.
  var finished: Matrix<Element> {
    guard open != nil else { return squares }
    var copy = self
    copy.close()
    return copy.squares
  }
}

/// Turns the gradient of each map into its axes and hands it on.
struct TurningVisitor<Element: BLASScalar>: FactorVisitor {
  private let axes: KroneckerAxes<Element>
  private let rotation: KroneckerBasis.Rotation
  private let rows: Int
  private let receive: (Int, Matrix<Element>) -> Void
  /// X along its axes, for all maps that read it.
  private var turned: (input: Int, rows: Matrix<Element>)?

  /// Creates a visitor of an example with so many rows that count.
  init(
    _ axes: KroneckerAxes<Element>, _ rotation: KroneckerBasis.Rotation = .eigenbasis, rows: Int,
    _ receive: @escaping (Int, Matrix<Element>) -> Void
  ) {
    (self.axes, self.rotation, self.rows) = (axes, rotation, rows)
    self.receive = receive
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
        turned = (shared, product(input.top(rows), rotation.columns(a)))
      }
      guard let turned else { return }
      let delta = product(outputGradient.top(rows), rotation.columns(s))
      receive(index, product(delta.transposed, turned.rows.operand))
    case .gradient:
      let gradient = product(outputGradient.top(rows).transposed, input.top(rows))
      let half = product(rotation.columns(s).transposed, gradient.operand)
      receive(index, product(half.operand, rotation.columns(a)))
    }
  }
}

extension KroneckerBasis.Rotation {
  /// What rows are multiplied by from the right to be turned: Q, or what the published code has for it.
  ///
  /// - Parameter vectors: Qᵀ, an eigenvector in each row.
  /// - Returns: Q or Qᵀ.
  func columns<Element: BLASScalar>(_ vectors: Matrix<Element>) -> Operand<Element> {
    self == .eigenbasis ? vectors.transposed : vectors.operand
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
