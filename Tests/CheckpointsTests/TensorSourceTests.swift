import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Checkpoints

/// What holds of every source, tested on one small model in several kinds of files.
@Suite struct TensorSourceTests {
  static let paths = ["llama", "llama-sharded", "llama/model.safetensors"]

  private func source(_ path: String) throws -> any TensorSource {
    try ModelCheckpoint(path: fixture(path)).tensors
  }

  @Test(arguments: paths)
  func `Names are those of Hugging Face, sorted`(path: String) throws {
    let names = try source(path).tensorNames
    #expect(names.count == 21)
    #expect(names.first == "lm_head.weight")
    #expect(names.last == "model.norm.weight")
    #expect(names.contains("model.layers.1.self_attn.q_proj.weight"))
    #expect(
      names.map { Array($0.utf8) }
        == names.map { Array($0.utf8) }.sorted {
          $0.lexicographicallyPrecedes($1)
        })
  }

  @Test(arguments: paths)
  func `The same model is the same numbers in the same shapes`(path: String) throws {
    let source = try source(path)
    let reference = try Safetensors(path: fixture("llama/model.safetensors"))
    for name in reference.tensorNames {
      #expect(try source.info(name).shape == reference.info(name).shape)
      #expect(try source.info(name).name == name)
      #expect(try source.floats(name).bits == reference.floats(name).bits, "\(name)")
    }
  }

  @Test(arguments: paths)
  func `Every range of rows is a part of the whole`(path: String) throws {
    let source = try source(path)
    for name in [
      "model.layers.0.self_attn.q_proj.weight", "model.layers.1.self_attn.k_proj.weight",
    ] {
      let info = try source.info(name)
      let whole = try source.floats(name)
      for first in 0...info.rowCount {
        for last in first...info.rowCount {
          var rows = [Float](repeating: .nan, count: (last - first) * info.rowLength)
          var span = rows.mutableSpan
          try source.read(name, rows: first..<last, into: &span)
          #expect(rows.bits == whole[first * info.rowLength..<last * info.rowLength].bits)
        }
      }
    }
  }

  @Test(arguments: paths)
  func `Several threads read at once`(path: String) throws {
    let source = try source(path)
    let expected = try source.tensorNames.map { try source.floats($0).bits }
    DispatchQueue.concurrentPerform(iterations: 16) { _ in
      for (name, bits) in zip(source.tensorNames, expected) {
        #expect((try? source.floats(name))?.bits == bits)
      }
    }
  }

  @Test(arguments: paths)
  func `A name that is not there suggests another`(path: String) throws {
    let source = try source(path)
    let found = problem { try source.floats("model.layers.0.self_attn.q_prj.weight") }
    #expect(found?.summary == "There is no tensor 'model.layers.0.self_attn.q_prj.weight'.")
    #expect(found?.remedy == "Did you mean 'model.layers.0.self_attn.q_proj.weight'?")
    #expect(problem { try source.info("") }?.remedy == "Use one of the 21 names of the file.")
  }

  @Test func `A GGUF file keeps its own names`() throws {
    let info = try source("llama.gguf").info("blk.1.ffn_down.weight")
    #expect(info.name == "blk.1.ffn_down.weight")
    #expect(info.place.tensor == "blk.1.ffn_down.weight")
    #expect(info.file == fixture("llama.gguf"))
    #expect(info.byteCount == 16 * 20 * 4)
  }
}
