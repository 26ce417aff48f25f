import Checkpoints
import Testing
import Transformer

@testable import Architectures

/// The same models as Hugging Face checkpoints and as GGUF files.
@Suite struct TwinTests {
  private func gguf(_ name: String) throws -> DecoderCheckpoint {
    try DecoderCheckpoint(ModelCheckpoint(path: Fixture.path(name, "model.gguf")))
  }

  @Test func `There are twins of all architectures with GGUF names`() throws {
    let names = try Set(Fixture.twins.map { try gguf($0).architecture.name })
    #expect(names == Set(Architecture.all.filter { !$0.ggufNames.isEmpty }.map(\.name)))
  }

  @Test(arguments: Fixture.twins)
  func `Both files give the same weights`(name: String) throws {
    let ours = try ResidentWeights<Float>(Fixture(name).checkpoint)
    let theirs = try ResidentWeights<Float>(gguf(name))
    for (parameter, _) in ours.design.parameters {
      #expect(ours[parameter] == theirs[parameter], "\(parameter)")
    }
  }

  @Test(arguments: Fixture.twins)
  func `Both files give the same figure`(name: String) throws {
    let ours = try Fixture(name).checkpoint
    var design = try gguf(name).design
    for (layer, block) in design.blocks.enumerated() {
      // GGUF files have divisors of frequencies and amplitudes in single precision.
      guard let found = block.attention.rotary,
        let expected = ours.design.blocks[layer].attention.rotary
      else { continue }
      #expect(found.frequencies.count == expected.frequencies.count)
      for (f, e) in zip(found.frequencies, expected.frequencies) { #expect(abs(f - e) < 1e-7 * e) }
      #expect(abs(found.amplitude - expected.amplitude) < 1e-6)
      design.blocks[layer].attention.rotary = expected
    }
    #expect(design == ours.design)
    #expect(try gguf(name).contextLength == ours.contextLength)
  }

  @Test func `A language model inside a larger one is the same model`() throws {
    let inner = try Fixture("gemma3").checkpoint
    let outer = try DecoderCheckpoint(ModelCheckpoint(path: Fixture.path("gemma3-nested")))
    #expect(outer.design == inner.design)
    let (a, b) = (try ResidentWeights<Float>(inner), try ResidentWeights<Float>(outer))
    for (parameter, _) in a.design.parameters {
      #expect(a[parameter] == b[parameter], "\(parameter)")
    }
  }
}
