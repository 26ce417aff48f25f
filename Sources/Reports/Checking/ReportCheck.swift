import Foundation

/// Compares reports on the disk with what they should be, byte for byte.
public enum ReportCheck {
  /// How the files of a folder differ from `files`, the most telling difference first.
  ///
  /// What is no file of a report, such as notes beside it, counts as little as it does when a report is
  /// written.
  ///
  /// - Parameters:
  ///   - files: what should be there.
  ///   - folder: the folder, which need not exist.
  ///   - isWhole: whether `files` are all that should be there; else charts and tables beyond them are no
  ///     difference.
  /// - Returns: One difference a file; none if all bytes are equal.
  /// - Throws: `Problem` if a file or the folder cannot be read.
  public static func differences(
    of files: [ReportFile], in folder: String, isWhole: Bool = true
  ) throws -> [FileDifference] {
    let found = try files.compactMap { try difference(of: $0, in: folder) }
    let extra =
      isWhole
      ? try Staging.entries(of: folder).filter { path in
        Staging.isOurs(path) && !files.contains { equal($0.path, path) }
      }.map { FileDifference(path: $0, kind: .extra) } : []
    return (found + extra).sorted()
  }

  private static func difference(
    of file: ReportFile, in folder: String
  ) throws -> FileDifference? {
    let path = "\(folder)/\(file.path)"
    guard FileManager.default.fileExists(atPath: path) else {
      return FileDifference(path: file.path, kind: .missing)
    }
    let bytes = try readBytes(of: path)
    guard bytes != file.bytes else { return nil }
    return FileDifference(
      path: file.path, kind: .changed,
      detail: DifferenceDetail(bytes, instead: file.bytes, path: file.path))
  }
}

/// How one file differs from what it should be.
public struct FileDifference: Sendable, Equatable {
  /// What is wrong with it.
  public enum Kind: Int, Sendable {
    /// It holds something else.
    case changed
    /// It should be there and is not.
    case missing
    /// It is there and should not be.
    case extra
  }

  /// The file, relative to the folder that was compared.
  public var path: String
  /// What is wrong with it.
  public var kind: Kind
  /// Where it first differs; `nil` unless it holds something else.
  public var detail: DifferenceDetail?

  init(path: String, kind: Kind, detail: DifferenceDetail? = nil) {
    self.path = path
    self.kind = kind
    self.detail = detail
  }
}

extension FileDifference: Comparable {
  /// Numbers before pages before drawings: what changed first is what all others follow from.
  private static let endings = ["findings.json", ".csv", ".html", ".svg"]

  private var rank: Int {
    let place = Self.endings.firstIndex { path.hasSuffix($0) } ?? Self.endings.count
    return kind.rawValue * 8 + place
  }

  /// Whether `a` tells more than `b`.
  public static func < (a: FileDifference, b: FileDifference) -> Bool {
    a.rank != b.rank
      ? a.rank < b.rank : a.path.utf8.lexicographicallyPrecedes(b.path.utf8)
  }
}
