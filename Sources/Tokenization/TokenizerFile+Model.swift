import Diagnostics
import JSONTree

extension TokenizerFile {
  private static let modelKeys = [
    "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk",
    "byte_fallback", "ignore_merges", "vocab", "merges",
  ]

  /// The BPE model, whose symbols are bytes or else characters.
  func model(isByteLevel: Bool) throws -> BytePairModel {
    let node = try root.required("model")
    guard try node.kind() == "BPE" else {
      throw Problem.unsupported(
        "model", try node.kind(), supported: "BPE, over bytes or with a fallback to bytes",
        at: try node.required("type").place)
    }
    try node.expectObject(Self.modelKeys)
    try node.expectNothing("dropout")
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      try node.expectNothing(key, orEmpty: true)
    }
    let fallsBack = try node.flag("byte_fallback", default: false)
    if isByteLevel, fallsBack, let fallback = node.optional("byte_fallback") {
      throw Problem.unsupportedSetting("byte_fallback", at: fallback.place)
    }
    let vocabulary = try vocabulary(node.required("vocab"))
    return BytePairModel(
      vocabulary: vocabulary, alphabet: isByteLevel ? .bytes : .characters(fallsBack: fallsBack),
      merges: .table(try merges(node.required("merges"), vocabulary)),
      unknown: try unknown(node.optional("unk_token"), vocabulary),
      fusesUnknown: try node.flag("fuse_unk", default: false),
      ignoresMerges: try node.flag("ignore_merges", default: false))
  }

  private func vocabulary(_ node: FileNode) throws -> Vocabulary {
    let members = try node.members()
    var vocabulary = Vocabulary(capacity: members.count)
    let limit = Vocabulary.highestID(forCount: members.count)
    for member in members {
      let value = FileNode(document: node.document, node: member.value)
      let id = Int32(try value.integer(upTo: limit))
      do throws(Vocabulary.Refusal) {
        try vocabulary.insert(member.key.utf8.span, id: id)
      } catch {
        throw Problem.refused(member.key, id: id, error, at: value.place)
      }
    }
    return vocabulary
  }

  private func unknown(_ node: FileNode?, _ vocabulary: Vocabulary) throws -> Int32? {
    guard let node else { return nil }
    let token = try node.string()
    guard let id = vocabulary.id(of: token.utf8.span) else {
      throw Problem.unknownTokenMissing(token, at: node.place)
    }
    return id
  }

  private func merges(_ node: FileNode, _ vocabulary: Vocabulary) throws -> MergeTable {
    guard case .array(let elements) = node.node.content else { throw node.mistyped("an array") }
    var builder = MergeTableBuilder(vocabulary: vocabulary, capacity: elements.count)
    for element in elements {
      let element = FileNode(document: node.document, node: element)
      let problem = try append(element, to: &builder)
      if let problem { throw problem.located(element.place) }
    }
    return builder.table
  }

  /// Adds one merge, written as `"a b"` or as `["a", "b"]`.
  private func append(_ node: FileNode, to builder: inout MergeTableBuilder) throws -> Problem? {
    switch node.node.content {
    case .string(let line): return builder.append(line)
    case .array(let pair):
      guard pair.count == 2, case .string(let left) = pair[0].content,
        case .string(let right) = pair[1].content
      else { throw Problem.malformedMerge(node.node.value.text(), at: node.place) }
      return builder.append(left.utf8.span, right.utf8.span)
    default: throw node.mistyped("\"a b\" or [\"a\", \"b\"]")
    }
  }
}
