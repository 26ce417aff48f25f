import LinearAlgebra
import Statistics
import Tensors
import Transformer

/// A random linear map of all gradients of a model to one short vector whose inner products estimate those
/// of the gradients, without bias.
///
/// Of each weight matrix, A·G·Bᵀ is taken, with signs ±1 in A and B, which their seed, layer, projection and
/// side decide; each of its side² entries goes, with one more sign, to one place of the vector, and
/// everything that meets there is summed. E⟨s(G), s(H)⟩ = ⟨G, H⟩ over the seeds, because entries that are
/// not the same differ in an independent sign (count sketches: Charikar, Chen and Farach-Colton 2002;
/// Weinberger et al., arXiv 0902.2206). side² is the dimension, or twice it: on SmolLM2-135M and twelve
/// questions of GSM8K, whose gradients have cosines from 0.11 to 0.47, A and B of 256 rows came no nearer to
/// the exact cosines at 1024 places than those of 32 did, and cost 150 times as much.
public struct GradientSketch: Sendable, Equatable {
  /// The length of the vector, a power of two from 64 to 65 536.
  public let dimension: Int
  /// The seed, at least 0.
  public let seed: Int
  /// The rows of A and of B.
  let side: Int
  /// For each entry of A·G·Bᵀ, twice its place, plus one if its sign is negative.
  private let places: [Int32]

  /// Creates a map.
  ///
  /// - Parameters:
  ///   - dimension: The length of the vector, a power of two from 64 to 65 536.
  ///   - seed: The seed, at least 0.
  public init(dimension: Int, seed: Int) {
    let power = dimension.trailingZeroBitCount
    self.init(dimension: dimension, seed: seed, side: 1 << ((power + 1) / 2))
  }

  /// Creates a map whose A and B have `side` rows, a multiple of 8; side² is a multiple of `dimension`.
  init(dimension: Int, seed: Int, side: Int) {
    precondition(
      dimension > 0 && side > 0 && side * side % dimension == 0 && side % 8 == 0,
      "\(dimension) places for \(side)² entries")
    (self.dimension, self.seed, self.side) = (dimension, seed, side)
    // Each place takes equally many entries.
    var generator = SeededGenerator(Seed("places", String(seed)))
    var order = (0..<side * side).map { Int32($0 % dimension) }
    generator.shuffle(&order)
    places = order.map { 2 * $0 + Int32(truncatingIfNeeded: generator.next() >> 63) }
  }

  /// Which side of a gradient is multiplied.
  enum Side: String {
    case outputs, inputs
  }

  /// The signs of one side of one matrix, transposed.
  ///
  /// Made anew for each use, which takes less than the product with them: those of all layers together
  /// would be as large as a part of the model.
  ///
  /// - Parameters:
  ///   - side: The side.
  ///   - projection: The projection.
  ///   - layer: Its block.
  ///   - count: The length of the side; the signs of a coordinate do not depend on it.
  /// - Returns: ±1, [count, side].
  func signs<Element: BLASScalar>(
    _ side: Side, _ projection: Projection, layer: Int, count: Int
  ) -> Matrix<Element> {
    let seed = Seed("signs", String(seed), String(layer), projection.rawValue, side.rawValue)
    var generator = SeededGenerator(seed)
    var signs = Matrix<Element>(unset: count, self.side)
    fill(&signs.values, fromBitsOf: &generator)
    return signs
  }

  /// Adds the entries of A·G·Bᵀ, [side, side], to the places of `vector`.
  func scatter<Element: BLASScalar>(_ entries: Matrix<Element>, into vector: inout [Double]) {
    precondition(entries.values.count == places.count && vector.count == dimension)
    let scale = 1 / Double(side)
    for (place, entry) in zip(places, entries.values) {
      let value = Double(entry) * scale
      vector[Int(place >> 1)] += place & 1 == 0 ? value : -value
    }
  }
}

/// Signs ±1 from the bits of a generator, eight words for 512 of them; bits beyond the last are lost.
@specialized(where Element == Float)
@specialized(where Element == Double)
private func fill<Element: BLASScalar>(
  _ values: inout [Element], fromBitsOf generator: inout SeededGenerator
) {
  var span = values.mutableSpan
  var start = 0
  while start < span.count {
    let word = generator.next()
    let count = min(64, span.count - start)
    for bit in 0..<count {
      unsafe span[unchecked: start + bit] = (word >> UInt64(bit)) & 1 == 0 ? 1 : -1
    }
    start += count
  }
}
