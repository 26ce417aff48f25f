import LinearAlgebra
import Tensors
public import Transformer

extension ResidentWeights {
  /// The values of a parameter, row-major. The design must have the parameter.
  public func values(of parameter: Parameter) -> [Element] {
    switch parameter {
    case .embedding: return embedding.values
    case .positions: return required(positions).values
    case .head: return required(separateHead).values
    case .weight(let projection, let layer):
      return required(blocks[layer].linear(projection)).weight.values
    case .bias(let projection, let layer):
      return required(required(blocks[layer].linear(projection)).bias)
    case .scale(let norm): return required(weights(of: norm)).scale
    case .shift(let norm): return required(required(weights(of: norm)).shift)
    }
  }

  private func required<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("a parameter that the design does not have") }
    return value
  }

  private func weights(of norm: Norm) -> DecoderBlock<Element>.NormWeights? {
    switch norm {
    case .attention(let layer): blocks[layer].attentionNorm
    case .attentionOutput(let layer): blocks[layer].attentionOutputNorm
    case .queries(let layer): blocks[layer].queryNorm
    case .keys(let layer): blocks[layer].keyNorm
    case .mlp(let layer): blocks[layer].mlpNorm
    case .mlpOutput(let layer): blocks[layer].mlpOutputNorm
    case .final: finalNorm
    }
  }
}

extension DecoderBlock {
  fileprivate func linear(_ projection: Projection) -> Linear? {
    switch projection {
    case .q: q
    case .k: k
    case .v: v
    case .o: o
    case .gate: gate
    case .up: up
    case .down: down
    }
  }
}
