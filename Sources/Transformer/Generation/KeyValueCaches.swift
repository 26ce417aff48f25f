import LinearAlgebra

/// What several texts have left behind for their next tokens.
struct KeyValueCaches<Element: BLASScalar>: Sendable {
  /// For each block the caches of all texts.
  var blocks: [[KeyValueRows<Element>]]
  /// The number of tokens of each text.
  var counts: [Int]

  /// Creates empty caches.
  init(_ design: DecoderDesign, texts: Int) {
    blocks = design.blocks.map {
      Array(repeating: KeyValueRows($0.attention), count: texts)
    }
    counts = Array(repeating: 0, count: texts)
  }

  /// Adds the caches of other texts behind these.
  mutating func append(_ others: KeyValueCaches) {
    for layer in blocks.indices { blocks[layer] += others.blocks[layer] }
    counts += others.counts
  }

  /// Keeps the caches of some texts, in this order; each at most once.
  mutating func keep(_ texts: [Int]) {
    guard texts.count < counts.count else { return }
    for layer in blocks.indices { blocks[layer] = texts.map { blocks[layer][$0] } }
    counts = texts.map { counts[$0] }
  }
}
