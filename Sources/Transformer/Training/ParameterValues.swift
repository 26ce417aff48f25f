public import Tensors

/// A number for every weight of a decoder, by parameter: a gradient, or a moment of the optimizer.
public struct ParameterValues<Element: Scalar>: Sendable, Equatable {
  /// The parameters, in the order of the forward pass.
  public let parameters: [Parameter]
  /// One matrix a parameter: [rows, columns] of a matrix, [1, width] of a vector.
  var matrices: [Matrix<Element>]
  private let indices: [Parameter: Int]

  /// Creates zeros for every parameter of a design.
  public init(zeros design: DecoderDesign) {
    let all = design.parameters
    parameters = all.map(\.parameter)
    matrices = all.map { _, shape in
      Matrix(zeros: shape.count == 2 ? shape[0] : 1, shape.last ?? 0)
    }
    indices = Dictionary(uniqueKeysWithValues: parameters.enumerated().map { ($1, $0) })
  }

  /// The values of one parameter of the design, row-major; as many must be set as there are.
  public subscript(parameter: Parameter) -> [Element] {
    get { matrices[index(of: parameter)].values }
    set {
      let index = index(of: parameter)
      let count = matrices[index].values.count
      precondition(newValue.count == count, "\(newValue.count) values for \(count) of \(parameter)")
      matrices[index].values = newValue
    }
  }

  /// The place of a parameter among `parameters`; `nil` where the design does not have it.
  func indexIfAny(of parameter: Parameter) -> Int? { indices[parameter] }

  /// The place of a parameter among `parameters`.
  func index(of parameter: Parameter) -> Int {
    guard let index = indices[parameter] else {
      preconditionFailure("the design has no parameter \(parameter)")
    }
    return index
  }
}
