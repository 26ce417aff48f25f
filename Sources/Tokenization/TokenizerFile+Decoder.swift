import Diagnostics
import JSONTree

extension TokenizerFile {
  /// The decoder. Where tokens spell bytes, only `ByteLevel` turns them back.
  func decoder(isByteLevel: Bool) throws -> TokenDecoder {
    let node = try root.required("decoder")
    if case .null = node.node.content { throw Problem.missing("decoder", at: root.place) }
    let steps = try Self.flattened(node, "decoders").map { try step($0) }
    guard steps.contains(.byteLevel) == isByteLevel else {
      throw Problem.mismatchedDecoder(isByteLevel: isByteLevel, at: node.place)
    }
    return TokenDecoder(steps: steps)
  }

  private func step(_ node: FileNode) throws -> TokenDecoder.Step {
    switch try node.kind() {
    case "ByteLevel": return .byteLevel
    case "ByteFallback": return .byteFallback
    case "Fuse": return .fuse
    case "Replace":
      try node.expectObject(["type", "pattern", "content"])
      let pattern = try node.required("pattern").required("String")
      return .replace(
        try bytes(pattern), Array(try node.required("content").string().utf8))
    case "Strip":
      try node.expectObject(["type", "content", "start", "stop"])
      return .strip(
        try bytes(node.required("content")),
        start: try node.required("start").integer(upTo: 1 << 20),
        end: try node.required("stop").integer(upTo: 1 << 20))
    case "Metaspace":
      let metaspace = try metaspace(node)
      return .metaspace(metaspace.mark, trims: metaspace.scheme != .never)
    default:
      throw Problem.unsupported(
        "decoder", try node.kind(),
        supported: "ByteLevel, Replace, ByteFallback, Fuse, Strip, Metaspace or a Sequence of them",
        at: node.place)
    }
  }

  /// A string of at least one byte.
  private func bytes(_ node: FileNode) throws -> [UInt8] {
    let bytes = Array(try node.string().utf8)
    guard !bytes.isEmpty else { throw node.mistyped("a string that is not empty") }
    return bytes
  }
}
