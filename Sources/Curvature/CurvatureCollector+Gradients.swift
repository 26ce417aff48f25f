import Diagnostics
import LinearAlgebra
public import Tensors
public import Transformer

extension CurvatureCollector {
  /// The gradient of one example's summed cross-entropy by each map, with the labels of the text.
  ///
  /// - Parameters:
  ///   - example: The example.
  ///   - number: Its place in the data, for messages.
  /// - Returns: [outputs, inputs] for each site; zeros where no token is scored.
  /// - Throws: `Problem` where a value is not finite.
  public func gradient(of example: TrainingExample, number: Int = 0) throws -> [Matrix<Element>] {
    var gradients = sites.shapes.map { Matrix<Element>(zeros: $0.outputs, $0.inputs) }
    guard example.predictions > 0 else { return gradients }
    try add(example, number: number) { index, delta, x in
      multiply(delta, x, into: &gradients[index])
    }
    return gradients
  }

  /// The gradients of several examples, as many in work at once as there are threads.
  ///
  /// - Parameter examples: The examples.
  /// - Returns: Of each example, [outputs, inputs] for each site; zeros where no token is scored.
  /// - Throws: `Problem` where a value is not finite.
  public func gradients(of examples: [TrainingExample]) throws -> [[Matrix<Element>]] {
    try concurrently(examples.count, threads: threads) {
      try gradient(of: examples[$0], number: $0)
    }
  }

  /// The mean of the gradients of a set's examples: what a reference set or a domain is compared by.
  ///
  /// - Parameter examples: The set; those without a scored token count with a gradient of zero.
  /// - Returns: [outputs, inputs] for each site.
  /// - Throws: `Problem` where no example has a scored token or a value is not finite.
  public func meanGradient(of examples: [TrainingExample]) throws -> [Matrix<Element>] {
    let numbers = scorable(examples.indices, of: examples)
    guard !numbers.isEmpty else { throw Problem.noScoredExample(examples.count) }
    let scale = 1 / Element(examples.count)
    let sums = sites.shapes.map {
      OrderedSum(Matrix<Element>(zeros: $0.outputs, $0.inputs))
    }
    try inOrder(numbers.count, threads: threads) { turn in
      let number = numbers[turn]
      let rows = examples[number].reach
      _ = try pass(
        examples[number], number: number,
        ClosureVisitor { index, x, delta in
          sums[index].add(turn) {
            multiply(delta.top(rows).transposed, x.top(rows), into: &$0, scale: scale, keeping: 1)
          }
        })
    }
    return sums.map(\.value)
  }

  private func add(
    _ example: TrainingExample, number: Int,
    _ receive: (Int, Operand<Element>, Operand<Element>) -> Void
  ) throws {
    let rows = example.reach
    try withoutActuallyEscaping(receive) { receive in
      _ = try pass(
        example, number: number,
        ClosureVisitor { index, x, delta in
          receive(index, delta.top(rows).transposed, x.top(rows))
        })
    }
  }
}

/// Hands factors to a closure.
struct ClosureVisitor<Element: BLASScalar>: FactorVisitor {
  let receive: (Int, Matrix<Element>, Matrix<Element>) -> Void

  mutating func visit(_ index: Int, input: Matrix<Element>, outputGradient: Matrix<Element>) {
    receive(index, input, outputGradient)
  }
}
