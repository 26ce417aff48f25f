public import Tensors
public import Transformer

/// Trained adapters in the layout of `peft`, and what their training goes on from.
///
/// A folder has `adapter_config.json` and `adapter_model.safetensors`, which `peft` reads, and may have
/// `optimizer.safetensors`: for each tensor of the adapters its name with `.exp_avg` and with
/// `.exp_avg_sq`, the moments of AdamW without bias correction, and in the metadata `step`, the updates
/// that were done, and `learning_rate`, that of the last of them. `mean_learning_rate` may stand there too.
public struct AdapterCheckpoint: Sendable, Equatable {
  /// What the optimizer knows after an update.
  public struct Optimizer: Sendable, Equatable {
    /// The running mean of each gradient.
    public var firstMoments: AdapterValues<Float>
    /// The running mean of each squared gradient.
    public var secondMoments: AdapterValues<Float>
    /// The updates that were done.
    public var step: Int
    /// The learning rate of the last of them.
    public var learningRate: Double
    /// The mean learning rate of those that led here from the checkpoint before; `nil` where nobody noted
    /// it.
    public var meanLearningRate: Double?
  }

  /// How the decoder is adapted.
  public var lora: LoRADesign
  /// The adapters.
  public var adapters: AdapterValues<Float>
  /// What training goes on from; `nil` where only the adapters are known.
  public var optimizer: Optimizer?

  /// Creates a checkpoint of adapters that will not be trained on.
  public init(lora: LoRADesign, adapters: AdapterValues<Float>) {
    self.lora = lora
    self.adapters = adapters
  }

  /// Creates a checkpoint of a training run.
  ///
  /// - Parameters:
  ///   - lora: How the decoder is adapted.
  ///   - state: What was trained, and its moments.
  ///   - learningRate: The learning rate of the last update.
  public init(
    lora: LoRADesign, state: FineTuningState<AdapterParameter, Float>, learningRate: Double
  ) {
    self.init(lora: lora, adapters: state.values)
    optimizer = Optimizer(
      firstMoments: state.firstMoments, secondMoments: state.secondMoments, step: state.step,
      learningRate: learningRate)
  }

  /// What training goes on from, bit for bit; `nil` where only the adapters are known.
  public var state: FineTuningState<AdapterParameter, Float>? {
    guard let optimizer else { return nil }
    var state = FineTuningState(adapters)
    state.firstMoments = optimizer.firstMoments
    state.secondMoments = optimizer.secondMoments
    state.step = optimizer.step
    return state
  }

  enum FileName {
    static let configuration = "adapter_config.json"
    static let adapters = "adapter_model.safetensors"
    static let optimizer = "optimizer.safetensors"
  }

  enum Key {
    static let first = ".exp_avg"
    static let second = ".exp_avg_sq"
    static let step = "step"
    static let learningRate = "learning_rate"
    static let meanLearningRate = "mean_learning_rate"
  }
}
