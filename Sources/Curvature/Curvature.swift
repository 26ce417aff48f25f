public import DataMixing
import Diagnostics
public import LinearAlgebra
public import Tensors

/// What a gradient is multiplied by before it is compared with others.
public enum CurvatureInverse: Sendable, Equatable, CaseIterable {
  /// Nothing: influence is the inner product of gradients.
  case identity
  /// (c·S ⊗ A + λ)⁻¹, c the tokens of an example on average (Martens & Grosse 2015, arXiv 1503.05671).
  case kfac
  /// The same axes with second moments of examples' gradients (George et al. 2018, arXiv 1806.03884).
  case ekfac
  /// What the code published with IDEAL (arXiv 2505.12762) has in place of an inverse: gradients are
  /// turned the other way round and multiplied by Λ + λ. Needs moments turned like that. Only for
  /// comparisons; that code averages over batches of 8 and has no damping.
  case published

  /// How gradients are turned.
  public var rotation: KroneckerBasis.Rotation { self == .published ? .published : .eigenbasis }
}

/// The Gauss–Newton matrix of each chosen map by itself, along Kronecker axes.
public struct Curvature<Element: BLASScalar>: Sendable {
  /// The axes.
  public let axes: KroneckerAxes<Element>
  /// Second moments of examples' gradients; `nil` where only K-FAC is wanted.
  public let moments: MomentSums<Element>?

  /// Creates a curvature from what a `CurvatureCollector` gathered.
  public init(axes: KroneckerAxes<Element>, moments: MomentSums<Element>?) {
    precondition(moments.map { $0.sites == axes.sites } ?? true, "moments of other maps")
    (self.axes, self.moments) = (axes, moments)
  }

  /// The eigenvalues of one map, [outputs, inputs]: the second moment of an example's gradient along each
  /// axis.
  ///
  /// - Parameters:
  ///   - index: The site.
  ///   - inverse: Which operator; `.ekfac` and `.published` need moments.
  /// - Returns: Λ.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func eigenvalues(_ index: Int, _ inverse: CurvatureInverse) -> Matrix<Double> {
    let (s, a) = (axes.gradients[index], axes.inputs[axes.sites.inputs[index]])
    guard inverse != .kfac, inverse != .identity else {
      return Matrix(
        rows: s.values.count, columns: a.values.count,
        values: s.values.flatMap { s in a.values.map { axes.tokensPerExample * s * $0 } })
    }
    guard let moments, moments.rotation == inverse.rotation else {
      preconditionFailure("\(inverse) needs second moments along its axes.")
    }
    let scale = 1 / Double(max(moments.examples, 1))
    let sum = moments.sums[index]
    return Matrix(
      rows: sum.rows, columns: sum.columns, values: sum.values.map { Double($0) * scale })
  }

  /// The same operator in double precision, as the type that all influences of `DataMixing` go through:
  /// for small models and for checks.
  ///
  /// - Parameters:
  ///   - index: The site.
  ///   - inverse: Which operator.
  ///   - damping: What is added to eigenvalues.
  /// - Returns: The operator.
  /// - Throws: `Problem` where the damped curvature is singular.
  public func layerPreconditioner(
    _ index: Int, _ inverse: CurvatureInverse, damping: Damping
  ) throws -> LayerPreconditioner {
    guard inverse != .identity else { return .identity }
    if inverse == .published {
      return LayerPreconditioner(
        multiplyingBy: eigenvalues(index, inverse), along: basis(index, inverse.rotation),
        damping: damping)
    }
    return try LayerPreconditioner(
      inverting: eigenvalues(index, inverse), along: basis(index), damping: damping)
  }

  /// The axes of one map in double precision.
  ///
  /// - Parameters:
  ///   - index: The site.
  ///   - rotation: How gradients are turned.
  /// - Returns: The axes.
  public func basis(
    _ index: Int, _ rotation: KroneckerBasis.Rotation = .eigenbasis
  ) -> KroneckerBasis {
    let (s, a) = (axes.gradients[index], axes.inputs[axes.sites.inputs[index]])
    return KroneckerBasis(
      inputs: SymmetricEigen(values: a.values, vectors: doubles(a.vectors)),
      gradients: SymmetricEigen(values: s.values, vectors: doubles(s.vectors)),
      rotation: rotation)
  }

  /// 1 / (Λ + λ) of one map, or Λ + λ as published, [outputs, inputs].
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func weights(
    _ index: Int, _ inverse: CurvatureInverse, damping: Damping
  ) throws -> Matrix<Element> {
    let values = eigenvalues(index, inverse)
    let added = damping.amount(for: values.values)
    let largest = (values.values.max() ?? 0) + added
    // Below this, an eigenvalue is the rounding of its sum, and its inverse means nothing. Squares of
    // gradients are as precise as the gradients, so that a damping may be far below the largest of them.
    let precision = Double(Element.ulpOfOne)
    let floor = largest * (added > 0 && inverse == .ekfac ? precision * precision : precision)
    var weights = Matrix<Element>(unset: values.rows, values.columns)
    for (position, value) in values.values.enumerated() {
      if inverse == .published {
        weights.values[position] = Element(value + added)
        continue
      }
      guard value + added > floor, (1 / (value + added)).isFinite else {
        throw Problem.singularSite(
          axes.sites.sites[index].name, smallest: value + added, largest: largest)
      }
      weights.values[position] = Element(1 / (value + added))
    }
    return weights
  }

  /// Gradients of one map, each multiplied by the damped inverse.
  ///
  /// - Parameters:
  ///   - gradients: Any number, [outputs, inputs] each.
  ///   - index: The site.
  ///   - inverse: Which operator.
  ///   - damping: What is added to eigenvalues.
  /// - Returns: As many, [outputs, inputs] each.
  /// - Throws: `Problem` where the damped curvature is singular.
  public func preconditioned(
    _ gradients: [Matrix<Element>], _ index: Int, _ inverse: CurvatureInverse, damping: Damping
  ) throws -> [Matrix<Element>] {
    guard inverse != .identity else { return gradients }
    let weights = try weights(index, inverse, damping: damping)
    let s = inverse.rotation.columns(axes.gradients[index].vectors)
    let a = inverse.rotation.columns(axes.inputs[axes.sites.inputs[index]].vectors)
    return gradients.map { gradient in
      var turned = product(product(s.transposed, gradient.operand).operand, a)
      multiplyEach(&turned.values, by: weights.values)
      return product(product(s, turned.operand).operand, a.transposed)
    }
  }
}

/// a ← a·b, value by value.
@specialized(where Element == Float)
@specialized(where Element == Double)
func multiplyEach<Element: BLASScalar>(_ a: inout [Element], by b: [Element]) {
  precondition(a.count == b.count, "\(a.count) values times \(b.count)")
  let source = b.span
  var target = a.mutableSpan
  for i in 0..<target.count { unsafe target[unchecked: i] *= source[unchecked: i] }
}
