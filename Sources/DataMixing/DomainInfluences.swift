import Diagnostics
public import Statistics
public import Tensors

/// A part of the training data, and which examples of it were measured.
public struct MeasuredDomain: Sendable, Equatable {
  /// Its name.
  public let name: String
  /// |D_j|: how many rows it has, measured or not.
  public let rows: Int
  /// The columns of the influence matrix that hold its examples; a row that is trained on several times
  /// stands as often.
  public let examples: [Int]

  /// Creates a domain.
  public init(name: String, rows: Int, examples: [Int]) {
    (self.name, self.rows, self.examples) = (name, rows, examples)
  }
}

/// α, the derivative of the reference loss by the share of each domain that is added, by Lemma 1 of IDEAL
/// (arXiv 2505.12762):
///
///     α_j = −∇L(D_ref)ᵀ·H⁻¹·∇L(D_j)
///
/// Negative: more of the domain lowers the reference loss. A factor common to all domains (that of L and
/// of H) stays in; the step of `MixStep` does not depend on it.
public struct DomainInfluences: Sendable, Equatable {
  /// α of one domain.
  public struct Value: Sendable, Equatable {
    /// The domain's name.
    public let domain: String
    /// α_j.
    public let alpha: Double
    /// α_j over resamples of reference examples and of the domain's different examples, each by themselves:
    /// a repeated row is drawn with all its copies, which tell nothing of other rows.
    public let estimate: Estimate
  }

  /// One for each domain, in their order.
  public let values: [Value]
  /// What a domain's gradient is.
  public let convention: InfluenceConvention
  /// Σα / Σ|α| with α of sums, from −1 to 1: 0 at an optimum of the training loss, where the domains'
  /// gradients cancel. `nil` where all α are zero.
  public let imbalance: Double?
  /// What a reader must know.
  public let warnings: [MixingWarning]

  /// α of each domain from influences of single examples.
  ///
  /// - Parameters:
  ///   - matrix: g_rᵀ·H⁻¹·g_e, [reference examples, training examples], as by `influences(of:on:through:)`.
  ///   - domains: At least one; a column may stand in any number of them.
  ///   - convention: What a domain's gradient is.
  ///   - resampling: How intervals are found.
  ///   - tolerance: The |Σα| / Σ|α| beyond which there is a warning.
  /// - Throws: `Problem` where there are no reference examples, a domain has no example, or an influence is
  ///   not finite.
  public init(
    _ matrix: Matrix<Double>, domains: [MeasuredDomain], convention: InfluenceConvention = .sum,
    resampling: InfluenceResampling, tolerance: Double = 0.1
  ) throws {
    precondition(!domains.isEmpty, "There is at least one domain.")
    guard matrix.rows > 0 else { throw Problem.noReference() }
    self.convention = convention
    values = try domains.map { domain in
      guard !domain.examples.isEmpty else { throw Problem.emptyDomain(domain.name) }
      let copies = Dictionary(grouping: domain.examples) { $0 }.mapValues(\.count)
      let distinct = copies.keys.sorted()
      let part = DomainInfluences.columns(distinct, of: matrix)
      guard allFinite(part.values.span) else {
        throw Problem.influenceNotFinite(domain: domain.name)
      }
      let weight = convention == .sum ? Double(domain.rows) : 1
      let uses = distinct.map { Double(copies[$0] ?? 0) }
      let alpha = DomainInfluences.alpha(
        part, weight, uses, Array(0..<part.rows), Array(0..<part.columns))
      guard alpha.isFinite else { throw Problem.influenceNotFinite(domain: domain.name) }
      return Value(
        domain: domain.name, alpha: alpha,
        estimate: resampling.bootstrap(part, domain: domain.name).estimate { reference, examples in
          DomainInfluences.alpha(part, weight, uses, reference, examples)
        })
    }
    let sums = zip(values, domains).map { value, domain in
      convention == .sum ? value.alpha : value.alpha * Double(domain.rows)
    }
    imbalance = DomainInfluences.imbalance(sums)
    warnings = MixingWarning.about(values, imbalance: imbalance, tolerance: tolerance)
  }

  /// Σα / Σ|α|; `nil` where all are zero.
  static func imbalance(_ alphas: [Double]) -> Double? {
    let size = alphas.reduce(0) { $0 + abs($1) }
    return size > 0 ? alphas.reduce(0, +) / size : nil
  }

  private static func columns(_ columns: [Int], of matrix: Matrix<Double>) -> Matrix<Double> {
    let values = (0..<matrix.rows).flatMap { row in columns.map { matrix[row, $0] } }
    return Matrix(rows: matrix.rows, columns: columns.count, values: values)
  }

  /// −weight·mean over the chosen rows and columns, any of which may stand several times; a column counts
  /// as often as it has copies.
  private static func alpha(
    _ part: Matrix<Double>, _ weight: Double, _ copies: [Double], _ rows: [Int], _ columns: [Int]
  ) -> Double {
    var uses = [Double](repeating: 0, count: part.columns)
    for column in columns { uses[column] += copies[column] }
    let values = part.values.span
    var sum = 0.0
    for row in rows {
      sum += innerProduct(values.extracting(part.range(ofRow: row)), uses.span)
    }
    return -weight * sum / (Double(rows.count) * uses.reduce(0, +))
  }
}
