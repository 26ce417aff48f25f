/// How alike models are: a symmetric matrix with intervals, and the tree that orders it.
public struct MatrixFinding: Codable, Sendable, Equatable {
  /// Two clusters that become one.
  public struct Merge: Codable, Sendable, Equatable {
    /// The first cluster: a position below the number of models, or that number and more for the
    /// cluster that the merge of that place made.
    public var left: Int
    /// The second cluster, numbered likewise.
    public var right: Int
    /// The distance of the two, averaged over their models.
    public var height: Double

    /// Creates a merge.
    public init(left: Int, right: Int, height: Double) {
      self.left = left
      self.right = right
      self.height = height
    }
  }

  /// The models, in the order of the specification.
  public var models: [Identity]
  /// `pearson`, `spearman` or `distance`.
  public var measure: String
  /// The values, a list for each model in the order of `models`; `nil` where they are undefined.
  public var values: [[Double?]]
  /// The lower ends of the intervals; `nil` on the diagonal and where there is none.
  public var lower: [[Double?]]
  /// The upper ends of the intervals.
  public var upper: [[Double?]]
  /// The positions of the models in the order of the tree's leaves.
  public var order: [Int]
  /// The tree, lowest merge first; empty where a value is undefined.
  public var merges: [Merge]
  /// The number of examples behind each value, at least.
  public var n: Int

  /// Creates a matrix.
  public init(
    models: [Identity], measure: String, values: [[Double?]], lower: [[Double?]],
    upper: [[Double?]], order: [Int], merges: [Merge], n: Int
  ) {
    self.models = models
    self.measure = measure
    self.values = values
    self.lower = lower
    self.upper = upper
    self.order = order
    self.merges = merges
    self.n = n
  }
}
