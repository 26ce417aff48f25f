import Diagnostics
import Foundation
import TestSupport
import Tensors
import Testing

@testable import DataMixing

@Suite struct ArchiveTests {
  private let identity = "model 12ab, data 34cd, σ 0.5"

  private func measured() throws -> (KroneckerFactors, SecondMoments, MatrixArchive) {
    let layer = try Oracle.load().layer
    let factors = try layer.factors
    var moments = SecondMoments(try KroneckerBasis(factors))
    for gradient in layer.products { try moments.add(gradient: gradient) }
    var archive = MatrixArchive(identity: identity)
    factors.store(in: &archive, layer: "0.mlp.gate_proj")
    moments.store(in: &archive, layer: "0.mlp.gate_proj")
    return (factors, moments, archive)
  }

  @Test func `What was written is read back, bit for bit`() throws {
    let (factors, moments, archive) = try measured()
    let read = try MatrixArchive(bytes: archive.bytes, identity: identity)
    #expect(read == archive)
    #expect(try KroneckerFactors(read, layer: "0.mlp.gate_proj") == factors)
    #expect(try SecondMoments(read, layer: "0.mlp.gate_proj") == moments)
    let empty = MatrixArchive(identity: "")
    #expect(try MatrixArchive(bytes: empty.bytes, identity: "") == empty)
    var hollow = MatrixArchive(identity: "x")
    hollow.add(Matrix(zeros: 0, 3), named: "nothing")
    let values = [-0.0, .nan, .leastNonzeroMagnitude]
    hollow.add(Matrix(rows: 1, columns: 3, values: values), named: "odd")
    let odd = try MatrixArchive(bytes: hollow.bytes, identity: "x")["odd"]?.values.map(\.bitPattern)
    #expect(odd == values.map(\.bitPattern))
  }

  @Test func `The bytes are a safetensors file`() throws {
    let bytes = try measured().2.bytes
    let length = Int(bytes[0]) | Int(bytes[1]) << 8
    #expect(length % 8 == 0 && bytes[2..<8].allSatisfy { $0 == 0 })
    let json = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length]))
    let header = try #require(json as? [String: [String: Any]])
    #expect(header["__metadata__"]?["identity"] as? String == identity)
    let tensor = try #require(header["0.mlp.gate_proj.inputs"])
    #expect(tensor["dtype"] as? String == "F64")
    #expect(tensor["shape"] as? [Int] == [5, 5])
    #expect(tensor["data_offsets"] as? [Int] == [0, 200])
    let ends = header.values.compactMap { ($0["data_offsets"] as? [Int])?[1] }
    #expect(ends.max() == bytes.count - 8 - length)
  }

  @Test func `Every byte that changes is noticed, and so is every cut`() throws {
    var archive = MatrixArchive(identity: "id")
    archive.add(Matrix(rows: 2, columns: 1, values: [1, 2]), named: "a")
    archive.add(Matrix(rows: 1, columns: 1, values: [3]), named: "b")
    let bytes = archive.bytes
    for position in bytes.indices {
      for bit: UInt8 in [1, 4, 128] {
        var changed = bytes
        changed[position] ^= bit
        #expect(problem { try MatrixArchive(bytes: changed, identity: "id") } != nil, "\(position)")
      }
    }
    for count in bytes.indices {
      let cut = Array(bytes[..<count])
      #expect(problem { try MatrixArchive(bytes: cut, identity: "id") } != nil, "\(count)")
    }
    let long = problem { try MatrixArchive(bytes: bytes + [0], identity: "id") }
    #expect(long?.expected == "\(bytes.count) bytes" && long?.found == "\(bytes.count + 1)")
  }

  @Test func `A problem says what differs`() throws {
    let bytes = try measured().2.bytes
    let other = problem { try MatrixArchive(bytes: bytes, identity: "other") }
    #expect(other?.summary == "The curvature is of other data or another model.")
    #expect(other?.expected == "'other'" && other?.found == "'\(identity)'")
    var damaged = bytes
    damaged[bytes.count - 1] ^= 1
    let values = problem { try MatrixArchive(bytes: damaged, identity: identity) }
    #expect(
      values?.summary
        == "The names or values of the curvature have changed since they were written.")
    let foreign = problem {
      try MatrixArchive(bytes: [2, 0, 0, 0, 0, 0, 0, 0, 123, 125], identity: "")
    }
    #expect(foreign?.summary == "These are not curvature bytes of this version.")
    #expect(foreign?.place.byteOffset == 8)
  }

  @Test func `Matrices that cannot be factors are refused`() throws {
    let counts = Matrix<Double>(rows: 1, columns: 2, values: [1, 1])
    let good = Matrix<Double>(rows: 2, columns: 2, values: [1, 0.5, 0.5, 1])
    func refusal(_ inputs: Matrix<Double>?, _ counts: Matrix<Double>) -> Problem? {
      var archive = MatrixArchive(identity: "")
      if let inputs { archive.add(inputs, named: "l.inputs") }
      archive.add(good, named: "l.gradients")
      archive.add(counts, named: "l.counts")
      return problem { try KroneckerFactors(archive, layer: "l") }
    }
    #expect(refusal(good, counts) == nil)
    #expect(refusal(nil, counts)?.summary == "The curvature lacks the matrix 'l.inputs'.")
    for wrong in [[1, 0.5, 0.4, 1], [-1, 0, 0, 1], [1, 2, 2, 1], [1, .nan, .nan, 1]] {
      let matrix = Matrix<Double>(rows: 2, columns: 2, values: wrong)
      #expect(refusal(matrix, counts)?.place.tensor == "l.inputs")
    }
    #expect(refusal(Matrix(zeros: 2, 1), counts)?.expected == "a square matrix")
    for wrong in [[1, 0.5], [-1, 1], [1, 1e300]] {
      #expect(refusal(good, Matrix(rows: 1, columns: 2, values: wrong))?.place.tensor == "l.counts")
    }
  }

  @Test func `Axes that are not orthonormal are refused`() throws {
    let (_, _, archive) = try measured()
    func refusal(_ name: String, _ change: (inout Matrix<Double>) -> Void) -> Problem? {
      var copy = MatrixArchive(identity: "")
      for entry in archive.entries {
        var matrix = entry.matrix
        if entry.name == "0.mlp.gate_proj.moments.\(name)" { change(&matrix) }
        copy.add(matrix, named: entry.name)
      }
      return problem { try SecondMoments(copy, layer: "0.mlp.gate_proj") }
    }
    #expect(refusal("sum") { _ in } == nil)
    #expect(refusal("inputs.vectors") { $0[0, 0] += 1e-3 }?.expected == "orthonormal rows")
    #expect(refusal("gradients.values") { $0[0, 0] = -1 }?.expected == "no negative eigenvalue")
    #expect(refusal("sum") { $0[1, 1] = -1 } != nil)
    #expect(refusal("sum") { $0 = Matrix(zeros: 5, 4) } != nil)
    #expect(refusal("counts") { $0[0, 1] = 2 } != nil)
  }
}
