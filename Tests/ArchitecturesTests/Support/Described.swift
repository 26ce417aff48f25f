import Checkpoints
import Diagnostics
import Foundation
import JSONTree
import TestSupport
import Transformer

@testable import Architectures

/// Tensors of which only the names are known.
struct NamedTensors: TensorSource {
  var tensorNames: [String] = []

  func info(_ name: String) throws -> TensorInfo { throw Problem("No tensor '\(name)'.") }

  func read(_ name: String, rows: Range<Int>, into output: inout MutableSpan<Float>) throws {
    _ = try info(name)
  }
}

/// The figure that a `config.json` describes.
///
/// - Parameters:
///   - type: Its `model_type`.
///   - settings: What it says beyond the sizes, as members of an object.
///   - tensors: The names of the tensors beside it.
/// - Returns: The figure.
/// - Throws: `Problem` if it makes no sense.
func design(
  _ type: String, _ settings: String = "", tensors: [String] = []
) throws -> DecoderDesign {
  let sizes = """
    "model_type": "\(type)", "hidden_size": 16, "num_hidden_layers": 7, "num_attention_heads": 2,
    "num_key_value_heads": 1, "head_dim": 8, "intermediate_size": 12, "vocab_size": 9,
    "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "layer_norm_eps": 1e-5
    """
  let text = "{\(sizes)\(settings.isEmpty ? "" : ", \(settings)")}"
  let document = try JSONDocument(Array(text.utf8), file: "config.json")
  return try Architecture.named(type, in: .huggingFace)
    .design(
      of: ModelCheckpoint(configuration: document, tensors: NamedTensors(tensorNames: tensors)))
}

/// A copy of a fixture's checkpoint, in a folder of its own, with other words in its `config.json`.
func changed(
  _ name: String, _ text: String = "", to other: String = "",
  body: (DecoderCheckpoint) throws -> Void = { _ in }
) throws {
  let folder = try TemporaryDirectory()
  let configuration = try String(contentsOfFile: Fixture.path(name, "config.json"), encoding: .utf8)
  precondition(text.isEmpty || configuration.contains(text), "\(text) is not in \(configuration)")
  try folder.write(
    text.isEmpty ? configuration : configuration.replacing(text, with: other), to: "config.json")
  try FileManager.default.copyItem(
    atPath: Fixture.path(name, "model.safetensors"), toPath: folder.file("model.safetensors"))
  try body(DecoderCheckpoint(ModelCheckpoint(path: folder.path)))
}
