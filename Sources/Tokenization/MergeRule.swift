/// Says what neighbouring symbols merge into.
protocol MergeRule {
  /// What the symbols `left` and `right`, which stand at `range` of `bytes`, merge into, or
  /// `MergeTable.none`.
  func merge(_ left: Int32, _ right: Int32, at range: Range<Int>, of bytes: [UInt8])
    -> MergeTable.Merge
}

extension MergeTable: MergeRule {
  func merge(_ left: Int32, _ right: Int32, at range: Range<Int>, of bytes: [UInt8]) -> Merge {
    self[left, right]
  }
}
