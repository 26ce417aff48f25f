public import DataMixing
import Diagnostics
import LinearAlgebra
import Tensors

extension CovarianceSums {
  /// Adds the sums to an archive: exact, since every Float32 is a Float64.
  public func store(in archive: inout MatrixArchive) {
    for (index, sum) in inputs.enumerated() {
      archive.add(doubles(sum), named: sites.inputName(index))
    }
    for (site, sum) in zip(sites.sites, gradients) {
      archive.add(doubles(sum), named: "\(site.name).gradient")
    }
    archive.add(counts([tokens, examples, done]), named: "covariance.counts")
  }

  /// Takes sums from an archive.
  ///
  /// - Parameters:
  ///   - archive: What `store(in:)` filled.
  ///   - sites: The maps that must be in it.
  /// - Throws: `Problem` where a matrix is missing or has another shape.
  public init(_ archive: MatrixArchive, sites: CurvatureSites) throws {
    self.init(sites)
    for (index, width) in sites.inputWidths.enumerated() {
      inputs[index] = try archive.values(sites.inputName(index), width, width)
    }
    for (index, site) in sites.sites.enumerated() {
      let width = sites.shapes[index].outputs
      gradients[index] = try archive.values("\(site.name).gradient", width, width)
    }
    let counts: Matrix<Double> = try archive.values("covariance.counts", 1, 3)
    (tokens, examples) = (Int(counts.values[0]), Int(counts.values[1]))
    done = Int(counts.values[2])
  }
}

extension MomentSums {
  /// Adds the sums to an archive.
  public func store(in archive: inout MatrixArchive) {
    for (site, sum) in zip(sites.sites, sums) {
      archive.add(doubles(sum), named: "\(site.name).moments")
    }
    archive.add(
      counts([examples, done, batch, rotation == .published ? 1 : 0]), named: "moments.counts")
  }

  /// Takes sums from an archive.
  ///
  /// - Parameters:
  ///   - archive: What `store(in:)` filled.
  ///   - sites: The maps that must be in it.
  /// - Throws: `Problem` where a matrix is missing or has another shape.
  public init(_ archive: MatrixArchive, sites: CurvatureSites) throws {
    let counts: Matrix<Double> = try archive.values("moments.counts", 1, 4)
    self.init(
      sites, rotation: counts.values[3] == 1 ? .published : .eigenbasis,
      batch: max(Int(counts.values[2]), 1))
    for (index, site) in sites.sites.enumerated() {
      let shape = sites.shapes[index]
      sums[index] = try archive.values("\(site.name).moments", shape.outputs, shape.inputs)
    }
    (examples, done) = (Int(counts.values[0]), Int(counts.values[1]))
  }
}

extension MatrixArchive {
  /// A matrix of a known shape whose values are finite and fit into single precision.
  func values<Element: BLASScalar>(
    _ name: String, _ rows: Int, _ columns: Int
  ) throws -> Matrix<Element> {
    let found = self[name]
    guard let found, found.rows == rows, found.columns == columns,
      found.values.allSatisfy({ $0.isFinite && abs($0) < 0x1p127 })
    else {
      throw Problem.otherShape(
        name, expected: "\(rows)×\(columns) finite values",
        found: found.map { "\($0.rows)×\($0.columns) values" } ?? "no matrix of this name")
    }
    return Matrix(rows: rows, columns: columns, values: found.values.map { Element($0) })
  }
}

private func counts(_ values: [Int]) -> Matrix<Double> {
  Matrix(rows: 1, columns: values.count, values: values.map(Double.init))
}

/// The values as doubles.
@specialized(where Element == Float)
@specialized(where Element == Double)
func doubles<Element: BLASScalar>(_ matrix: Matrix<Element>) -> Matrix<Double> {
  Matrix(rows: matrix.rows, columns: matrix.columns, values: matrix.values.map { Double($0) })
}
