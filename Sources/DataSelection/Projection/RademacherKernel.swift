import Tensors

/// The sums of some outputs over the coordinates of one parameter, each with a sign of its own.
///
/// Output k's signs of 64 coordinates are one word. Eight coordinates at a time, all 256 signed sums are
/// tabulated, and an output adds the one that its eight bits name: one load and one addition stand for
/// eight (the method of the Four Russians), for four examples at once.
struct RademacherKernel {
  private let gradients: [Matrix<Float>]
  private let outputs: Range<Int>
  /// Where each output's stream of words begins.
  private let keys: [UInt64]
  private var words: [UInt64]
  private var tables = [SIMD4<Float>](repeating: .zero, count: 4 * 256)
  private var narrowTables = [Float](repeating: 0, count: 8 * 256)
  /// Sums of a strip, [examples / 4, outputs].
  private var partial: [SIMD4<Float>]
  private let quads: Int

  init(key: UInt64, outputs: Range<Int>, gradients: [Matrix<Float>]) {
    self.gradients = gradients
    self.outputs = outputs
    quads = (gradients.count + 3) / 4
    // A word of a stream, mixed, is itself a good start of another.
    keys = outputs.map { CounterBits.mixed(CounterBits.word(key, UInt64($0))) }
    words = Array(repeating: 0, count: outputs.count)
    partial = Array(repeating: .zero, count: quads * outputs.count)
  }

  /// Adds all coordinates, the first of which is number `start` of the parameter, to `sums`,
  /// [quads, dimension, 4].
  @unsafe mutating func add(
    from start: Int, to sums: UnsafeMutableBufferPointer<Double>, dimension: Int
  ) {
    let count = gradients[0].values.count
    for strip in stride(from: 0, to: count, by: ProjectionSum.strip) {
      let end = min(count, strip + ProjectionSum.strip)
      for group in stride(from: strip, to: end, by: 64) {
        addGroup(group..<min(end, group + 64), number: UInt64((start + group) / 64))
      }
      unsafe flush(to: sums, dimension: dimension)
    }
  }

  /// Adds at most 64 coordinates, whose signs are the words of this number.
  private mutating func addGroup(_ range: Range<Int>, number: UInt64) {
    var areWordsReady = false
    for quad in 0..<quads {
      let examples = quad * 4..<min(gradients.count, quad * 4 + 4)
      // Adding zeros changes no sum; rows of an embedding that no token names are all zeros.
      guard examples.contains(where: { hasValue(gradients[$0].values, range) }) else { continue }
      if !areWordsReady { drawWords(number, keys: keys, into: &words) }
      areWordsReady = true
      if examples.count == 1 {
        for byte in 0..<8 {
          let gradient = gradients[examples.lowerBound]
          let values = coordinates(byte, of: range).map { gradient.values[$0] }
          tabulate(values, at: byte * 256, of: &narrowTables)
        }
        addNamedSums(words, narrowTables, to: &partial, start: quad * words.count)
      } else {
        addQuad(examples, range, quad)
      }
    }
  }

  /// Half a word at a time, for the tables of 32 coordinates fit the first cache.
  private mutating func addQuad(_ examples: Range<Int>, _ range: Range<Int>, _ quad: Int) {
    for half in 0..<2 {
      for byte in 0..<4 {
        let values = coordinates(half * 4 + byte, of: range).map { coordinate in
          var quad = SIMD4<Float>.zero
          for (lane, example) in examples.enumerated() {
            quad[lane] = gradients[example].values[coordinate]
          }
          return quad
        }
        tabulate(values, at: byte * 256, of: &tables)
      }
      addNamedSums(
        words, shift: UInt64(half * 32), tables, to: &partial, start: quad * words.count)
    }
  }

  /// The coordinates of a group that one byte of a word signs: eight, or fewer at the end.
  private func coordinates(_ byte: Int, of range: Range<Int>) -> Range<Int> {
    let first = min(range.upperBound, range.lowerBound + byte * 8)
    return first..<min(range.upperBound, first + 8)
  }

  @unsafe private mutating func flush(
    to sums: UnsafeMutableBufferPointer<Double>, dimension: Int
  ) {
    let (quads, outputs) = (quads, outputs)
    var partial = partial.mutableSpan
    for quad in 0..<quads {
      let target = (quad * dimension + outputs.lowerBound) * 4
      for k in 0..<outputs.count {
        let sum = unsafe partial[unchecked: quad &* outputs.count &+ k]
        for lane in 0..<4 { unsafe sums[target + k * 4 + lane] += Double(sum[lane]) }
        unsafe partial[unchecked: quad &* outputs.count &+ k] = .zero
      }
    }
  }
}
