@testable import Artifacts
import Diagnostics
import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

@Suite struct StoreTests {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("a/store")
  }

  @Test func `A store is created with its parents and opens again`() throws {
    let digest = try Store(path).store([1])
    #expect(try Store(path + "/").bytes(of: digest) == [1])
  }

  @Test func `Temporary files of dead processes go, those of the living stay`() throws {
    let store = try Store(path)
    try directory.write("x", to: "a/store/temporary/stale")
    try directory.write("", to: "a/store/locks/stale")
    let living = try TemporaryFile(in: store.temporaries)
    _ = try Store(path)
    #expect(
      try store.temporaries.names() == [URL(fileURLWithPath: living.file.path).lastPathComponent])
    #expect(try store.locks.names().isEmpty)
    extendLifetime(living)
  }

  @Test func `A key is held by one at a time`() throws {
    let store = try Store(path)
    let key = Digest(of: [1])
    let inner = try store.exclusively(key) {
      let same = try store.exclusively(key) { true }
      let other = try store.exclusively(Digest(of: [2])) { true }
      return (same, other)
    }
    #expect(inner?.0 == nil)
    #expect(inner?.1 == true)
    #expect(try store.exclusively(key) { true } == true)
    #expect(try store.locks.names().isEmpty)
  }

  @Test func `Threads that want one key enter one after the other`() throws {
    let store = try Store(path)
    let counter = directory.file("counter")
    try directory.write("0", to: "counter")
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      var done = 0
      while done < 25 {
        let entered = try? store.exclusively(Digest(of: [])) {
          let old = Int(try String(contentsOfFile: counter, encoding: .utf8)) ?? -1
          try directory.write(String(old + 1), to: "counter")
          return true
        }
        if entered == true { done += 1 }
      }
    }
    #expect(try String(contentsOfFile: counter, encoding: .utf8) == "200")
  }
}

// MARK: - What is wrong with a directory

extension StoreTests {
  @Test func `A file in place of the directory is said so`() throws {
    let file = directory.file("file")
    try directory.write("", to: "file")
    #expect(
      problem { try Store(file) }?.description == """
        A file stands where a directory of the store '\(file)' should be.
          at: \(file)
          expected: a directory
          found: a file
          to fix it: Move the file away, or name another store.
        """)
    #expect(
      problem { try Store(file + "/inner") }?.summary.hasPrefix("A file stands where") == true)
  }

  @Test func `A directory that may not be written is said so`() throws {
    for (name, mode) in [("empty", 0o755), ("made", 0o755)] {
      let path = directory.file(name)
      if name == "made" {
        _ = try Store(path)
      } else {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      // As root the probe becomes nobody; as another user it meets a directory without write permission.
      let isRoot = getuid() == 0
      try setMode(isRoot ? mode : 0o555, path)
      try setMode(0o755, directory.path)
      let result = try Probe(["open-unprivileged", path]).wait()
      try setMode(0o755, path)
      #expect(result.status == 1)
      #expect(result.output.hasPrefix("The store '\(path)' cannot be written."))
      #expect(result.output.contains("found: Permission denied"))
      #expect(
        result.output.hasSuffix(
          "to fix it: Give yourself permission to write there, or name another store."))
    }
  }

  private func setMode(_ mode: Int, _ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  @Test func `A full disk is said so, and what was stored stays`() throws {
    let full = try OpenFile("/dev/full", O_WRONLY)
    var thrown: SystemError?
    do { try full.write([1, 2, 3]) } catch { thrown = error }
    let error = try #require(thrown)
    #expect(
      Problem.store(".gradbook", error).description == """
        The disk of the store '.gradbook' is full.
          at: /dev/full
          found: No space left on device
          to fix it: Free some space and run again; what is stored stays.
        """)
  }
}

// MARK: - What is wrong with a database

extension StoreTests {
  private var database: String { path + "/measurements.sqlite" }

  private func overwriteDatabase(_ change: (inout Data) -> Void) throws {
    var data = try Data(contentsOf: URL(fileURLWithPath: database))
    change(&data)
    try data.write(to: URL(fileURLWithPath: database))
  }

  @Test func `A database that is none is said so and left alone`() throws {
    _ = try Store(path)
    try overwriteDatabase { $0 = Data("Not a database. ".utf8) + $0.dropFirst(16) }
    let problem = problem { try Store(path) }
    #expect(problem?.summary == "The measurements database is damaged.")
    #expect(problem?.place == Place(file: database))
    #expect(problem?.found == "file is not a database")
    #expect(
      problem?.remedy
        == "Restore the file from a backup; or move it away together with its '-wal' and '-shm' "
        + "files and run again: every step is then computed anew.")
    #expect(try Data(contentsOf: URL(fileURLWithPath: database)).starts(with: Array("Not a".utf8)))
  }

  @Test func `A database with a damaged page is said so`() throws {
    do {
      let store = try Store(path)
      for index in 0..<200 { try store.write(.example(index), seconds: 1) }
    }
    try overwriteDatabase { data in
      for index in stride(from: 4096 * 3, to: data.count, by: 4096) { data[index] = 0xFF }
    }
    #expect(problem { try Store(path) }?.summary == "The measurements database is damaged.")
  }

  @Test func `An emptied database is no new one while there are results`() throws {
    do { _ = try Store(path).store([1]) }
    try overwriteDatabase { $0 = Data() }
    #expect(
      problem { try Store(path) }?.description == """
        The measurements database is empty, yet the store holds results.
          at: \(database)
          expected: the rows that say which step gave which result
          found: a file of 0 bytes
          to fix it: Restore the file from a backup; or move it away together with its '-wal' and \
        '-shm' files and run again: every step is then computed anew.
        """)
    try FileManager.default.removeItem(atPath: database)
    #expect(try Store(path).bytes(of: Digest(of: [1])) == [1])
  }

  @Test func `A newer schema is said so and left alone`() throws {
    do { _ = try Store(path) }
    do {
      try DatabaseQueue(path: database).write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2')")
      }
    }
    #expect(
      problem { try Store(path) }?.description == """
        The store was written by a newer version of this program.
          at: \(database)
          expected: schema version 1 or older
          found: schema version 2
          to fix it: Update this program, or name another store.
        """)
  }

  @Test func `A database that another process holds is said so`() {
    let error = DatabaseError(resultCode: .SQLITE_BUSY, message: "database is locked")
    let problem = Problem.store(".gradbook", path: database, error)
    #expect(problem.summary == "The measurements database is in use by another process.")
    #expect(problem.remedy?.hasPrefix("Wait until that process has ended") == true)
  }
}
