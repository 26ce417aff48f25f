import Diagnostics
import LinearAlgebra
import Tensors

extension SecondMoments {
  /// Adds the moments of the layer `name`, with their axes, to an archive.
  public func store(in archive: inout MatrixArchive, layer name: String) {
    for (side, eigen) in [("inputs", basis.inputs), ("gradients", basis.gradients)] {
      archive.add(
        Matrix(rows: 1, columns: eigen.values.count, values: eigen.values),
        named: "\(name).moments.\(side).values")
      archive.add(eigen.vectors, named: "\(name).moments.\(side).vectors")
    }
    archive.add(sum, named: "\(name).moments.sum")
    let isPublished = basis.rotation == .published ? 1.0 : 0
    archive.add(
      Matrix(rows: 1, columns: 2, values: [Double(examples), isPublished]),
      named: "\(name).moments.counts")
  }

  /// Takes the moments of the layer `name` from an archive.
  ///
  /// - Throws: `Problem` where a matrix is missing, axes are not orthonormal or a sum is negative.
  public init(_ archive: MatrixArchive, layer name: String) throws {
    let counts = try archive.counts("\(name).moments.counts", 2)
    guard counts[1] <= 1 else {
      throw Problem.wrongMatrix(
        "\(name).moments.counts", expected: "a rotation of 0 or 1", found: "\(counts[1])")
    }
    self.init(
      KroneckerBasis(
        inputs: try archive.eigen("\(name).moments.inputs"),
        gradients: try archive.eigen("\(name).moments.gradients"),
        rotation: counts[1] == 1 ? .published : .eigenbasis))
    let found = try archive.matrix("\(name).moments.sum")
    guard found.rows == sum.rows, found.columns == sum.columns,
      found.values.allSatisfy({ $0 >= 0 })
    else {
      throw Problem.wrongMatrix(
        "\(name).moments.sum", expected: "\(sum.rows)×\(sum.columns) sums of squares",
        found: "\(found.rows)×\(found.columns) values, the least \(found.values.min() ?? 0)")
    }
    sum = found
    examples = counts[0]
  }
}

extension MatrixArchive {
  fileprivate func eigen(_ name: String) throws -> SymmetricEigen {
    let values = try matrix("\(name).values").values
    let vectors = try matrix("\(name).vectors")
    guard vectors.rows == values.count, vectors.columns == values.count else {
      throw Problem.wrongMatrix(
        "\(name).vectors", expected: "\(values.count) vectors",
        found: "\(vectors.rows)×\(vectors.columns) values")
    }
    let n = values.count
    let gram = product(vectors.operand, vectors.transposed).values
    if let wrong = gram.indices.first(where: {
      abs(gram[$0] - ($0 / n == $0 % n ? 1 : 0)) > 1e-9
    }) {
      throw Problem.wrongMatrix(
        "\(name).vectors", expected: "orthonormal rows",
        found: "\(gram[wrong]) from rows \(wrong / n) and \(wrong % n)")
    }
    guard values.allSatisfy({ $0 >= 0 }) else {
      throw Problem.wrongMatrix(
        "\(name).values", expected: "no negative eigenvalue", found: "\(values.min() ?? 0)")
    }
    return SymmetricEigen(values: values, vectors: vectors)
  }
}
