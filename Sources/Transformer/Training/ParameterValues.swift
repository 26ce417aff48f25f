public import Tensors

/// A number for every trained number: a gradient, or a moment of the optimizer. By parameter.
public struct KeyedValues<Key: Hashable & Sendable, Element: Scalar>: Sendable, Equatable {
  /// The parameters, in their order.
  public let parameters: [Key]
  /// One matrix a parameter: [rows, columns] of a matrix, [1, width] of a vector.
  var matrices: [Matrix<Element>]
  private let indices: [Key: Int]

  /// Creates zeros for parameters of these shapes, each [rows, columns] or [width]; no parameter twice.
  public init(zeros shapes: [(parameter: Key, shape: [Int])]) {
    parameters = shapes.map(\.parameter)
    matrices = shapes.map { _, shape in
      Matrix(zeros: shape.count == 2 ? shape[0] : 1, shape.last ?? 0)
    }
    indices = Dictionary(uniqueKeysWithValues: parameters.enumerated().map { ($1, $0) })
  }

  /// The values of one of the parameters, row-major; as many must be set as there are.
  public subscript(parameter: Key) -> [Element] {
    get { matrices[index(of: parameter)].values }
    set {
      let index = index(of: parameter)
      let count = matrices[index].values.count
      precondition(newValue.count == count, "\(newValue.count) values for \(count) of \(parameter)")
      matrices[index].values = newValue
    }
  }

  /// The number of all values.
  public var count: Int { matrices.reduce(0) { $0 + $1.values.count } }

  /// The place of a parameter among `parameters`; `nil` where it is not one of them.
  func indexIfAny(of parameter: Key) -> Int? { indices[parameter] }

  /// The place of a parameter among `parameters`.
  func index(of parameter: Key) -> Int {
    guard let index = indices[parameter] else {
      preconditionFailure("the design has no parameter \(parameter)")
    }
    return index
  }
}

/// A number for every weight of a decoder, in the order of the forward pass.
public typealias ParameterValues<Element: Scalar> = KeyedValues<Parameter, Element>

extension KeyedValues where Key == Parameter {
  /// Creates zeros for every parameter of a design.
  public init(zeros design: DecoderDesign) { self.init(zeros: design.parameters) }
}
