import Diagnostics
import JSONTree

extension TokenizerFile {
  /// The pre-tokenizer: any steps, then `ByteLevel`.
  func preTokenizer() throws -> PreTokenizer {
    guard let root = root.optional("pre_tokenizer") else {
      throw Problem.missing("pre_tokenizer", at: root.place)
    }
    var nodes = try Self.flattened(root, "pretokenizers")
    guard let last = nodes.popLast(), try last.kind() == "ByteLevel" else {
      let all = try Self.flattened(root, "pretokenizers")
      guard let other = try all.first(where: Self.isUnsupported) else {
        throw Problem.notByteLevel(at: root.place)
      }
      throw try Self.unsupported(other)
    }
    var result = PreTokenizer(steps: try nodes.map(step))
    try last.expectObject(["type", "add_prefix_space", "trim_offsets", "use_regex"])
    result.addsPrefixSpace = try last.required("add_prefix_space").bool()
    if try last.flag("use_regex", default: true) {
      result.last = try SplitStep(pattern: PreTokenizer.byteLevelPattern)
    }
    return result
  }

  private static func isUnsupported(_ node: FileNode) throws -> Bool {
    !["ByteLevel", "Split", "Digits"].contains(try node.kind())
  }

  private static func unsupported(_ node: FileNode) throws -> Problem {
    Problem.unsupported(
      "pre-tokenizer", try node.kind(), supported: "ByteLevel, Split, Digits or a Sequence of them",
      at: node.place)
  }

  private func step(_ node: FileNode) throws -> SplitStep {
    switch try node.kind() {
    case "Split": return try split(node)
    case "Digits":
      try node.expectObject(["type", "individual_digits"])
      let areSingle = try node.required("individual_digits").bool()
      return SplitStep(separator: .digit, behavior: areSingle ? .isolated : .contiguous)
    case "ByteLevel": throw Problem.notByteLevel(at: node.place)
    default: throw try Self.unsupported(node)
    }
  }

  private func split(_ node: FileNode) throws -> SplitStep {
    try node.expectObject(["type", "pattern", "behavior", "invert"])
    let name = try node.required("behavior").string()
    guard let behavior = SplitStep.Behavior(rawValue: name) else {
      let known = SplitStep.Behavior.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem.unsupported(
        "behavior", name, supported: known, at: try node.required("behavior").place)
    }
    return SplitStep(
      separator: try separator(node.required("pattern")), behavior: behavior,
      isInverted: try node.required("invert").bool())
  }

  private func separator(_ node: FileNode) throws -> SplitStep.Separator {
    try node.expectObject(["Regex", "String"])
    if let literal = node.optional("String") {
      let bytes = Array(try literal.string().utf8)
      // Nothing at all stands before every character, as an empty expression finds.
      return bytes.isEmpty ? .pattern(try SharedPattern("")) : .literal(bytes)
    }
    let pattern = try node.required("Regex")
    let text = try pattern.string()
    return try locating(pattern.place) { .pattern(try SharedPattern(text)) }
  }
}

extension SplitStep {
  /// Each match of `pattern` by itself, and what lies between matches.
  init(pattern: String) throws {
    self.init(separator: .pattern(try SharedPattern(pattern)), behavior: .isolated)
  }
}
