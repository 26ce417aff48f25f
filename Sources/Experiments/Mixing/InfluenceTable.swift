import Artifacts
import DataMixing
import Diagnostics
import JSONTree
import Statistics
import Tensors

/// The influence of sampled training examples on reference examples, by each curvature: positive where a
/// step on the example lowers the reference loss.
struct InfluenceTable: Sendable {
  typealias Inverse = ExperimentSpec.MixtureMeasure.Inverse

  /// Which examples the columns are of, as places in the pool, ascending.
  var examples: [Int]
  /// For each domain the columns of its sampled rows; one that the mixture repeats may stand several
  /// times.
  var domains: [[Int]]
  /// [reference examples, training examples] of each curvature that could be computed.
  var values: [Inverse: Matrix<Double>] = [:]
  /// Why a curvature could not be computed.
  var refusals: [Inverse: String] = [:]

  /// The measured part of each domain that has a row, and how many rows all of it has.
  private func measured(_ counts: [Int], names: [String]) -> [MeasuredDomain] {
    domains.indices.compactMap { domain in
      domains[domain].isEmpty
        ? nil
        : MeasuredDomain(name: names[domain], rows: counts[domain], examples: domains[domain])
    }
  }

  /// α of each domain that has a row, with intervals and warnings.
  ///
  /// - Parameters:
  ///   - curvature: One of ``values``.
  ///   - counts: The rows of each domain.
  ///   - names: The names of the domains.
  ///   - convention: What a domain's gradient is.
  ///   - resampling: How intervals are found.
  /// - Returns: The influences.
  /// - Throws: `Problem` where an influence is not finite, or nothing was measured.
  func influences(
    _ curvature: Inverse, counts: [Int], names: [String], convention: InfluenceConvention,
    resampling: InfluenceResampling
  ) throws -> DomainInfluences {
    guard let matrix = values[curvature] else {
      throw Problem(refusals[curvature] ?? "The influences were not computed.")
    }
    let domains = measured(counts, names: names)
    guard !domains.isEmpty else { throw Problem("No domain has a row.") }
    return try DomainInfluences(
      matrix, domains: domains, convention: convention, resampling: resampling)
  }

  /// α of each domain; 0 of one without rows.
  ///
  /// - Throws: `Problem` as for ``influences(_:counts:names:convention:resampling:)``.
  func alphas(
    _ curvature: Inverse, counts: [Int], names: [String], convention: InfluenceConvention
  ) throws -> [Double] {
    // Intervals decide nothing here; one resample is the fewest.
    let found = try influences(
      curvature, counts: counts, names: names, convention: convention,
      resampling: InfluenceResampling(resamples: 1, seed: Seed("mixture")))
    return names.map { name in found.values.first { $0.domain == name }?.alpha ?? 0 }
  }

  /// The mean influence of each example on the reference examples.
  func means(_ curvature: Inverse) -> [Double]? {
    values[curvature].map { matrix in
      (0..<matrix.columns).map { column in
        (0..<matrix.rows).reduce(0) { $0 + matrix[$1, column] } / Double(max(matrix.rows, 1))
      }
    }
  }
}

extension InfluenceTable {
  /// As bytes to store; equal tables give equal bytes.
  var bytes: [UInt8] {
    let facts: JSONValue = .object([
      "domains": .array(domains.map { .array($0.map { .integer($0) }) }),
      "examples": .array(examples.map { .integer($0) }),
      "refusals": .object(
        Inverse.allCases.compactMap { inverse in
          refusals[inverse].map { JSONMember(inverse.rawValue, .string($0)) }
        }),
    ])
    return SafetensorsBytes(
      metadata: [("influences", facts.text(.canonical))],
      tensors: Inverse.allCases.compactMap { inverse in
        values[inverse].map {
          SafetensorsBytes.Tensor(inverse.rawValue, [$0.rows, $0.columns], doubles: $0.values)
        }
      }
    ).bytes
  }

  /// Reads what `bytes` gave; `nil` for anything else.
  init?(bytes: [UInt8]) {
    guard let file = SafetensorsBytes(bytes: bytes),
      let text = file.metadata.first(where: { $0.key == "influences" })?.value,
      let root = try? JSONDocument(Array(text.utf8)).root.value,
      let domains = root["domains"]?.array, let examples = root["examples"]?.array
    else { return nil }
    self.domains = domains.map { $0.array?.compactMap(\.integer) ?? [] }
    self.examples = examples.compactMap(\.integer)
    let columns = self.examples.count
    for inverse in Inverse.allCases {
      refusals[inverse] = root["refusals"]?[inverse.rawValue]?.string
      guard let found = file.doubles(inverse.rawValue) else { continue }
      guard columns > 0, found.count.isMultiple(of: columns) else { return nil }
      values[inverse] = Matrix(rows: found.count / columns, columns: columns, values: found)
    }
  }

  /// Reads the result of a step.
  ///
  /// - Throws: `Problem` if it is damaged, or the store does not work.
  static func read(_ result: Digest, in store: Store) throws -> InfluenceTable {
    guard let table = InfluenceTable(bytes: try store.bytes(of: result)) else {
      throw Problem.damagedResult(result.short)
    }
    return table
  }
}
