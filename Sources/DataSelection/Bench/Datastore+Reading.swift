import LinearAlgebra

extension Datastore {
  /// The time to add up all bytes of the rows, on all cores.
  func readAll(_ clock: ContinuousClock) -> Duration {
    let (words, blocks) = (count * dimension * encoding.width / 8, 64)
    return clock.measure {
      let sums = try? concurrently(blocks) { block in
        let range = words * block / blocks..<words * (block + 1) / blocks
        let start = unsafe file.bytes(
          featuresStart + range.lowerBound * 8..<featuresStart + range.upperBound * 8)
        var sum: UInt64 = 0
        for i in 0..<range.count {
          unsafe sum &+= start.loadUnaligned(fromByteOffset: i &* 8, as: UInt64.self)
        }
        return sum
      }
      // A sum that nobody looks at would not be computed.
      precondition(sums?.count == blocks, "a block was not read")
    }
  }
}
