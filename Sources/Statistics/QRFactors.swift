/// The Householder QR factors of a matrix of full column rank, given by its columns.
struct QRFactors {
  /// Column k holds the reflection's vector from row k on; above it, column k of R.
  private var columns: [[Double]]
  /// The diagonal of R.
  private var diagonal: [Double] = []

  /// `nil` where a column follows from those before it, within 1e-12 of its length.
  init?(_ columns: [[Double]]) {
    self.columns = columns
    for k in columns.indices {
      let whole = length(columns[k])
      let rest = length(self.columns[k].dropFirst(k))
      guard whole.isFinite, rest > 1e-12 * whole else { return nil }
      // The sign that avoids cancellation in the vector's first element.
      let pivot = self.columns[k][k] < 0 ? rest : -rest
      self.columns[k][k] -= pivot
      diagonal.append(pivot)
      for later in columns.indices where later > k { reflect(&self.columns[later], by: k) }
    }
  }

  /// Qᵀ times `vector`.
  func reflected(_ vector: [Double]) -> [Double] {
    var vector = vector
    for k in columns.indices { reflect(&vector, by: k) }
    return vector
  }

  /// The solution x of R x = the first elements of `vector`.
  func solved(_ vector: [Double]) -> [Double] {
    var solution = Array(vector.prefix(columns.count))
    for k in solution.indices.reversed() {
      for later in k + 1..<solution.count { solution[k] -= columns[later][k] * solution[later] }
      solution[k] /= diagonal[k]
    }
    return solution
  }

  /// The length of each row of R⁻¹: the roots of the diagonal of (XᵀX)⁻¹.
  var inverseRowLengths: [Double] {
    let inverse = columns.indices.map { unit in
      solved(columns.indices.map { $0 == unit ? 1 : 0 })
    }
    return columns.indices.map { row in length(inverse.map { $0[row] }[...]) }
  }

  private func reflect(_ vector: inout [Double], by k: Int) {
    let mirror = columns[k]
    var overlap = CompensatedSum()
    for row in k..<vector.count { overlap.add(mirror[row] * vector[row]) }
    // Half the squared length of the mirror is −pivot · its first element.
    let factor = overlap.value / (diagonal[k] * mirror[k])
    for row in k..<vector.count { vector[row] += factor * mirror[row] }
  }
}

/// The Euclidean length, scaled so that squares neither overflow nor vanish.
private func length(_ values: some Sequence<Double>) -> Double {
  let largest = values.reduce(0) { max($0, abs($1)) }
  guard largest > 0, largest.isFinite else { return largest }
  return largest
    * compensatedSum(values.lazy.map { ($0 / largest) * ($0 / largest) }).squareRoot()
}
