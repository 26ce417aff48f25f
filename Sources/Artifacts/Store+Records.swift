import Diagnostics
import GRDB
import JSONTree

extension Store {
  /// What is recorded under `key`; `nil` if nothing is.
  ///
  /// - Throws: `Problem` if the database is damaged or does not answer.
  public func record(of key: Digest) throws -> StepRecord? {
    try fetchRecord(sql: "SELECT * FROM step WHERE key = ?", [key.hex])
  }

  /// The newest record of a step of this kind and identity, whatever its inputs; `nil` if there is none.
  ///
  /// - Throws: `Problem` if the database is damaged or does not answer.
  public func newestRecord(kind: String, identity: String) throws -> StepRecord? {
    try fetchRecord(
      sql: "SELECT * FROM step WHERE kind = ? AND identity = ? ORDER BY sequence DESC LIMIT 1",
      [kind, identity])
  }

  /// How long the step `key` took when it was last computed, in seconds; `nil` if it never was.
  ///
  /// - Throws: `Problem` if the database is damaged or does not answer.
  public func seconds(of key: Digest) throws -> Double? {
    try reporting {
      try database.read {
        try Double.fetchOne(
          $0, sql: "SELECT seconds FROM duration WHERE key = ?", arguments: [key.hex])
      }
    }
  }

  /// Writes `record` in place of an older record of its key.
  ///
  /// A failure never takes the place of a result.
  ///
  /// - Parameters:
  ///   - record: What to write. The object of its result is stored already.
  ///   - seconds: How long the step took, at least 0.
  /// - Throws: `Problem` if the database cannot be written, is damaged or does not answer.
  public func write(_ record: StepRecord, seconds: Double) throws {
    try reporting {
      try database.write { connection in
        if case .failed = record.status,
          try Bool.fetchOne(
            connection, sql: "SELECT status = 'done' FROM step WHERE key = ?",
            arguments: [record.key.hex]) == true
        {
          return
        }
        try connection.execute(
          sql: """
            INSERT OR REPLACE INTO step (key, kind, version, identity, inputs, status, result, problem)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, arguments: record.columns)
        try connection.execute(
          sql: "INSERT OR REPLACE INTO duration (key, seconds) VALUES (?, ?)",
          arguments: [record.key.hex, seconds])
      }
    }
  }

  private func fetchRecord(sql: String, _ arguments: StatementArguments) throws -> StepRecord? {
    try reporting {
      try database.read { connection in
        guard let row = try Row.fetchOne(connection, sql: sql, arguments: arguments) else {
          return nil
        }
        guard let record = StepRecord(row) else {
          throw Problem.corruptDatabase(
            path: database.path, found: "a row of 'step' that makes no sense")
        }
        return record
      }
    }
  }
}

extension StepRecord {
  fileprivate var columns: StatementArguments {
    let result: String? = if case .done(let digest) = status { digest.hex } else { nil }
    let problem: String? = if case .failed(let value) = status { value.json.text() } else { nil }
    return [
      key.hex, kind, version, identity, inputs.text(.canonical),
      result == nil ? "failed" : "done", result, problem,
    ]
  }

  fileprivate init?(_ row: Row) {
    guard let key = Digest(hex: row["key"]), let status = Status(row),
      let inputs = JSONValue(stored: row["inputs"])
    else { return nil }
    self.init(
      key: key, kind: row["kind"], version: row["version"], identity: row["identity"],
      inputs: inputs, status: status)
    sequence = row["sequence"]
  }
}

extension StepRecord.Status {
  fileprivate init?(_ row: Row) {
    if let hex: String = row["result"], let digest = Digest(hex: hex) {
      self = .done(digest)
    } else if let text: String = row["problem"],
      let problem = JSONValue(stored: text).flatMap(Problem.init(json:))
    {
      self = .failed(problem)
    } else {
      return nil
    }
  }
}

extension JSONValue {
  fileprivate init?(stored text: String) {
    guard let document = try? JSONDocument(Array(text.utf8)) else { return nil }
    self = document.root.value
  }
}
