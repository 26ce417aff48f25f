import Diagnostics

/// Looks up the tokens that merges name, and ranks the merges by their order.
struct MergeTableBuilder {
  private let vocabulary: Vocabulary
  private(set) var table: MergeTable
  private var rank: Int32 = 0
  private var joined: [UInt8] = []

  /// - Parameters:
  ///   - vocabulary: The tokens that merges may name.
  ///   - capacity: The number of merges to come.
  init(vocabulary: Vocabulary, capacity: Int) {
    self.vocabulary = vocabulary
    table = MergeTable(capacity: capacity)
  }

  /// Adds the merge written as `line`: two tokens with one space between them.
  ///
  /// A line that begins with `#version`, as merges.txt files do, is no merge.
  ///
  /// - Returns: What is wrong with it, if anything.
  mutating func append(_ line: String) -> Problem? {
    let text = line.utf8.span
    if line.utf8.starts(with: "#version".utf8) { return nil }
    let spaces = text.indices.filter { text[$0] == 0x20 }
    guard spaces.count == 1, let space = spaces.first else { return .malformedMerge(line) }
    return append(text.extracting(..<space), text.extracting((space + 1)...))
  }

  /// Adds the merge of `left` and `right`.
  ///
  /// - Returns: What is wrong with it, if anything.
  mutating func append(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Problem? {
    guard let leftID = vocabulary.id(of: left) else { return .mergeNamesUnknown(copy(left)) }
    guard let rightID = vocabulary.id(of: right) else { return .mergeNamesUnknown(copy(right)) }
    joined.removeAll(keepingCapacity: true)
    for index in left.indices { joined.append(left[index]) }
    for index in right.indices { joined.append(right[index]) }
    guard let merged = vocabulary.id(of: joined.span) else {
      return .mergeNamesUnknown(String(decoding: joined, as: UTF8.self))
    }
    table.insert(leftID, rightID, rank: rank, merged: merged)
    rank += 1
    return nil
  }

  private func copy(_ token: Span<UInt8>) -> String {
    String(decoding: token.indices.map { token[$0] }, as: UTF8.self)
  }
}
