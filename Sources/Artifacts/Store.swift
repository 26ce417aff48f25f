import Diagnostics
import GRDB
import Glibc

/// A directory of results: objects named by their digest, and a database that says which step gave
/// which object.
///
/// Threads and processes may use one store at once. A process may be killed at any moment: nothing
/// half-written is ever read, and nothing that was stored is lost.
public final class Store: Sendable {
  /// The directory, as the user named it.
  public let directory: String
  let objects: Directory
  let temporaries: Directory
  let locks: Directory
  let database: MeasurementsDatabase

  /// Opens the store in `directory` and creates what is missing of it.
  ///
  /// Removes the temporary files of processes that died.
  ///
  /// - Throws: `Problem` if the directory is a file or cannot be written, if the disk is full, and if the
  ///   database is damaged or was written by a newer version of the program.
  public init(_ directory: String) throws {
    self.directory = directory
    let root = Directory(path: directory)
    objects = Directory(path: root.path(of: "objects"))
    temporaries = Directory(path: root.path(of: "temporary"))
    locks = Directory(path: root.path(of: "locks"))
    database = try Self.reporting(directory) { [objects, temporaries, locks] in
      for folder in [root, objects, temporaries, locks] {
        try folder.create()
        try folder.checkWritable()
      }
      let gate = try OpenFile(Self.gatePath(directory), O_RDWR | O_CREAT)
      defer { extendLifetime(gate) }
      _ = try gate.lock(LOCK_EX)
      try temporaries.sweep()
      try locks.sweep()
      return try Self.openDatabase(in: root, objects: objects)
    }
  }

  private static func openDatabase(
    in root: Directory, objects: Directory
  ) throws -> MeasurementsDatabase {
    let path = root.path(of: "measurements.sqlite")
    // SQLite takes an empty file for a new database, and would forget every result in silence.
    if let facts = try FileFacts(of: path), facts.size == 0, try !objects.names().isEmpty {
      throw Problem.emptyDatabase(path: path)
    }
    do {
      return try MeasurementsDatabase(path: path)
    } catch let error as DatabaseError {
      throw Problem.store(root.path, path: path, error)
    }
  }
}

// MARK: - Locks

extension Store {
  /// Runs `body` while no other thread or process runs one for the same key in this store.
  ///
  /// The lock is the kernel's: it ends with the process, however that ends.
  ///
  /// - Returns: What `body` returns; `nil` at once if somebody holds the key.
  /// - Throws: What `body` throws, and `Problem` if the store cannot be written.
  public func exclusively<Value>(_ key: Digest, _ body: () throws -> Value) throws -> Value? {
    guard let lock = try reporting({ try LockFile(locks.path(of: key.hex)) }) else { return nil }
    defer { extendLifetime(lock) }
    return try body()
  }

  /// Runs `body` with the gate open to others alike (`LOCK_SH`) or closed (`LOCK_EX`).
  func throughGate<Value>(_ operation: Int32, _ body: () throws -> Value) throws -> Value {
    let gate = try OpenFile(Self.gatePath(directory), O_RDWR | O_CREAT)
    defer { extendLifetime(gate) }
    _ = try gate.lock(operation)
    return try body()
  }

  private static func gatePath(_ directory: String) -> String {
    Directory(path: directory).path(of: "lock")
  }
}

// MARK: - Problems

extension Store {
  /// Runs `body` and turns the errors of system and database into problems.
  func reporting<Value: ~Copyable>(_ body: () throws -> Value) throws -> Value {
    try Self.reporting(directory, databasePath: database.path, body)
  }

  private static func reporting<Value: ~Copyable>(
    _ directory: String, databasePath: String? = nil, _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch let error as SystemError {
      throw Problem.store(directory, error)
    } catch let error as DatabaseError {
      throw Problem.store(directory, path: databasePath ?? directory, error)
    }
  }
}
