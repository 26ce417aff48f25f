import Tensors

extension ProjectionSum {
  /// Adds each coordinate with its sign to its one place.
  ///
  /// Sign and place come from one word: the highest bit, and the lower half modulo d. A sketch to a
  /// divisor of d is therefore this one folded.
  mutating func addSketched(_ gradients: [Matrix<Float>], key: UInt64, start: Int) {
    let dimension = projection.dimension
    let mask = UInt32(truncatingIfNeeded: dimension) &- 1
    let isPowerOfTwo = dimension & (dimension - 1) == 0
    var sums = sums.mutableSpan
    for (example, gradient) in gradients.enumerated() {
      let values = gradient.values.span
      let base = example * dimension
      for i in 0..<values.count {
        let value = unsafe values[unchecked: i]
        if value == 0 { continue }
        let word = CounterBits.word(key, UInt64(truncatingIfNeeded: start &+ i))
        let low = UInt32(truncatingIfNeeded: word)
        let place = Int(isPowerOfTwo ? low & mask : low % UInt32(dimension))
        // The sign bit of the word is put on the value: no branch, which would be missed half the time.
        let sign = UInt32(truncatingIfNeeded: word >> 32) & 0x8000_0000
        let signed = Float(bitPattern: value.bitPattern ^ sign)
        unsafe sums[unchecked: base &+ place] += Double(signed)
      }
    }
  }
}
