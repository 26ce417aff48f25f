import Architectures
import Artifacts
import Diagnostics
import Execution
import JSONTree
import Transformer

/// Adapters at which gradients are compared: those after an epoch of a warmup, or some that were trained
/// elsewhere.
protocol CheckpointStep: Step {
  /// The model that they adapt.
  var model: SelectionModel { get }

  /// The adapters and their moments.
  ///
  /// - Parameters:
  ///   - result: The step's result.
  ///   - store: Where it is.
  ///   - design: The model's figure.
  /// - Returns: How the adapters are shaped, and their values.
  /// - Throws: `Problem` if the result is damaged, or the store does not work.
  func adapters(
    _ result: Digest, in store: Store, of design: DecoderDesign
  ) throws -> (lora: LoRADesign, artifact: AdapterArtifact)
}

extension AdapterStep: CheckpointStep {
  func adapters(
    _ result: Digest, in store: Store, of design: DecoderDesign
  ) throws -> (lora: LoRADesign, artifact: AdapterArtifact) {
    (lora, try Self.read(result, in: store, lora, of: design))
  }
}

/// A folder of adapters that were trained elsewhere, as it stands on this machine.
struct OpenedCheckpoint: Sendable {
  /// The folder as it was written, for people.
  let name: String
  /// What it weighs by, in place of what is recorded with it.
  let learningRate: Double?
  /// The folder and the digest of its files, or why there is none.
  let state: Result<(folder: String, digest: Digest), Problem>

  /// Looks for a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: What the specification says.
  ///   - folder: The folder that paths start from.
  ///   - store: Remembers the digests of files.
  init(
    _ checkpoint: ExperimentSpec.SelectionMeasure.ExternalCheckpoint, from folder: String,
    store: Store
  ) {
    (name, learningRate) = (checkpoint.path, checkpoint.learningRate)
    let path = FilePaths.resolve(checkpoint.path, from: folder)
    state = capturingProblem {
      let files = ["adapter_config.json", "adapter_model.safetensors", "optimizer.safetensors"]
      let digests = try files.map { file in
        guard FilePaths.exists("\(path)/\(file)") else {
          throw Problem.noCheckpointFile(file, in: checkpoint.path, at: Place(file: path))
        }
        return JSONMember(file, .string(try store.digest(ofFile: "\(path)/\(file)").hex))
      }
      return (path, Digest(of: .object(digests)))
    }
  }
}

/// Reads adapters that were trained elsewhere, with the state of their optimizer.
struct ImportStep: CheckpointStep {
  static let kind = "imported adapters"
  static let version = 1

  let model: SelectionModel
  let checkpoint: OpenedCheckpoint

  var identity: String { "\(model.name) · \(checkpoint.name)" }

  var needs: [any Step] { model.needs }

  var inputs: [StepInput] {
    let files: JSONValue =
      if case .success(let found) = checkpoint.state { .string(found.digest.hex) } else {
        .string("none at \(checkpoint.name)")
      }
    return [StepInput("model", .string(model.digest)), StepInput("files", files)]
      + (checkpoint.learningRate.map { [StepInput("learningRate", .number($0))] } ?? [])
  }

  func run(_ context: StepContext) throws -> [UInt8] {
    let folder = try checkpoint.state.get().folder
    let decoder = try model.model.loaded(context).decoder
    let found = try AdapterCheckpoint(
      folder: folder, architecture: decoder.architecture, design: decoder.design)
    guard let state = found.state, let optimizer = found.optimizer else {
      throw Problem.noCheckpointFile(
        "optimizer.safetensors", in: checkpoint.name, at: Place(file: folder))
    }
    let rate = checkpoint.learningRate ?? optimizer.meanLearningRate ?? optimizer.learningRate
    guard rate > 0 else { throw Problem.weightless(checkpoint.name, at: Place(file: folder)) }
    // The loss is not known, and nobody asks for it.
    let artifact = AdapterArtifact(state: state, log: [.init(loss: 0, learningRate: rate)])
    return artifact.bytes(
      found.lora, of: decoder.design, keepsMoments: true,
      metadata: [("adapter", found.lora.json.text(.canonical))])
  }

  func adapters(
    _ result: Digest, in store: Store, of design: DecoderDesign
  ) throws -> (lora: LoRADesign, artifact: AdapterArtifact) {
    let bytes = try store.bytes(of: result)
    let text = SafetensorsBytes(bytes: bytes)?.metadata.first { $0.key == "adapter" }?.value
    guard let text, let json = try? JSONDocument(Array(text.utf8)).root.value,
      let lora = LoRADesign(json: json),
      let artifact = AdapterArtifact(bytes: bytes, lora, of: design)
    else { throw Problem.damagedResult(identity) }
    return (lora, artifact)
  }
}

extension LoRADesign {
  /// Reads what `json` gave; `nil` for anything else.
  fileprivate init?(json: JSONValue) {
    guard let rank = json["rank"]?.integer, let alpha = json["alpha"]?.double,
      let dropout = json["dropout"]?.double,
      let projections = json["projections"]?.array?.compactMap({ value in
        value.string.flatMap(Projection.init(rawValue:))
      })
    else { return nil }
    self.init(rank: rank, alpha: alpha, dropout: dropout, projections: Set(projections))
  }
}

extension Problem {
  fileprivate static func noCheckpointFile(
    _ file: String, in checkpoint: String, at place: Place
  ) -> Problem {
    Problem(
      "The checkpoint '\(checkpoint)' has no file '\(file)'.", at: place,
      expected: "adapters of peft and the state of their optimizer by the parameters' names",
      found: "no '\(file)'",
      remedy:
        "Make it of what Hugging Face's Trainer saves by Documentation/tools/convert_optimizer.py.")
  }

  fileprivate static func weightless(_ checkpoint: String, at place: Place) -> Problem {
    Problem(
      "The checkpoint '\(checkpoint)' weighs nothing: its learning rate is 0.", at: place,
      expected: "a mean learning rate above 0",
      remedy: "Say by 'learningRate' what led to it, or leave it out.")
  }
}
