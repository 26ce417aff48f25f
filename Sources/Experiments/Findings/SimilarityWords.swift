import Statistics

/// What a cell of matrices says: who is nearest, who is farthest, and where the tree first splits.
struct SimilarityWords {
  let quantity: QuantityFacts
  let measure: CurveMeasure
  let matrices: [MatrixFinding]
  let panelNoun: String

  /// The measure as a quantity, with the metric that it is of.
  var facts: QuantityFacts {
    let of = quantity.label.lowercasingFirst
    let label =
      switch measure {
      case .pearson: "Correlation of \(of) curves"
      case .spearman: "Rank correlation of \(of) curves"
      case .distance: "Distance of \(of) curves"
      }
    return QuantityFacts(
      metric: quantity.metric, label: label, unit: nil, direction: quantity.direction,
      summary: "\(meaning). \(quantity.summary)")
  }

  /// What the numbers are, as a sentence without its full stop.
  var meaning: String {
    switch measure {
    case .pearson:
      "Numbers are Pearson's r of two models' mean curves over relative depth, from −1 to 1"
    case .spearman:
      "Numbers are Spearman's ρ of two models' mean curves over relative depth, from −1 to 1"
    case .distance:
      "Numbers are the root mean square difference of two models' mean curves over relative depth, "
        + "each over its mean; 0 for curves of one shape"
    }
  }

  /// For example: Nuclear norm curves of a and b are most alike (r = 0.98), those of a and c least
  /// (0.31).
  var title: String {
    let subject = "\(quantity.label) curves"
    guard let first = matrices.first, let nearest = extreme(first, nearest: true),
      let farthest = extreme(first, nearest: false)
    else { return "\(subject) compared" }
    guard first.models.count > 2 else {
      let values = matrices.compactMap { extreme($0, nearest: true)?.value }
      return "\(subject) of \(nearest.names): \(symbol) = \(range(values))"
    }
    let same = matrices.count { matrix in
      extreme(matrix, nearest: true)?.pair == nearest.pair
        && extreme(matrix, nearest: false)?.pair == farthest.pair
    }
    let where_ = matrices.count > 1 ? " in \(same) of \(matrices.count) \(panelNoun)" : ""
    let numbers =
      matrices.count > 1
      ? ["", ""]
      : [
        " (\(symbol) = \(number(nearest.value)))", " (\(number(farthest.value)))",
      ]
    return "\(subject) of \(nearest.names) are most alike\(numbers[0]), those of "
      + "\(farthest.names) least\(numbers[1])\(where_)"
  }

  /// Whether the first split of the tree keeps families whole, as a sentence.
  var split: String {
    let families = Set(matrices.flatMap { $0.models.map(\.family) })
    guard families.count > 1 else { return "All models are of one family." }
    let hasSizes = matrices.contains { matrix in
      Set(matrix.models.map(\.family)).count < matrix.models.count
    }
    guard hasSizes else {
      return "Each family has one model, so the tree says nothing of families against sizes."
    }
    let trees = matrices.filter { !$0.merges.isEmpty }
    let whole = trees.count { $0.keepsFamiliesWhole }
    if trees.count == 1 {
      return whole == 1
        ? "The first split of the tree keeps every family whole."
        : "The first split of the tree divides a family."
    }
    return "The first split of the tree keeps every family whole in \(whole) of \(trees.count) "
      + "\(panelNoun)."
  }

  private var symbol: String {
    switch measure {
    case .pearson: "r"
    case .spearman: "ρ"
    case .distance: "distance"
    }
  }

  /// For example `0.52`, or `0.41 to 0.52`.
  private func range(_ values: [Double]) -> String {
    let ends = [values.min(), values.max()].compactMap { $0.map(number) }
    return ends.first == ends.last ? ends.first ?? "" : ends.joined(separator: " to ")
  }

  /// The pair of models that are most or least alike.
  private func extreme(
    _ matrix: MatrixFinding, nearest: Bool
  ) -> (pair: [Int], names: String, value: Double)? {
    let pairs = matrix.models.indices.flatMap { row in
      (0..<row).compactMap { column in
        matrix.values[row][column].map { (pair: [column, row], value: $0) }
      }
    }
    let wantsLeast = (measure == .distance) == nearest
    let found =
      wantsLeast
      ? pairs.min { $0.value < $1.value } : pairs.max { $0.value < $1.value }
    return found.map { found in
      let names = found.pair.map { matrix.models[$0].model ?? "" }
      return (found.pair, names.joined(separator: " and "), found.value)
    }
  }

  /// Two decimals with a true minus sign.
  private func number(_ value: Double) -> String {
    let hundredths = Int((abs(value) * 100).rounded())
    let digits = hundredths % 100 < 10 ? "0\(hundredths % 100)" : "\(hundredths % 100)"
    return (value < 0 && hundredths > 0 ? "−" : "") + "\(hundredths / 100).\(digits)"
  }
}

extension MatrixFinding {
  /// Whether no family has models on both sides of the last merge.
  fileprivate var keepsFamiliesWhole: Bool {
    guard let top = merges.last else { return false }
    let left = Set(members(top.left).map { models[$0].family })
    return left.isDisjoint(with: members(top.right).map { models[$0].family })
  }

  private func members(_ cluster: Int) -> [Int] {
    guard cluster >= models.count else { return [cluster] }
    let merge = merges[cluster - models.count]
    return members(merge.left) + members(merge.right)
  }
}
