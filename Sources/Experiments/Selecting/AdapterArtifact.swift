import JSONTree
import Transformer

/// Trained adapters as they are stored: a safetensors file with the tensors `BLOCK.PROJECTION.a` and `.b`
/// and, where training is to go on or its state is needed, their moments with `.m` and `.v`. The log of
/// the training is among the metadata.
struct AdapterArtifact {
  /// The adapters, the moments and the number of updates; moments of zero if they were not kept.
  var state: FineTuningState<AdapterParameter, Float>
  /// What was noted of each update, from the first.
  var log: [StepNote] = []

  /// One update.
  struct StepNote: Sendable, Equatable {
    /// The loss of the batch before the update, in nats a token.
    var loss: Double
    /// The learning rate.
    var learningRate: Double
  }

  init(state: FineTuningState<AdapterParameter, Float>, log: [StepNote] = []) {
    (self.state, self.log) = (state, log)
  }

  /// The file; equal trainings give equal bytes.
  ///
  /// - Parameters:
  ///   - lora: How the decoder is adapted.
  ///   - design: The decoder's figure.
  ///   - keepsMoments: Whether the optimizer's moments are kept.
  ///   - metadata: What else stands among the metadata.
  /// - Returns: The bytes to store.
  func bytes(
    _ lora: LoRADesign, of design: DecoderDesign, keepsMoments: Bool,
    metadata: [(key: String, value: String)] = []
  ) -> [UInt8] {
    let tensors = lora.parameters(of: design).flatMap { parameter, shape in
      let name = parameter.storedName
      var tensors = [SafetensorsBytes.Tensor(name, shape, floats: state.values[parameter])]
      guard keepsMoments else { return tensors }
      tensors.append(.init(name + ".m", shape, floats: state.firstMoments[parameter]))
      tensors.append(.init(name + ".v", shape, floats: state.secondMoments[parameter]))
      return tensors
    }
    let log: JSONValue = .array(log.map { [.number($0.loss), .number($0.learningRate)] })
    return SafetensorsBytes(
      metadata: [("step", String(state.step)), ("log", log.text(.canonical))] + metadata,
      tensors: tensors
    ).bytes
  }

  /// Reads what `bytes` gave for the same design; `nil` for anything else.
  init?(bytes: [UInt8], _ lora: LoRADesign, of design: DecoderDesign) {
    guard let file = SafetensorsBytes(bytes: bytes) else { return nil }
    let metadata = Dictionary(file.metadata) { first, _ in first }
    guard let step = metadata["step"].flatMap({ Int($0) }),
      let log = metadata["log"].flatMap(Self.log)
    else { return nil }
    state = FineTuningState(AdapterValues<Float>(zeros: lora, of: design))
    state.step = step
    self.log = log
    for (parameter, shape) in lora.parameters(of: design) {
      let name = parameter.storedName
      guard let values = file.floats(name), values.count == shape.reduce(1, *) else { return nil }
      state.values[parameter] = values
      guard let first = file.floats(name + ".m"), let second = file.floats(name + ".v"),
        first.count == values.count, second.count == values.count
      else { continue }
      state.firstMoments[parameter] = first
      state.secondMoments[parameter] = second
    }
  }

  /// The log of a stored training; `nil` for anything else.
  static func notes(inBytes bytes: [UInt8]) -> [StepNote]? {
    SafetensorsBytes(bytes: bytes)?.metadata.first { $0.key == "log" }.flatMap { log($0.value) }
  }

  private static func log(_ text: String) -> [StepNote]? {
    guard let root = try? JSONDocument(Array(text.utf8)).root.value else { return nil }
    return root.array?.compactMap { note in
      guard let loss = note[0]?.double, let rate = note[1]?.double else { return nil }
      return StepNote(loss: loss, learningRate: rate)
    }
  }
}

extension AdapterParameter {
  /// Names a factor in stores, and its coordinates to projections: `0.q.a`.
  var storedName: String { "\(layer).\(projection).\(factor)" }
}
