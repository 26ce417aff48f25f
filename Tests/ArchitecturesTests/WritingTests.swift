import Checkpoints
import Diagnostics
import Foundation
import JSONTree
import TestSupport
import Testing
import Transformer

@testable import Architectures

/// Checkpoints for the transformers library. `Tests/Oracles/written_checkpoints.py` has that library load
/// the configurations under `Fixtures/written` with the tensors beside the other fixtures.
@Suite struct WritingTests {
  static let names = [
    "gemma3", "gpt-neox", "gpt-neox-sequential", "gpt2", "llama", "llama-linear-biased", "olmo2",
    "qwen2", "qwen3",
  ]

  @Test(arguments: names)
  func `A configuration is as the library was shown to read it`(name: String) throws {
    let checkpoint = try Fixture(name).checkpoint
    let written = try checkpoint.architecture.huggingFaceConfiguration(
      of: checkpoint.design, contextLength: checkpoint.contextLength, beginning: 1, end: 2)
    let expected = try String(
      contentsOfFile: Fixture.path("written", "\(name).json"), encoding: .utf8)
    #expect(written.text(.indented) + "\n" == expected)
  }

  @Test(arguments: names)
  func `Tensors have the names, shapes and values that the library gave them`(name: String) throws {
    let checkpoint = try Fixture(name).checkpoint
    let tensors = try checkpoint.architecture.huggingFaceTensors(
      of: ResidentWeights<Float>(checkpoint))
    let source = try Safetensors(path: Fixture.path(name, "model.safetensors"))
    #expect(tensors.map(\.name).sorted() == source.tensorNames)
    for tensor in tensors {
      #expect(tensor.shape == (try source.info(tensor.name).shape))
      let expected = try source.floats(tensor.name)
      let error = zip(tensor.values, expected).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
      #expect(error <= (name == "gemma3" ? 1.2e-7 : 0), "\(tensor.name)")
    }
  }

  @Test func `What a configuration cannot say is refused`() throws {
    let scaled = try Fixture("llama3").checkpoint
    let found = problem {
      try scaled.architecture.huggingFaceConfiguration(of: scaled.design, contextLength: 64)
    }
    #expect(found?.summary == "A checkpoint of this Llama cannot be written.")
    let unknown = try Fixture("phi3").checkpoint
    let other = problem {
      try unknown.architecture.huggingFaceConfiguration(of: unknown.design, contextLength: 64)
    }
    #expect(other?.summary == "A checkpoint of Phi-3 cannot be written.")
    #expect(other?.expected == "one of GPT-2, GPT-NeoX, Llama, Qwen2, OLMo 2, Gemma 3, Qwen3")
    #expect(
      problem { try unknown.architecture.huggingFaceTensors(of: ResidentWeights<Float>(unknown)) }
        == other)
  }
}
