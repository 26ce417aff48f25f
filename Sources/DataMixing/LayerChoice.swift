import Diagnostics
import Statistics
public import Tensors

/// Which layers take part in an influence.
public enum LayerChoice: Sendable, Equatable {
  /// All of them.
  case all
  /// Those whose name contains one of `including` (all, where that is empty) and none of `excluding`.
  case named(including: [String], excluding: [String])
  /// So many whose eigenvalues vary least: IDEAL's "important layers" (arXiv 2505.12762), with the
  /// variance of Λ over its entries. Ties go to the layer that comes first.
  case lowestVariance(Int)

  /// The chosen layers.
  ///
  /// - Parameter layers: The name and the eigenvalues Λ of each layer, in the model's order.
  /// - Returns: Positions in `layers`, ascending.
  /// - Throws: `Problem` where no layer is chosen.
  public func positions(
    among layers: [(name: String, eigenvalues: Matrix<Double>)]
  ) throws -> [Int] {
    let chosen: [Int]
    switch self {
    case .all: chosen = Array(layers.indices)
    case .named(let including, let excluding):
      chosen = layers.indices.filter { position in
        let name = layers[position].name
        return (including.isEmpty || including.contains { name.contains($0) })
          && !excluding.contains { name.contains($0) }
      }
    case .lowestVariance(let count):
      let variances = layers.map { variance(of: $0.eigenvalues.values) ?? 0 }
      let order = layers.indices.sorted { (variances[$0], $0) < (variances[$1], $1) }
      chosen = order.prefix(max(count, 0)).sorted()
    }
    guard !chosen.isEmpty else { throw Problem.noLayers(among: layers.map(\.name)) }
    return chosen
  }
}
