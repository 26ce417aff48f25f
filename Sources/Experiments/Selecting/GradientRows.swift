import DataSelection
import Tensors
import Transformer

/// Rows of gradients by the adapters of one checkpoint, by one recipe or by several from the same pass.
struct GradientRows {
  let weights: AdaptedWeights<Float>
  let state: FineTuningState<AdapterParameter, Float>
  let tables: RotaryTables<Float>
  let recipes: [RowRecipe]

  /// The rows of examples that go through the model as one stack, not normalized, [examples, d] for each recipe; one without a scored token is not
  /// a number.
  func callAsFunction(
    _ texts: [TrainingExample]
  ) -> (rows: [Matrix<Float>], facts: [RowFacts]) {
    let places = texts.indices.filter { texts[$0].predictions > 0 }
    let gradients =
      places.isEmpty ? [] : weights.gradients(stacked: places.map { texts[$0] }, tables: tables)
    let projected = places.isEmpty ? [] : projected(gradients.map(\.gradient))
    let rows = recipes.indices.map { index -> Matrix<Float> in
      var rows = Matrix<Float>(zeros: texts.count, recipes[index].projection.dimension)
      for row in texts.indices where texts[row].predictions == 0 { rows[row, 0] = .nan }
      for (place, row) in places.enumerated() {
        for column in 0..<rows.columns { rows[row, column] = projected[index][place, column] }
      }
      return rows
    }
    var facts = texts.map { RowFacts(loss: .nan, tokens: Int32($0.predictions)) }
    for (place, gradient) in zip(places, gradients) { facts[place].loss = Float(gradient.loss) }
    return (rows, facts)
  }

  private func projected(_ gradients: [AdapterValues<Float>]) -> [Matrix<Float>] {
    var sums = recipes.map { ProjectionSum($0.projection, examples: gradients.count) }
    let count = weights.design.blocks.count
    let layers = recipes.map { $0.layers.map { Set($0.indices(of: count)) } }
    for (parameter, shape) in weights.lora.parameters(of: weights.design) {
      var turned: [GradientDirection: [Matrix<Float>]] = [:]
      for (index, recipe) in recipes.enumerated()
      where layers[index]?.contains(parameter.layer) ?? true {
        let matrices =
          turned[recipe.direction] ?? turn(gradients, parameter, shape, to: recipe.direction)
        turned[recipe.direction] = matrices
        sums[index].add(matrices, of: parameter.storedName)
      }
    }
    return sums.map { $0.rows() }
  }

  func turn(
    _ gradients: [AdapterValues<Float>], _ parameter: AdapterParameter, _ shape: [Int],
    to direction: GradientDirection
  ) -> [Matrix<Float>] {
    let (first, second) = (state.firstMoments[parameter], state.secondMoments[parameter])
    return gradients.map { gradient in
      var values = gradient[parameter]
      direction.turn(&values, first: first, second: second, step: state.step)
      return Matrix(rows: shape[0], columns: shape[1], values: values)
    }
  }
}
