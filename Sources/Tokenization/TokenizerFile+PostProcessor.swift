import Diagnostics
import JSONTree

extension TokenizerFile {
  /// What stands before and after a text.
  struct Template {
    var prefix: [Int32] = []
    var suffix: [Int32] = []
  }

  /// The template of the post-processor, empty where it has none.
  ///
  /// `ByteLevel` only trims the ranges of tokens, which we never do.
  func template(_ vocabulary: Vocabulary) throws -> Template {
    guard let node = root.optional("post_processor") else { return Template() }
    var result: Template?
    for processor in try Self.flattened(node, "processors") {
      switch try processor.kind() {
      case "ByteLevel": continue
      case "TemplateProcessing" where result == nil:
        result = try template(processor, vocabulary)
      case "TemplateProcessing": throw Problem.secondTemplate(at: processor.place)
      default:
        throw Problem.unsupported(
          "post-processor", try processor.kind(),
          supported: "TemplateProcessing, ByteLevel or a Sequence of them", at: processor.place)
      }
    }
    return result ?? Template()
  }

  private func template(_ node: FileNode, _ vocabulary: Vocabulary) throws -> Template {
    try node.expectObject(["type", "single", "pair", "special_tokens"])
    let tokens = try node.required("special_tokens")
    var result = Template()
    var textIsSeen = false
    for piece in try node.required("single").elements() {
      try piece.expectObject(["SpecialToken", "Sequence"])
      if let special = piece.optional("SpecialToken") {
        let name = try special.required("id").string()
        let ids = try ids(of: name, in: tokens, vocabulary)
        if textIsSeen { result.suffix += ids } else { result.prefix += ids }
      } else {
        let sequence = try piece.required("Sequence")
        guard !textIsSeen, try sequence.required("id").string() == "A" else {
          throw Problem.malformedTemplate(at: sequence.place)
        }
        textIsSeen = true
      }
    }
    guard textIsSeen else { throw Problem.malformedTemplate(at: try node.required("single").place) }
    return result
  }

  private func ids(of name: String, in tokens: FileNode, _ vocabulary: Vocabulary) throws -> [Int32]
  {
    _ = try tokens.members()
    return try tokens.required(name).required("ids").elements().map { node in
      let id = Int32(try node.integer(upTo: max(0, vocabulary.idLimit - 1)))
      guard vocabulary.token(id) != nil else { throw Problem.noSuchID(Int(id), at: node.place) }
      return id
    }
  }
}
