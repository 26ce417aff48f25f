import Diagnostics
import GRDB

/// The SQLite database of a store. One process and another may use it at once.
struct MeasurementsDatabase: Sendable {
  let path: String
  private let queue: DatabaseQueue

  /// Opens the database, creates it if it is missing, and brings its schema up to date.
  ///
  /// The caller sees to it that only one process opens it at a time.
  init(path: String) throws {
    self.path = path
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(30)
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      // GRDB's default for WAL may lose the last commits when the power fails.
      try database.execute(sql: "PRAGMA synchronous = FULL")
    }
    try checkIntegrity()
    try migrate()
  }

  func read<Value>(_ body: (Database) throws -> Value) throws -> Value { try queue.read(body) }

  func write<Value>(_ body: (Database) throws -> Value) throws -> Value { try queue.write(body) }

  private func checkIntegrity() throws {
    let findings = try read { try String.fetchAll($0, sql: "PRAGMA quick_check(1)") }
    guard findings == ["ok"] else {
      throw Problem.corruptDatabase(path: path, found: findings.joined(separator: "; "))
    }
  }
}

// MARK: - Schema

extension MeasurementsDatabase {
  /// One migration for each schema version, from 1; a released one is never changed.
  private static let migrations: [@Sendable (Database) throws -> Void] = [
    { database in
      try database.execute(
        sql: """
          CREATE TABLE step (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            version INTEGER NOT NULL,
            identity TEXT NOT NULL,
            inputs TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('done', 'failed')),
            result TEXT CHECK ((status = 'done') = (result IS NOT NULL)),
            problem TEXT CHECK ((status = 'failed') = (problem IS NOT NULL))
          ) STRICT;
          CREATE INDEX step_by_identity ON step (kind, identity, sequence);
          CREATE TABLE duration (key TEXT PRIMARY KEY, seconds REAL NOT NULL) STRICT;
          CREATE TABLE file (
            path TEXT PRIMARY KEY,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            digest TEXT NOT NULL
          ) STRICT;
          """)
    }
  ]

  private func migrate() throws {
    var migrator = DatabaseMigrator()
    for (index, migration) in Self.migrations.enumerated() {
      migrator.registerMigration("\(index + 1)", migrate: migration)
    }
    let applied = try read { try migrator.appliedIdentifiers($0) }
    let newest = applied.compactMap { Int($0) }.max() ?? 0
    guard newest <= Self.migrations.count else {
      throw Problem.newerSchema(
        path: path, expected: Self.migrations.count, found: String(newest))
    }
    try migrator.migrate(queue)
  }
}
