public import Diagnostics
import JSONTree

/// The first place where a file holds something else than it should, in words.
public struct DifferenceDetail: Sendable, Equatable {
  /// The place, without the file: a line, a JSON pointer or a byte.
  public var place: Place
  /// What should stand there.
  public var expected: String
  /// What stands there.
  public var found: String

  init(place: Place, expected: String, found: String) {
    (self.place, self.expected, self.found) = (place, expected, found)
  }

  /// Compares two files that differ, as the ending of `path` says that they are to be read.
  init(_ found: [UInt8], instead expected: [UInt8], path: String) {
    let own: DifferenceDetail? =
      if path.hasSuffix(".json") {
        JSONDifference.first(found, expected)
      } else if path.hasSuffix(".csv") {
        CSVDifference.first(found, expected)
      } else {
        nil
      }
    let isText = [".json", ".csv", ".html", ".svg"].contains { path.hasSuffix($0) }
    self =
      own
      ?? (isText
        ? LineDifference.first(found, expected) : ByteDifference.first(found, expected))
  }
}

/// The first byte that differs, of files that nobody reads as text.
enum ByteDifference {
  static func first(_ found: [UInt8], _ expected: [UInt8]) -> DifferenceDetail {
    let offset = firstDifference(found, expected)
    return DifferenceDetail(
      place: Place(byteOffset: offset), expected: words(expected, at: offset),
      found: words(found, at: offset))
  }

  private static func words(_ bytes: [UInt8], at offset: Int) -> String {
    guard offset < bytes.count else { return "the end, after \(counted(bytes.count, "byte"))" }
    let digits = String(bytes[offset], radix: 16, uppercase: true)
    return "0x\(digits.count == 1 ? "0" : "")\(digits), of \(counted(bytes.count, "byte"))"
  }
}

/// The first line that differs.
enum LineDifference {
  static func first(_ found: [UInt8], _ expected: [UInt8]) -> DifferenceDetail {
    let offset = firstDifference(found, expected)
    let before = expected.prefix(offset)
    let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return DifferenceDetail(
      place: Place(line: line, column: offset - start + 1),
      expected: words(expected, line: start, at: offset),
      found: words(found, line: start, at: offset))
  }

  /// The line around the difference, as much as one looks at.
  private static func words(_ bytes: [UInt8], line start: Int, at offset: Int) -> String {
    guard offset < bytes.count else { return "the end of the file" }
    let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let isWhole = end - start <= 80
    let from = isWhole ? start : max(start, offset - 24)
    let to = isWhole ? end : min(end, from + 80)
    guard from < to else { return "the end of the line" }
    let text = String(decoding: bytes[from..<to], as: UTF8.self)
    return "\(from > start ? "…" : "")'\(printable(text))'\(to < end ? "…" : "")"
  }
}

/// The index of the first byte that differs, or where the shorter of two files ends.
private func firstDifference(_ a: [UInt8], _ b: [UInt8]) -> Int {
  zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset ?? min(a.count, b.count)
}

/// `text` on one line of a terminal.
func printable(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 }))
}
