/// A file of a report before it is written.
public struct ReportFile: Sendable, Equatable {
  /// Where it goes, relative to the folder of the report, with `/` between names.
  public var path: String
  /// What it holds.
  public var bytes: [UInt8]

  /// Creates a file.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }
}
