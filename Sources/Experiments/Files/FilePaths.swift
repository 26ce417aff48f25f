import Foundation

/// Paths as users write them.
enum FilePaths {
  /// `path` as seen from `folder`; `~` at its beginning is the home folder.
  static func resolve(
    _ path: String, from folder: String,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    if path == "~" || path.hasPrefix("~/") {
      return home(environment) + path.dropFirst()
    }
    return path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
  }

  static func home(_ environment: [String: String]) -> String {
    if let home = environment["HOME"], !home.isEmpty { return home }
    return NSHomeDirectory()
  }

  /// The folder of a file; empty for a bare name.
  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last component.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  static func isFolder(_ path: String) -> Bool {
    let type = try? FileManager.default.attributesOfItem(atPath: followed(path))[.type]
    return type as? FileAttributeType == .typeDirectory
  }

  /// The names in a folder, sorted; none if there is no such folder.
  static func names(in folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    return (names ?? []).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  private static func followed(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}
