public import Checkpoints
import Diagnostics
public import Transformer

/// One published architecture: its figure, and where its parameters are in either kind of checkpoint.
public struct Architecture: Sendable {
  /// What people call it.
  public let name: String
  /// The `model_type`s of a `config.json` that it answers to.
  public let modelTypes: [String]
  /// The `general.architecture`s of a GGUF file that it answers to.
  public let ggufNames: [String]
  let huggingFace: TensorNames
  let gguf: TensorNames
  private let figure: @Sendable (ModelCheckpoint) throws -> DecoderDesign
  /// What a `config.json` says beyond what all say, and the class that runs it; `nil` if we do not
  /// write this architecture.
  let written: WrittenConfiguration?

  init(
    name: String, modelTypes: [String], ggufNames: [String], huggingFace: TensorNames,
    gguf: TensorNames, written: WrittenConfiguration? = nil,
    design: @escaping @Sendable (ModelCheckpoint) throws -> DecoderDesign
  ) {
    self.name = name
    self.modelTypes = modelTypes
    self.ggufNames = ggufNames
    self.huggingFace = huggingFace
    self.gguf = gguf
    self.written = written
    figure = design
  }

  /// The figure of a checkpoint of this architecture. No weight is read.
  ///
  /// - Throws: `Problem` naming the setting that makes no sense or that we cannot compute.
  public func design(of checkpoint: ModelCheckpoint) throws -> DecoderDesign {
    try figure(checkpoint)
  }

  func tensorNames(in format: CheckpointFormat) -> TensorNames {
    switch format {
    case .huggingFace: huggingFace
    case .gguf: gguf
    }
  }
}

extension Architecture {
  /// Every architecture that is known, in the order of their years.
  public static let all: [Architecture] = [
    gpt2, gptNeoX, llama, mistral, phi3, qwen2, gemma2, olmo2, gemma3, qwen3,
  ]

  /// The architecture that a file names.
  ///
  /// - Parameters:
  ///   - found: The name: a `model_type`, or a `general.architecture`.
  ///   - format: The kind of file.
  /// - Returns: The architecture.
  /// - Throws: `Problem` naming the unknown architecture and listing the known ones.
  public static func named(_ found: String, in format: CheckpointFormat) throws -> Architecture {
    guard let known = all.first(where: { $0.names(in: format).contains(found) }) else {
      throw Problem.unknownArchitecture(found, known: all.flatMap { $0.names(in: format) })
    }
    return known
  }

  private func names(in format: CheckpointFormat) -> [String] {
    switch format {
    case .huggingFace: modelTypes
    case .gguf: ggufNames
    }
  }
}
