public import Tensors

/// All that fine-tuning goes on from: what is trained, the moments of the optimizer, and how far it is.
///
/// Saved value by value and restored, it goes on to the same bits as if it had never stopped.
public struct FineTuningState<Key: Hashable & Sendable, Element: Scalar>: Sendable, Equatable {
  /// The trained parameters.
  public var values: KeyedValues<Key, Element>
  /// The running mean of each gradient, without bias correction: PyTorch's `exp_avg`.
  public var firstMoments: KeyedValues<Key, Element>
  /// The running mean of each squared gradient, without bias correction: PyTorch's `exp_avg_sq`.
  public var secondMoments: KeyedValues<Key, Element>
  /// The updates that were done.
  public var step = 0

  /// Creates the state before the first update, with moments of zero.
  public init(_ values: KeyedValues<Key, Element>) {
    self.values = values
    firstMoments = values
    for parameter in values.parameters {
      firstMoments[parameter] = Array(repeating: 0, count: values[parameter].count)
    }
    secondMoments = firstMoments
  }
}

extension ParameterUpdate {
  /// Moves a parameter out of a state and of the sums of its partial gradients.
  init<Target: TrainingTarget>(
    index: Int, target: Target, from state: inout FineTuningState<Key, Element>,
    _ lanes: inout [FineTuningLane<Target>]
  ) where Target.Key == Key, Target.Element == Element {
    let parameter = state.values.parameters[index]
    self.init(
      parameter: parameter, index: index, decays: target.decays(parameter),
      weight: moved(&state.values.matrices[index].values),
      first: moved(&state.firstMoments.matrices[index].values),
      second: moved(&state.secondMoments.matrices[index].values),
      gradients: lanes.indices.map { moved(&lanes[$0].accumulator.sums.matrices[index].values) })
  }

  /// Moves everything back to where it came from.
  mutating func putBack<Target: TrainingTarget>(
    into state: inout FineTuningState<Key, Element>, _ lanes: inout [FineTuningLane<Target>]
  ) where Target.Key == Key, Target.Element == Element {
    state.values.matrices[index].values = moved(&weight)
    state.firstMoments.matrices[index].values = moved(&first)
    state.secondMoments.matrices[index].values = moved(&second)
    for lane in lanes.indices {
      lanes[lane].accumulator.sums.matrices[index].values = moved(&gradients[lane])
    }
  }
}
