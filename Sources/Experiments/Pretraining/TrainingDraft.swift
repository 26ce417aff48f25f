import Transformer

/// All that a training goes on from, as bytes for the store.
struct TrainingDraft {
  var state: TrainingState<Float>
  var log: TrainingLog

  /// The bytes: weights and both moments of each parameter, in the order of the design.
  var bytes: [UInt8] {
    let parameters = state.weights.design.parameters
    let tensors = parameters.enumerated().flatMap { index, entry in
      [
        SafetensorsBytes.Tensor("w\(index)", entry.shape, floats: state.weights[entry.parameter]),
        .init("m\(index)", entry.shape, floats: state.firstMoments[entry.parameter]),
        .init("v\(index)", entry.shape, floats: state.secondMoments[entry.parameter]),
      ]
    }
    return SafetensorsBytes(
      metadata: [("step", String(state.step)), ("log", log.text)], tensors: tensors
    ).bytes
  }

  init(state: TrainingState<Float>, log: TrainingLog) {
    self.state = state
    self.log = log
  }

  /// Reads what `bytes` gave for the same design; `nil` for anything else.
  init?(bytes: [UInt8], design: DecoderDesign) {
    guard let file = SafetensorsBytes(bytes: bytes) else { return nil }
    let metadata = Dictionary(file.metadata) { first, _ in first }
    guard let step = metadata["step"].flatMap({ Int($0) }),
      let log = metadata["log"].flatMap(TrainingLog.init(text:)), log.losses.count == step
    else { return nil }
    let parameters = design.parameters
    var values: [Parameter: (weights: [Float], first: [Float], second: [Float])] = [:]
    for (index, entry) in parameters.enumerated() {
      let count = entry.shape.reduce(1, *)
      guard let weights = file.floats("w\(index)"), let first = file.floats("m\(index)"),
        let second = file.floats("v\(index)"),
        [weights.count, first.count, second.count] == [count, count, count]
      else { return nil }
      values[entry.parameter] = (weights, first, second)
    }
    state = TrainingState(ResidentWeights(design) { values[$0]?.weights ?? [] })
    for (parameter, value) in values {
      state.firstMoments[parameter] = value.first
      state.secondMoments[parameter] = value.second
    }
    state.step = step
    self.log = log
  }
}
