import Diagnostics
import LinearAlgebra
import Tensors
public import Transformer

extension CurvatureCollector {
  /// The first pass over the data: the Kronecker factors of each map.
  ///
  /// - Parameters:
  ///   - examples: The data; those without a scored token are passed over.
  ///   - start: Sums of the first of these examples to go on from; what comes out has the same bits as if
  ///     they had been taken now.
  ///   - chunk: After how many examples `store` is called.
  ///   - store: Receives the sums so far; what it throws ends the pass.
  /// - Returns: The sums.
  /// - Throws: `Problem` where no example has a scored token or a value is not finite.
  public func covariances(
    of examples: [TrainingExample], from start: CovarianceSums<Element>? = nil, chunk: Int = 64,
    store: ((CovarianceSums<Element>) throws -> Void)? = nil
  ) throws -> CovarianceSums<Element> {
    var sums = start ?? CovarianceSums(sites)
    precondition(sums.sites == sites, "sums of other maps")
    guard sums.done <= examples.count else {
      throw Problem.tooManyDone(sums.done, of: examples.count)
    }
    for chunk in chunks(from: sums.done, to: examples.count, size: chunk) {
      try add(chunk, of: examples, to: &sums)
      try store?(sums)
    }
    guard sums.examples > 0 else { throw Problem.noScoredExample(examples.count) }
    return sums
  }

  private func add(
    _ chunk: Range<Int>, of examples: [TrainingExample], to sums: inout CovarianceSums<Element>
  ) throws {
    let numbers = scorable(chunk, of: examples)
    let (inputs, gradients) = (
      sums.inputs.map { OrderedSum($0) }, sums.gradients.map { OrderedSum($0) }
    )
    // Nobody else holds the matrices now, so that they change in place.
    (sums.inputs, sums.gradients) = ([], [])
    try inOrder(numbers.count, threads: threads) { turn in
      let number = numbers[turn]
      let example = examples[number]
      _ = try pass(
        example, number: number, labels: labels(number), keepsAll: recipe.positions == .all,
        CovarianceVisitor(
          turn: turn, rows: recipe.rows(of: example), sites: sites, inputs: inputs,
          gradients: gradients))
    }
    (sums.inputs, sums.gradients) = (inputs.map(\.value), gradients.map(\.value))
    sums.tokens += numbers.reduce(0) { $0 + recipe.rows(of: examples[$1]) }
    sums.examples += numbers.count
    sums.done = chunk.upperBound
  }
}

/// Adds the tokens of one example to both factors of each map.
private struct CovarianceVisitor<Element: BLASScalar>: FactorVisitor {
  let turn: Int
  let rows: Int
  let sites: CurvatureSites
  let inputs: [OrderedSum<Matrix<Element>>]
  let gradients: [OrderedSum<Matrix<Element>>]
  private var lastInput: Int?

  init(
    turn: Int, rows: Int, sites: CurvatureSites, inputs: [OrderedSum<Matrix<Element>>],
    gradients: [OrderedSum<Matrix<Element>>]
  ) {
    (self.turn, self.rows, self.sites) = (turn, rows, sites)
    (self.inputs, self.gradients) = (inputs, gradients)
  }

  mutating func visit(_ index: Int, input: Matrix<Element>, outputGradient: Matrix<Element>) {
    let rows = rows
    let shared = sites.inputs[index]
    if shared != lastInput {
      lastInput = shared
      inputs[shared].add(turn) { addGram(of: input, rows: 0..<rows, to: &$0) }
    }
    gradients[index].add(turn) { addGram(of: outputGradient, rows: 0..<rows, to: &$0) }
  }
}
