public import DataMixing
import Diagnostics
import LinearAlgebra
import Tensors

extension KroneckerAxes {
  /// Adds the axes to an archive. With moments beside them, all of a curvature is in it.
  public func store(in archive: inout MatrixArchive) {
    for (index, axes) in inputs.enumerated() {
      axes.store(in: &archive, named: "\(sites.inputName(index)).axes")
    }
    for (site, axes) in zip(sites.sites, gradients) {
      axes.store(in: &archive, named: "\(site.name).gradient.axes")
    }
    archive.add(
      Matrix(rows: 1, columns: 1, values: [tokensPerExample]), named: "axes.tokensPerExample")
  }

  /// Takes axes from an archive.
  ///
  /// - Parameters:
  ///   - archive: What `store(in:)` filled.
  ///   - sites: The maps that must be in it.
  /// - Throws: `Problem` where a matrix is missing or has another shape.
  public init(_ archive: MatrixArchive, sites: CurvatureSites) throws {
    self.init(
      sites: sites,
      inputs: try sites.inputWidths.enumerated().map { index, width in
        try CovarianceAxes(archive, named: "\(sites.inputName(index)).axes", width: width)
      },
      gradients: try zip(sites.sites, sites.shapes).map { site, shape in
        try CovarianceAxes(
          archive, named: "\(site.name).gradient.axes", width: shape.outputs)
      },
      tokensPerExample: try archive.values("axes.tokensPerExample", 1, 1).values[0])
  }
}

extension CovarianceAxes {
  fileprivate func store(in archive: inout MatrixArchive, named name: String) {
    archive.add(
      Matrix(rows: 1, columns: values.count, values: values), named: "\(name).values")
    archive.add(doubles(vectors), named: "\(name).vectors")
  }

  fileprivate init(_ archive: MatrixArchive, named name: String, width: Int) throws {
    values = try archive.values("\(name).values", 1, width).values
    vectors = try archive.values("\(name).vectors", width, width)
  }
}
