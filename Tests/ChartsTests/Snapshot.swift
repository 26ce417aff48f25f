import Foundation
import Testing

/// Compares `text` with the recorded file `Fixtures/NAME`, byte for byte.
///
/// With `GRADBOOK_RECORD=1` writes the file instead and fails, so that nobody records unawares.
func expectSnapshot(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")
  if ProcessInfo.processInfo.environment["GRADBOOK_RECORD"] != nil {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    return
  }
  let file = Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil)
  let recorded = try Data(contentsOf: #require(file, sourceLocation: sourceLocation))
  if recorded == Data(text.utf8) { return }
  let old = String(decoding: recorded, as: UTF8.self).split(
    separator: "\n", omittingEmptySubsequences: false)
  let new = text.split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
  Issue.record(
    """
    \(name) differs in line \(line + 1):
    recorded: \(line < old.count ? String(old[line]) : "(end)")
    now:      \(line < new.count ? String(new[line]) : "(end)")
    """, sourceLocation: sourceLocation)
}
