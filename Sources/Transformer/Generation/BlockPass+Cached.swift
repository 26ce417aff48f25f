import LinearAlgebra
import Tensors

/// Where the keys and values of a segment go.
struct CachePlace: Sendable {
  /// Which cache.
  let cache: Int
  /// Whether they stay there for what comes later.
  let keeps: Bool
}

extension BlockPass {
  /// The block over new tokens of texts whose earlier keys and values are cached; nothing is kept for a
  /// backward pass.
  ///
  /// - Parameters:
  ///   - x: The residual stream, [T, hidden].
  ///   - caches: The caches of this block; `earlier` says how many tokens each segment has before it.
  ///   - places: For each segment its cache. Segments are met in order: one that does not keep its tokens
  ///     is not seen by the next.
  func forward(
    _ x: inout Matrix<Element>, caches: inout [KeyValueRows<Element>], places: [CachePlace]
  ) {
    let input = x
    let (q, k, v) = projected(input)
    let (queries, keys) = (positioned(q, norm: queryNorm), positioned(k, norm: keyNorm))
    var mixed = attention.unsetResult(queries: q.rows) as CausalAttention.Result<Element>
    for (rows, place) in zip(segments, places) {
      let before = caches[place.cache].count
      caches[place.cache].append(keys: keys, values: v, rows: rows)
      attention.forward(q: queries, rows: rows, cache: caches[place.cache], into: &mixed)
      if !place.keeps { caches[place.cache].truncate(to: before) }
    }
    _ = addBranch(mixed.output, weights.o, norm: attentionOutputNorm, to: &x)
    _ = addMLP(of: design.isParallel ? input : x, to: &x)
  }
}
