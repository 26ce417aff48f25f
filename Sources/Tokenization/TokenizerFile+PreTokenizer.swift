import Diagnostics
import JSONTree

extension TokenizerFile {
  /// The pre-tokenizer, and whether it turns text into bytes as its last step.
  func preTokenizer() throws -> (PreTokenizer, isByteLevel: Bool) {
    guard let root = root.optional("pre_tokenizer") else { return (PreTokenizer(steps: []), false) }
    var nodes = try Self.flattened(root, "pretokenizers")
    guard let last = nodes.last, try last.kind() == "ByteLevel" else {
      return (PreTokenizer(steps: try nodes.map(step)), false)
    }
    nodes.removeLast()
    return (PreTokenizer(steps: try nodes.map(step) + byteLevel(last)), true)
  }

  private func byteLevel(_ node: FileNode) throws -> [PreTokenizer.Step] {
    try node.expectObject(["type", "add_prefix_space", "trim_offsets", "use_regex"])
    var steps: [PreTokenizer.Step] = []
    if try node.required("add_prefix_space").bool() { steps.append(.spacePrefix) }
    if try node.flag("use_regex", default: true) {
      steps.append(.split(try SplitStep(pattern: PreTokenizer.byteLevelPattern)))
    }
    return steps
  }

  private func step(_ node: FileNode) throws -> PreTokenizer.Step {
    switch try node.kind() {
    case "Split": return .split(try split(node))
    case "Metaspace": return .metaspace(try metaspace(node))
    case "Digits":
      try node.expectObject(["type", "individual_digits"])
      let areSingle = try node.required("individual_digits").bool()
      return .split(
        SplitStep(separator: .digit, behavior: areSingle ? .isolated : .contiguous))
    case "ByteLevel": throw Problem.misplacedByteLevel(at: node.place)
    default:
      throw Problem.unsupported(
        "pre-tokenizer", try node.kind(),
        supported: "ByteLevel, Split, Digits, Metaspace or a Sequence of them", at: node.place)
    }
  }

  /// The members of `Metaspace`, as pre-tokenizer and as decoder.
  ///
  /// Files of before 2024 say `add_prefix_space` instead of `prepend_scheme`, and repeat
  /// `replacement` as `str_rep`.
  func metaspace(_ node: FileNode) throws -> Metaspace {
    try node.expectObject([
      "type", "replacement", "prepend_scheme", "add_prefix_space", "split", "str_rep",
    ])
    let mark = try node.required("replacement")
    guard try mark.string().unicodeScalars.count == 1 else { throw mark.mistyped("one character") }
    let adds = try node.flag("add_prefix_space", default: true)
    return Metaspace(
      mark: Array(try mark.string().utf8),
      scheme: try node.optional("prepend_scheme").map(scheme) ?? (adds ? .always : .never),
      splits: try node.flag("split", default: true))
  }

  private func scheme(_ node: FileNode) throws -> Metaspace.Scheme {
    guard let scheme = Metaspace.Scheme(rawValue: try node.string()) else {
      let known = Metaspace.Scheme.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem.unsupported(
        "prepend scheme", try node.string(), supported: known, at: node.place)
    }
    return scheme
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

  /// A pattern, given as `String` or as `Regex`.
  func separator(_ node: FileNode) throws -> Separator {
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
