import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Checkpoints

/// What holds of every source, tested on one small model in three kinds of files.
@Suite struct TensorSourceTests {
  static let paths = ["llama", "llama-sharded", "llama/model.safetensors", "llama.gguf"]

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

  @Test func `A tensor keeps the name by which its file knows it`() throws {
    let info = try source("llama.gguf").info("model.layers.1.mlp.down_proj.weight")
    #expect(info.storedName == "blk.1.ffn_down.weight")
    #expect(info.place.tensor == "blk.1.ffn_down.weight")
    #expect(info.file == fixture("llama.gguf"))
    #expect(info.byteCount == 16 * 20 * 4)
  }
}

@Suite struct CanonicalTensorsTests {
  private func file(_ tensors: [(name: String, shape: [UInt64], floats: [Float])]) throws -> GGUF {
    var builder = GGUFBuilder()
    for tensor in tensors { builder.add(tensor.name, tensor.shape, floats: tensor.floats) }
    return try GGUF(.guarded(builder.build()))
  }

  @Test func `Rows of q and k of a llama are put back, those of qwen2 left`() throws {
    let rows = (0..<16).map(Float.init)
    let file = try file([
      ("blk.0.attn_q.weight", [8, 2], rows), ("blk.0.attn_k.bias", [8], Array(rows.prefix(8))),
      ("blk.0.attn_v.weight", [8, 2], rows),
    ])
    let llama = try CanonicalTensors(file, architecture: "llama", headSize: 4)
    #expect(
      try llama.floats("model.layers.0.self_attn.q_proj.weight")
        == [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15])
    #expect(try llama.floats("model.layers.0.self_attn.k_proj.bias") == [0, 2, 1, 3, 4, 6, 5, 7])
    #expect(try llama.floats("model.layers.0.self_attn.v_proj.weight") == rows)
    let qwen = try CanonicalTensors(file, architecture: "qwen2", headSize: 4)
    #expect(try qwen.floats("model.layers.0.self_attn.q_proj.weight") == rows)
  }

  @Test(arguments: [
    ("blk.10.ffn_norm.weight", "model.layers.10.post_attention_layernorm.weight"),
    ("output.weight", "lm_head.weight"), ("output_norm.weight", "model.norm.weight"),
    ("blk.01.ffn_norm.weight", "blk.01.ffn_norm.weight"),
    ("blk.-1.ffn_norm.weight", "blk.-1.ffn_norm.weight"),
    ("blk.0.ffn_norm", "blk.0.ffn_norm"), ("rope_freqs.weight", "rope_freqs.weight"),
  ])
  func `Names without a counterpart stay`(stored: String, name: String) {
    #expect(CanonicalName.of(stored, architecture: "llama") == name)
    #expect(CanonicalName.of(stored, architecture: "gemma3") == stored)
  }

  @Test func `Two tensors of one canonical name are refused`() throws {
    let file = try file([("output.weight", [1], [1]), ("lm_head.weight", [1], [2])])
    let found = problem { try CanonicalTensors(file, architecture: "llama", headSize: 4) }
    #expect(found?.summary == "Tensor 'lm_head.weight' stands twice.")
  }

  @Test func `Rows that are no whole heads are refused when read`() throws {
    let file = try file([("blk.0.attn_q.weight", [6, 1], [0, 1, 2, 3, 4, 5])])
    let tensors = try CanonicalTensors(file, architecture: "llama", headSize: 4)
    let found = problem { try tensors.floats("model.layers.0.self_attn.q_proj.weight") }
    #expect(
      found?.summary
        == "The rows of tensor 'model.layers.0.self_attn.q_proj.weight' are not whole heads.")
    #expect(found?.expected == "a multiple of 4")
  }
}
