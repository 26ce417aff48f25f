import Artifacts
import Diagnostics
import Glibc
import JSONTree

/// The files that a model is trained on, found on this machine.
struct Corpus: Sendable, Equatable {
  /// The paths in reading order.
  let paths: [String]
  /// Changes with the content of the files and with their order, not with their names.
  let digest: Digest

  /// Finds the files of a recipe and computes their digest.
  ///
  /// - Parameters:
  ///   - text: What the recipe says.
  ///   - folder: The folder that relative paths start from.
  ///   - store: Remembers the digests of files.
  /// - Throws: `Problem` if a file is missing, saying which package brings it, or cannot be read.
  init(_ text: PretrainRecipe.Text, folder: String, store: Store) throws {
    paths = try text.files.flatMap { written in
      let path = FilePaths.resolve(written, from: folder)
      let found = FilePattern.files(path)
      guard !found.isEmpty else { throw Problem.missingText(written, path, text.package) }
      return found
    }
    title = text.package ?? FilePaths.name(of: paths[0])
    let digests = try paths.map { try store.digest(ofFile: $0) }
    digest = Digest(of: .array(digests.map { .string($0.hex) }))
  }

  /// What the text is called: the package, or the first file.
  let title: String

  /// The most that is read, in bytes: training takes weeks before it needs more.
  private static let largest = 1 << 30

  /// The content of the files, in reading order.
  ///
  /// - Throws: `Problem` if a file is not UTF-8, is empty, is not what the digest was computed of, or if
  ///   they are too large together.
  func texts() throws -> [String] {
    var total = 0
    var digests: [Digest] = []
    let texts = try paths.map { path in
      total += Folders.size(of: path) ?? 0
      guard total <= Self.largest else {
        throw Problem.textTooLarge(path, limit: Self.largest, files: paths.count)
      }
      let bytes = try FileBytes.read(path, noun: "text")
      digests.append(Digest(of: bytes))
      guard !bytes.isEmpty else { throw Problem.emptyText(path) }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Problem.textNotUTF8(path, line: bytes.lineOfBadUTF8)
      }
      return text
    }
    guard Digest(of: .array(digests.map { .string($0.hex) })) == digest else {
      throw Problem.textChanged(paths)
    }
    return texts
  }
}

/// Paths in which `*` and `?` stand for what is there.
enum FilePattern {
  /// The files that fit, in the order of the bytes of their paths; a path without such signs fits itself
  /// where it exists. Folders are left out.
  static func files(_ pattern: String) -> [String] {
    guard pattern.contains(where: { $0 == "*" || $0 == "?" }) else {
      return FilePaths.exists(pattern) && !FilePaths.isFolder(pattern) ? [pattern] : []
    }
    var result = unsafe glob_t()
    defer { unsafe globfree(&result) }
    guard unsafe glob(pattern, 0, nil, &result) == 0 else { return [] }
    let paths = (0..<Int(unsafe result.gl_pathc)).compactMap { index -> String? in
      unsafe result.gl_pathv[index].map { unsafe String(cString: $0) }
    }
    return paths.filter { !FilePaths.isFolder($0) }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }
}

extension [UInt8] {
  /// The line, the first being 1, of the first byte that is not UTF-8.
  fileprivate var lineOfBadUTF8: Int {
    var line = 1
    for part in split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil { return line }
      line += 1
    }
    return line
  }
}
