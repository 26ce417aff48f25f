import LinearAlgebra
import Tensors

extension Decoder {
  /// Reads new tokens of several texts, each in one pass of its own, in step: each block's weights are
  /// asked for once.
  ///
  /// - Parameters:
  ///   - caches: One for each text; grows by its tokens.
  ///   - texts: The new tokens of each text, at least one each.
  /// - Returns: The normalized last hidden states of the new tokens of each text, [T, hidden].
  func extend(
    _ caches: inout KeyValueCaches<Element>, by texts: [[Int32]]
  ) -> [Matrix<Element>] {
    precondition(texts.count == caches.counts.count, "\(caches.counts.count) caches")
    var streams = zip(texts, caches.counts).map { tokens, earlier in
      embeddings(of: tokens, at: Array(earlier..<earlier + tokens.count))
    }
    for layer in design.blocks.indices {
      let weights = weights.block(layer)
      for i in texts.indices {
        var pass = pass(layer, weights, segments: [0..<texts[i].count])
        pass.earlier = [caches.counts[i]]
        pass.forward(
          &streams[i], caches: &caches.blocks[layer], places: [CachePlace(cache: i, keeps: true)])
      }
    }
    for i in texts.indices { caches.counts[i] += texts[i].count }
    return streams.map { finalNorm.forward($0) }
  }

  /// Reads one new token of each text. What comes of a text does not depend on the others, bit for bit.
  ///
  /// - Parameters:
  ///   - caches: One for each text; grows by its token.
  ///   - tokens: The next token of each text.
  /// - Returns: The normalized last hidden states, [texts, hidden].
  func step(_ caches: inout KeyValueCaches<Element>, _ tokens: [Int32]) -> Matrix<Element> {
    precondition(tokens.count == caches.counts.count, "\(caches.counts.count) caches")
    var stream = embeddings(of: tokens, at: caches.counts)
    let places = tokens.indices.map { CachePlace(cache: $0, keeps: true) }
    for layer in design.blocks.indices {
      var pass = pass(layer, weights.block(layer), segments: tokens.indices.map { $0..<$0 + 1 })
      (pass.earlier, pass.route) = (caches.counts, .rowByRow)
      pass.forward(&stream, caches: &caches.blocks[layer], places: places)
    }
    for i in tokens.indices { caches.counts[i] += 1 }
    return finalNorm.forward(stream)
  }

  /// The logits of the token after each row, capped where the design says so; each row by itself.
  ///
  /// - Parameter hidden: Normalized last hidden states, [rows, hidden].
  /// - Returns: [rows, vocabulary].
  func nextLogits(_ hidden: Matrix<Element>) -> Matrix<Element> {
    var logits = Matrix<Element>(zeros: hidden.rows, design.vocabularySize)
    addRowProducts(hidden, weights.head(), to: &logits)
    if let limit = design.logitCap { cap(&logits.values, at: Element(limit)) }
    return logits
  }

  /// The number of positions that a text may have: those in the rotary tables and the learned ones.
  public var positionLimit: Int {
    let turned = tables.blocks.compactMap { $0?.cosines.rows }.min() ?? Int.max
    return min(turned, design.learnedPositions ?? Int.max)
  }
}
