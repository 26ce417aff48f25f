import Checkpoints
import Foundation
import Testing

@testable import Architectures

/// A tiny random checkpoint with what PyTorch computes of it, as `Tests/Oracles/architectures.py` writes.
struct Fixture {
  /// Every architecture, and for some of them more than one variant.
  static let names = [
    "gemma2", "gemma3", "gpt-neox", "gpt-neox-sequential", "gpt2", "llama", "llama-linear-biased",
    "llama3", "mistral", "olmo2", "phi3", "phi3-long", "qwen2", "qwen2-windowed", "qwen3",
  ]
  /// Those of which there is a GGUF file too.
  static let twins = names.filter {
    FileManager.default.fileExists(atPath: path($0, "model.gguf"))
  }

  let checkpoint: DecoderCheckpoint
  let expected: ExpectedValues

  init(_ name: String) throws {
    checkpoint = try DecoderCheckpoint(ModelCheckpoint(path: Self.path(name)))
    expected = try ExpectedValues(path: Self.path(name, "expected.safetensors"))
  }

  static func path(_ parts: String...) -> String {
    parts.reduce(Bundle.module.bundleURL.appending(path: "Fixtures")) { $0.appending(path: $1) }
      .path()
  }
}

/// Tensors in double precision.
struct ExpectedValues {
  let file: MappedFile
  let tensors: Safetensors

  init(path: String) throws {
    file = try MappedFile(path: path)
    tensors = try Safetensors(path: path)
  }

  func callAsFunction(_ name: String) throws -> [Double] {
    let info = try tensors.info(name)
    try #require(info.elementType == .float64)
    return file.withBytes(in: info.byteOffset..<info.byteOffset + info.byteCount) { bytes in
      (0..<info.elementCount).map {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 8 * $0, as: Double.self)
      }
    }
  }

  /// The names of all parameters that have a gradient.
  var parameters: [String] {
    tensors.tensorNames.compactMap {
      $0.hasPrefix("gradient.") ? String($0.dropFirst("gradient.".count)) : nil
    }
  }
}
