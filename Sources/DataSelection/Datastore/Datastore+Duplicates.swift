import Glibc

extension Datastore {
  /// For each row the first that is equal to it, codes and norm alike: itself where it repeats none.
  ///
  /// Equal rows are equal examples, or examples that teach the same. Rows that are not finite repeat
  /// none.
  public func firstEqualRows() -> [Int] {
    // A hash says which rows may be equal; their bytes decide.
    var seen: [UInt64: [Int]] = [:]
    return statuses.indices.map { row in
      guard statuses[row] == .finite else { return row }
      let hash = hash(ofRow: row)
      if let first = seen[hash]?.first(where: { areEqual($0, row) }) { return first }
      seen[hash, default: []].append(row)
      return row
    }
  }

  private var rowBytes: Int { dimension * encoding.width }

  private func place(ofRow row: Int) -> Range<Int> {
    featuresStart + row * rowBytes..<featuresStart + (row + 1) * rowBytes
  }

  private func hash(ofRow row: Int) -> UInt64 {
    let bytes = unsafe file.bytes(place(ofRow: row))
    var hash = UInt64(norms[row].bitPattern)
    for word in 0..<rowBytes / 8 {
      hash ^= unsafe bytes.loadUnaligned(fromByteOffset: word &* 8, as: UInt64.self)
      hash = CounterBits.mixed(hash &+ CounterBits.stride)
    }
    for byte in rowBytes / 8 * 8..<rowBytes {
      let value = unsafe bytes.load(fromByteOffset: byte, as: UInt8.self)
      hash = CounterBits.mixed(hash ^ UInt64(value))
    }
    return hash
  }

  private func areEqual(_ a: Int, _ b: Int) -> Bool {
    guard norms[a] == norms[b] else { return false }
    return unsafe memcmp(file.bytes(place(ofRow: a)), file.bytes(place(ofRow: b)), rowBytes) == 0
  }
}
