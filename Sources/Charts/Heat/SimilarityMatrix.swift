/// How alike things are, every two of them: a square of colours in the order of a tree, and the tree above it.
///
/// Rows and columns stand in one order, that of the tree's leaves; things that the tree lacks, as those without
/// data, follow in the order given and have hatched cells. A branch whose leaves all belong to one group has the
/// colour of that group.
public struct SimilarityMatrix: Chart, Hashable {
  /// One of the things compared, such as a model.
  public struct Item: Sendable, Hashable {
    /// The name, short enough for a label.
    public var name: String
    /// How its swatch looks: hue for the group, lightness and marker for the size.
    public var style: SeriesStyle
    /// The group, such as the family, for the key and for the colours of branches; `nil` for none.
    public var group: String?

    /// Creates an item.
    public init(_ name: String, style: SeriesStyle, group: String? = nil) {
      self.name = name
      self.style = style
      self.group = group
    }
  }

  /// Which values to expect, for colours and digits.
  public enum Measure: Sendable, Hashable {
    /// −1 to 1, most alike at 1. With a value below 0 the colours diverge from 0 over −1 to 1; else they run
    /// from the least value to 1, so that small differences among high correlations show.
    case correlation
    /// 0 and more, most alike at 0. The colours run from 0 to the largest value.
    case distance
  }

  /// What the chart says.
  public var headline: Headline
  /// The things compared, in the order of `values` and of the tree's items.
  public let items: [Item]
  /// The value of every two items; `nil` and not finite mean missing. On the diagonal, where nothing is
  /// compared, a missing value leaves a blank.
  public let values: [[Double?]]
  /// The tree; `nil` for none, and the order given.
  public let tree: Dendrogram?
  /// What the values are of, such as `Pearson correlation`.
  public var quantity: String
  /// Which values to expect.
  public var measure: Measure
  /// What one item is, such as `model`, and its group, such as `family`.
  public var itemTitle: String, groupTitle: String

  /// Creates a chart. Traps unless there is a row and a column of values for each item, and unless the tree's
  /// items are among them.
  public init(
    _ headline: Headline, items: [Item], values: [[Double?]], tree: Dendrogram? = nil,
    quantity: String, measure: Measure, itemTitle: String = "model", groupTitle: String = "family"
  ) {
    precondition(
      values.count == items.count && values.allSatisfy { $0.count == items.count },
      "\(items.count) items need as many rows and columns of values")
    precondition(
      tree?.order.allSatisfy(items.indices.contains) ?? true,
      "a tree of \(items.count) items, found leaves \(tree?.order ?? [])")
    self.headline = headline
    self.items = items
    self.values = values
    self.tree = tree
    self.quantity = quantity
    self.measure = measure
    self.itemTitle = itemTitle
    self.groupTitle = groupTitle
  }

  /// The drawing.
  public func scene(width: Double, measurer: any TextMeasurer) -> Scene {
    SimilarityMatrixDrawing(self, width: width, measurer: measurer).scene()
  }
}

extension SimilarityMatrix {
  /// The items from left to right and from top to bottom.
  var order: [Int] {
    let leaves = tree?.order ?? []
    return leaves + items.indices.filter { !leaves.contains($0) }
  }

  /// Every two different items, later with earlier in the order shown.
  var pairs: [(first: Int, second: Int, value: Double?)] {
    order.enumerated().flatMap { place, row in
      order.prefix(place).map { ($0, row, values[row][$0].finite) }
    }
  }

  /// Whether an item has no value with any other.
  func isMissing(_ item: Int) -> Bool {
    items.count > 1 && items.indices.allSatisfy { $0 == item || values[item][$0].finite == nil }
  }

  var hasMissing: Bool { pairs.contains { $0.value == nil } }

  var ramp: ColorRamp {
    measure == .correlation && pairs.contains { ($0.value ?? 0) < 0 } ? .diverging : .sequential
  }

  var domain: Domain {
    let known = pairs.compactMap(\.value)
    let bounds: ClosedRange<Double> =
      switch (measure, ramp) {
      case (.correlation, .diverging): -1...1
      case (.correlation, .sequential): min(known.min() ?? 0, 0.999)...1
      case (.distance, _): 0...Swift.max(known.max() ?? 1, .leastNormalMagnitude)
      }
    return Domain(bounds: bounds, isLogarithmic: false)
  }

  /// How many decimals values have: two; more where all lie close together, fewer where they are large.
  var decimals: Int {
    let known = pairs.compactMap(\.value)
    let largest = known.map(\.magnitude).max() ?? 0
    let spread = (known.max() ?? 0) - (known.min() ?? 0)
    if let magnitude = DecimalDigits(largest).magnitude, magnitude > 0 {
      return max(0, 2 - magnitude)
    }
    return min(max(1 - (DecimalDigits(spread).magnitude ?? -1), 2), 3)
  }
}
