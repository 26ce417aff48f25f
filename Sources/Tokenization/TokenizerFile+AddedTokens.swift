import Diagnostics
import JSONTree

extension TokenizerFile {
  private static let tokenKeys = [
    "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special",
  ]

  /// The added tokens, and the model's tokens together with them.
  ///
  /// As in `tokenizers`, a token that the model knows keeps the model's id, and another gets the
  /// next free one; a file that says otherwise lies.
  func addedTokens(to vocabulary: Vocabulary) throws -> (Vocabulary, [AddedToken]) {
    var vocabulary = vocabulary
    var tokens: [AddedToken] = []
    var contents: Set<[UInt8]> = []
    var next = vocabulary.count
    for node in try root.optional("added_tokens")?.elements() ?? [] {
      let token = try addedToken(node, limit: Vocabulary.highestID(forCount: vocabulary.count))
      let content = Array(token.content.utf8)
      guard !content.isEmpty else { throw Problem.emptyAddedToken(at: node.place) }
      guard contents.insert(content).inserted else {
        throw Problem.refused(
          token.content, id: token.id, .tokenTaken(token.id), at: node.place)
      }
      let known = vocabulary.id(of: content.span)
      guard token.id == known ?? Int32(next) else {
        throw Problem.misplacedAddedToken(
          token.content, id: token.id, expected: known ?? Int32(next), at: node.place)
      }
      if known == nil {
        do throws(Vocabulary.Refusal) { try vocabulary.insert(content.span, id: token.id) } catch {
          throw Problem.refused(token.content, id: token.id, error, at: node.place)
        }
      }
      next = max(next, Int(token.id) + 1)
      tokens.append(token)
    }
    return (vocabulary, tokens)
  }

  private func addedToken(_ node: FileNode, limit: Int) throws -> AddedToken {
    try node.expectObject(Self.tokenKeys)
    return AddedToken(
      id: Int32(try node.required("id").integer(upTo: limit)),
      content: try node.required("content").string(),
      isSpecial: try node.required("special").bool(),
      isSingleWord: try node.required("single_word").bool(),
      stripsLeft: try node.required("lstrip").bool(),
      stripsRight: try node.required("rstrip").bool(),
      isNormalized: try node.required("normalized").bool())
  }
}
