import Foundation
import Testing

/// Compares `text` with the file `name` of the folder Snapshots.
///
/// With GRADBOOK_RECORD in the environment the file is written instead, and the test fails, so that nothing
/// is ever recorded unseen.
func expectSnapshot(
  _ text: String, _ name: String, at location: SourceLocation = #_sourceLocation
) throws {
  guard ProcessInfo.processInfo.environment["GRADBOOK_RECORD"] == nil else {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Snapshots/\(name)")
    try text.write(to: path, atomically: true, encoding: .utf8)
    Issue.record("Recorded '\(name)': look at it, then run again.", sourceLocation: location)
    return
  }
  let folder = try #require(Bundle.module.resourceURL)
  let expected = try String(
    contentsOf: folder.appendingPathComponent("Snapshots/\(name)"), encoding: .utf8)
  let (found, wanted) = (lines(text), lines(expected))
  guard found != wanted else { return }
  let index = zip(found, wanted).enumerated().first { $1.0 != $1.1 }?.offset
  let line = index ?? min(found.count, wanted.count)
  func words(_ lines: [Substring]) -> Substring { lines.indices.contains(line) ? lines[line] : "" }
  Issue.record(
    "'\(name)' differs in line \(line + 1):\n  expected \(words(wanted))\n  found    \(words(found))",
    sourceLocation: location)
}

private func lines(_ text: String) -> [Substring] {
  text.split(separator: "\n", omittingEmptySubsequences: false)
}

extension String {
  /// The page without what the style sheet, the script and the charts decide.
  var withoutDrawings: String {
    replacing(/<style>[^<]*<\/style>/, with: "<style></style>")
      .replacing(/<script>[\s\S]*?<\/script>/, with: "<script></script>")
      .replacing(/'sha256-[^']*'/, with: "'sha256-…'")
      .replacing(/<svg xmlns[\s\S]*? id="([^"]*)"[\s\S]*?<\/svg>/) { "<svg id=\"\($0.1)\"></svg>" }
      .replacing(/(<img[^>]* height=")[0-9]+"/) { "\($0.1)…\"" }
  }
}
