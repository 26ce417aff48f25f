import LinearAlgebra
import Tensors
public import Transformer

extension ResidentWeights {
  /// Reads all weights of a checkpoint on all cores. Single precision is exact for every type of file
  /// but `F64`, which is rounded.
  ///
  /// - Parameter checkpoint: The checkpoint.
  /// - Throws: `Problem` if a tensor cannot be read.
  public init(_ checkpoint: DecoderCheckpoint) throws {
    let parameters = checkpoint.design.parameters.map(\.parameter)
    let values: [[Element]] = try concurrently(parameters.count) { index in
      try checkpoint.values(of: parameters[index])
    }
    let table = Dictionary(uniqueKeysWithValues: zip(parameters, values))
    self.init(checkpoint.design) { parameter in
      guard let values = table[parameter] else {
        preconditionFailure("the design lists no parameter \(parameter)")
      }
      return values
    }
  }
}

/// The same numbers in the scalar of the model; no copy for single precision.
func widened<Element: BLASScalar>(_ floats: [Float]) -> [Element] {
  // A conditional cast would look at every element.
  if Element.self == Float.self { return unsafe unsafeBitCast(floats, to: [Element].self) }
  return floats.map { Element($0) }
}
