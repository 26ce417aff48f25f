/// Finds the longest of some contents that stands at a place, one byte after another.
struct ContentTrie: Sendable {
  /// The node that each first byte leads to, or -1.
  private var roots = [Int32](repeating: -1, count: 256)
  /// The node that a node and a byte lead to.
  private var children: MergeTable
  /// The number of the content that ends at each node, or -1.
  private var ends: [Int32] = []

  /// - Parameter contents: With the number of each its index; of two equal ones the first counts.
  ///   Empty ones are never found.
  init(_ contents: [[UInt8]]) {
    children = MergeTable(capacity: contents.reduce(0) { $0 + $1.count })
    for (index, content) in contents.enumerated() {
      guard let first = content.first else { continue }
      if roots[Int(first)] < 0 { roots[Int(first)] = newNode() }
      var node = roots[Int(first)]
      for byte in content.dropFirst() { node = child(of: node, byte) ?? newChild(of: node, byte) }
      if ends[Int(node)] < 0 { ends[Int(node)] = Int32(index) }
    }
  }

  /// The longest content that stands at `position` of `bytes` and ends by `limit`, and where it ends.
  func longest(at position: Int, in bytes: [UInt8], upTo limit: Int) -> (index: Int, end: Int)? {
    var node = roots[Int(bytes[position])]
    guard node >= 0 else { return nil }
    var found: (index: Int, end: Int)?
    var end = position + 1
    while true {
      if ends[Int(node)] >= 0 { found = (Int(ends[Int(node)]), end) }
      guard end < limit, let next = child(of: node, bytes[end]) else { return found }
      node = next
      end += 1
    }
  }

  private func child(of node: Int32, _ byte: UInt8) -> Int32? {
    let edge = children[node, Int32(byte)]
    return edge == MergeTable.none ? nil : edge.merged
  }

  private mutating func newNode() -> Int32 {
    ends.append(-1)
    return Int32(ends.count - 1)
  }

  private mutating func newChild(of node: Int32, _ byte: UInt8) -> Int32 {
    let child = newNode()
    children.insert(node, Int32(byte), rank: 0, merged: child)
    return child
  }
}
