import LinearAlgebra
import Tensors

/// One parameter with all that its update reads and writes, moved out of the structures that hold it so
/// that a thread can work on it in place.
struct ParameterUpdate<Key: Hashable & Sendable, Element: BLASScalar>: Sendable {
  let parameter: Key
  /// Its place among the parameters.
  let index: Int
  /// Whether weight decay acts on it.
  let decays: Bool
  var weight: [Element]
  var first: [Element]
  var second: [Element]
  /// The partial gradients; after `collect` the first is the gradient and the others are zero.
  var gradients: [[Element]]
  /// The square of the gradient's norm, after `collect`.
  var squares = 0.0

  /// Adds the partial gradients up, in their order.
  mutating func collect() {
    var gradient = moved(&gradients[0])
    squares = 0
    // A few pages at a time, so that they are still in the cache for the next partial gradient.
    for start in stride(from: 0, to: gradient.count, by: 4096) {
      let range = start..<min(start + 4096, gradient.count)
      for part in gradients.indices.dropFirst() {
        addAndClear(range, of: &gradients[part], to: &gradient)
      }
      squares += sumOfSquares(range, of: gradient)
    }
    gradients[0] = gradient
  }

  /// Applies the gradient and clears it.
  mutating func apply(_ rule: AdamW<Element>) {
    rule.update(
      &weight, first: &first, second: &second, gradient: &gradients[0],
      decays: decays)
  }

  /// Clears the gradient without applying it.
  mutating func discard() {
    gradients[0] = Array(repeating: 0, count: gradients[0].count)
  }
}

extension ParameterUpdate where Key == Parameter {
  /// Moves a parameter out of a state and of the sums of its partial gradients.
  init(
    _ parameter: Parameter, index: Int, from state: inout TrainingState<Element>,
    _ lanes: inout [TrainingLane<Element>]
  ) {
    self.init(
      parameter: parameter, index: index, decays: parameter.isMatrix,
      weight: state.weights.update(parameter) { moved(&$0) },
      first: moved(&state.firstMoments.matrices[index].values),
      second: moved(&state.secondMoments.matrices[index].values),
      gradients: lanes.indices.map { moved(&lanes[$0].accumulator.sums.matrices[index].values) })
  }

  /// Moves everything back to where it came from.
  mutating func putBack(
    into state: inout TrainingState<Element>, _ lanes: inout [TrainingLane<Element>]
  ) {
    state.weights.update(parameter) { $0 = moved(&weight) }
    state.firstMoments.matrices[index].values = moved(&first)
    state.secondMoments.matrices[index].values = moved(&second)
    for lane in lanes.indices {
      lanes[lane].accumulator.sums.matrices[index].values = moved(&gradients[lane])
    }
  }
}

/// The array, and an empty one in its place: nothing is copied.
func moved<Element>(_ values: inout [Element]) -> [Element] {
  defer { values = [] }
  return values
}
