import JSONTree

/// How many rows of each domain are trained on, and which.
struct Mixture: Sendable, Equatable {
  /// For each domain positions among its rows, ascending, any of them several times.
  var rows: [[Int]]
  /// α of each domain, and the share of its rows that it grew by; `nil` where no influence made the
  /// mixture. Those of a domain without rows are 0.
  var step: (alphas: [Double], betas: [Double])?
  /// Why a round was rejected, so that the mixture before it stands.
  var refusal: String?
  /// Why the loop ended with this mixture before all its rounds.
  var stop: String?

  /// The rows of each domain.
  var counts: [Int] { rows.map(\.count) }
  /// All rows.
  var total: Int { rows.reduce(0) { $0 + $1.count } }

  init(
    rows: [[Int]], step: (alphas: [Double], betas: [Double])? = nil, refusal: String? = nil,
    stop: String? = nil
  ) {
    (self.rows, self.step, self.refusal, self.stop) = (rows, step, refusal, stop)
  }

  /// Where the rows are in a pool of the domains.
  func places(in pool: SelectionPool) -> [Int] {
    zip(pool.sets, rows).flatMap { set, rows in rows.map { set.range.lowerBound + $0 } }
  }

  static func == (a: Mixture, b: Mixture) -> Bool { a.bytes == b.bytes }
}

extension Mixture {
  /// As text to store; equal mixtures give equal bytes.
  var bytes: [UInt8] {
    func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .finite($0) }) }
    let value: JSONValue = .object([
      "rows": .array(rows.map { .array($0.map { .integer($0) }) }),
      "alphas": step.map { numbers($0.alphas) }, "betas": step.map { numbers($0.betas) },
      "refusal": refusal.map { .string($0) }, "stop": stop.map { .string($0) },
    ])
    return Array(value.text(.canonical).utf8)
  }

  /// Reads what `bytes` gave; `nil` for anything else.
  init?(bytes: [UInt8]) {
    guard let root = try? JSONDocument(bytes).root.value, let domains = root["rows"]?.array else {
      return nil
    }
    rows = domains.map { $0.array?.compactMap(\.integer) ?? [] }
    func numbers(_ key: String) -> [Double]? { root[key]?.array?.compactMap(\.double) }
    if let alphas = numbers("alphas"), let betas = numbers("betas"),
      alphas.count == rows.count, betas.count == rows.count
    {
      step = (alphas, betas)
    }
    refusal = root["refusal"]?.string
    stop = root["stop"]?.string
  }
}
