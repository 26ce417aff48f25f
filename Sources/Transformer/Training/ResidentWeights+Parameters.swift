import LinearAlgebra
import Tensors

extension ResidentWeights {
  /// The values of one parameter of the design, row-major.
  ///
  /// Setting replaces them, and as many must be set as there are. To change them where they lie, use
  /// `update`.
  public subscript(parameter: Parameter) -> [Element] {
    get {
      // Reading goes through a copy of the structure, which shares all values.
      var copy = self
      return copy.update(parameter) { $0 }
    }
    set {
      update(parameter) { values in
        precondition(
          newValue.count == values.count,
          "\(newValue.count) values for \(values.count) of \(parameter)")
        values = newValue
      }
    }
  }

  /// Changes the values of one parameter where they lie.
  ///
  /// Nothing is copied while nobody else holds these weights.
  ///
  /// - Parameters:
  ///   - parameter: A parameter of the design.
  ///   - body: Receives the values, row-major; leaves as many.
  /// - Returns: What `body` returns.
  public mutating func update<Result>(
    _ parameter: Parameter, _ body: (inout [Element]) throws -> Result
  ) rethrows -> Result {
    switch parameter {
    case .embedding: return try body(&embedding.values)
    case .weight(let projection, let layer):
      return try blocks[layer].update(projection) { try body(&$0.weight.values) }
    case .bias(let projection, let layer):
      return try blocks[layer].update(projection) { try changed(&$0.bias, parameter, body) }
    case .scale(let norm): return try update(norm) { try body(&$0.scale) }
    case .shift(let norm): return try update(norm) { try changed(&$0.shift, parameter, body) }
    case .positions: return try changed(&positions, parameter) { try body(&$0.values) }
    case .head: return try changed(&separateHead, parameter) { try body(&$0.values) }
    }
  }

  private mutating func update<Result>(
    _ norm: Norm, _ body: (inout DecoderBlock<Element>.NormWeights) throws -> Result
  ) rethrows -> Result {
    switch norm {
    case .attention(let layer): try changed(&blocks[layer].attentionNorm, norm, body)
    case .attentionOutput(let layer): try changed(&blocks[layer].attentionOutputNorm, norm, body)
    case .queries(let layer): try changed(&blocks[layer].queryNorm, norm, body)
    case .keys(let layer): try changed(&blocks[layer].keyNorm, norm, body)
    case .mlp(let layer): try changed(&blocks[layer].mlpNorm, norm, body)
    case .mlpOutput(let layer): try changed(&blocks[layer].mlpOutputNorm, norm, body)
    case .final: try body(&finalNorm)
    }
  }
}

extension DecoderBlock {
  /// Changes one map where it lies; traps where the design does not have it.
  mutating func update<Result>(
    _ projection: Projection, _ body: (inout Linear) throws -> Result
  ) rethrows -> Result {
    switch projection {
    case .q: try body(&q)
    case .k: try body(&k)
    case .v: try body(&v)
    case .o: try body(&o)
    case .gate: try changed(&gate, projection, body)
    case .up: try body(&up)
    case .down: try body(&down)
    }
  }
}

/// Changes what an optional holds, moved out and back; traps where it holds nothing.
private func changed<Value, Name, Result>(
  _ value: inout Value?, _ name: Name, _ body: (inout Value) throws -> Result
) rethrows -> Result {
  guard var held = value.take() else { preconditionFailure("the design has no \(name)") }
  defer { value = held }
  return try body(&held)
}
