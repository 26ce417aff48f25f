import Diagnostics
import JSONTree

extension TokenizerFile {
  /// The normalizer, which leaves a text as it is where the file has none.
  func normalizer() throws -> Normalizer {
    guard let node = root.optional("normalizer") else { return .none }
    return Normalizer(steps: try Self.flattened(node, "normalizers").map(step))
  }

  private func step(_ node: FileNode) throws -> Normalizer.Step {
    switch try node.kind() {
    case "NFC", "NFKC":
      try node.expectObject(["type"])
      return .form(try node.kind() == "NFC" ? .composed : .compatible)
    case "Prepend":
      try node.expectObject(["type", "prepend"])
      return .prepend(Array(try node.required("prepend").string().utf8))
    case "Replace":
      try node.expectObject(["type", "pattern", "content"])
      return .replace(
        try separator(node.required("pattern")),
        Array(try node.required("content").string().utf8))
    default:
      throw Problem.unsupported(
        "normalizer", try node.kind(),
        supported: "Prepend, Replace, NFC, NFKC or a Sequence of them", at: node.place)
    }
  }
}
