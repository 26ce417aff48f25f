import LinearAlgebra
import Tensors
import Transformer

extension ProjectionSite {
  /// The weight of the map, [outputs · inputs], row-major; empty where the block has no such map.
  func values<Element: BLASScalar>(in weights: ResidentWeights<Element>) -> [Element] {
    let block = weights.blocks[layer]
    return switch projection {
    case .q: block.q.weight.values
    case .k: block.k.weight.values
    case .v: block.v.weight.values
    case .o: block.o.weight.values
    case .gate: block.gate?.weight.values ?? []
    case .up: block.up.weight.values
    case .down: block.down.weight.values
    }
  }

  /// Replaces the weight of the map.
  func set<Element: BLASScalar>(
    _ values: [Element], in weights: inout ResidentWeights<Element>
  ) {
    precondition(values.count == self.values(in: weights).count, "\(values.count) values")
    switch projection {
    case .q: weights.blocks[layer].q.weight.values = values
    case .k: weights.blocks[layer].k.weight.values = values
    case .v: weights.blocks[layer].v.weight.values = values
    case .o: weights.blocks[layer].o.weight.values = values
    case .gate: weights.blocks[layer].gate?.weight.values = values
    case .up: weights.blocks[layer].up.weight.values = values
    case .down: weights.blocks[layer].down.weight.values = values
    }
  }
}
