public import Tensors

/// g_rᵀ·P·g_e for each reference example r and each training example e, summed over layers: how far a step
/// on e lowers the loss on r, seen through the preconditioner P.
///
/// - Parameters:
///   - examples: Gradients of training examples, each with a matrix [outputs, inputs] for every layer.
///   - reference: Gradients of reference examples, likewise. Each is preconditioned once.
///   - preconditioners: One for each layer.
/// - Returns: [reference examples, training examples].
public func influences(
  of examples: [[Matrix<Double>]], on reference: [[Matrix<Double>]],
  through preconditioners: [LayerPreconditioner]
) -> Matrix<Double> {
  var result = Matrix<Double>(zeros: reference.count, examples.count)
  for (row, gradient) in reference.enumerated() {
    precondition(
      gradient.count == preconditioners.count,
      "gradients of \(gradient.count) layers and \(preconditioners.count) preconditioners")
    let turned = zip(preconditioners, gradient).map { $0($1) }
    for (column, example) in examples.enumerated() {
      result[row, column] = layerwiseInnerProduct(turned, example)
    }
  }
  return result
}

/// Σ over layers of the inner product of two gradients.
public func layerwiseInnerProduct(_ a: [Matrix<Double>], _ b: [Matrix<Double>]) -> Double {
  precondition(a.count == b.count, "gradients of \(a.count) and \(b.count) layers")
  return zip(a, b).reduce(0) { sum, layers in
    precondition(
      layers.0.rows == layers.1.rows && layers.0.columns == layers.1.columns,
      "a \(layers.0.rows)×\(layers.0.columns) and a \(layers.1.rows)×\(layers.1.columns) gradient")
    return sum + innerProduct(layers.0.values, layers.1.values)
  }
}
