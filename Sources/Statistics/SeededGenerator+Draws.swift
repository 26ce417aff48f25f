extension SeededGenerator {
  /// An integer from 0 to `bound` − 1, each equally likely.
  ///
  /// Lemire's method (2019): the high word of a 64-by-64-bit product, with the few draws rejected that
  /// would favour some results.
  ///
  /// - Parameter bound: How many integers there are, at least 1.
  /// - Returns: The integer.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound >= 1, "A bound is at least 1; found \(bound).")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// A number from 0 up to but not including 1, a multiple of 2^−53.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Puts `elements` into random order, each order equally likely: Fisher–Yates from the front.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    chooseFront(elements.count, of: &elements)
  }

  /// Brings a random choice of `count` elements, in random order, to the front of `elements`.
  mutating func chooseFront<Element>(_ count: Int, of elements: inout [Element]) {
    for position in 0..<min(count, max(elements.count - 1, 0)) {
      elements.swapAt(position, position + integer(below: elements.count - position))
    }
  }
}
