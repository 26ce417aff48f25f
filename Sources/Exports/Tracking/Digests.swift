import Artifacts

/// The first 12 digits of the digest of `text`.
func shortDigest(_ text: String) -> String { Digest(of: Array(text.utf8)).short }

/// 32 digits of the digest of parts that are told apart by what no name holds.
func longDigest(_ parts: [String]) -> String {
  String(Digest(of: Array(parts.joined(separator: "\0").utf8)).hex.prefix(32))
}
