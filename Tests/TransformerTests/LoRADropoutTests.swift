import Tensors
import Testing

@testable import Transformer

/// What adapters drop, and what they start from.
@Suite struct LoRADropoutTests {
  private func mask(
    _ rows: Range<Int>..., seed: UInt64 = 1, step: Int = 1, examples: [Int] = [0],
    projection: Projection = .q, layer: Int = 0, columns: Int = 7
  ) -> Matrix<Double> {
    let dropout = PassDropout(
      rate: 0.3, seed: seed, step: step, examples: Array(zip(rows, examples)).map { ($0, $1) })
    let count = rows.last?.upperBound ?? 0
    var x = Matrix<Double>(
      rows: count, columns: columns, values: Array(repeating: 1, count: count * columns))
    dropout.rows(of: projection, layer: layer).apply(to: &x)
    return x
  }

  @Test func `As many are dropped as the rate says, and the rest grows as much`() {
    let values = mask(0..<1000, columns: 101).values
    let dropped = values.filter { $0 == 0 }.count
    // Six deviations of a binomial distribution.
    #expect(abs(Double(dropped) / 101_000 - 0.3) < 6 * (0.3 * 0.7 / 101_000).squareRoot())
    #expect(values.allSatisfy { $0 == 0 || $0 == 1 / 0.7 })
  }

  @Test func `Another seed, step, example, layer or projection drops others`() {
    let masks = [
      mask(0..<9), mask(0..<9, seed: 2), mask(0..<9, step: 2), mask(0..<9, examples: [1]),
      mask(0..<9, layer: 1), mask(0..<9, projection: .k),
    ]
    for (i, first) in masks.enumerated() {
      for second in masks[(i + 1)...] { #expect(first != second) }
    }
    #expect(masks[0] == mask(0..<9))
  }

  @Test(arguments: [6, 7]) func `A text drops the same wherever it stands`(columns: Int) {
    let stacked = mask(0..<3, 3..<8, 8..<9, examples: [5, 2, 9], columns: columns)
    let alone = mask(0..<5, examples: [2], columns: columns)
    #expect(Array(stacked.values[3 * columns..<8 * columns]) == alone.values)
  }

  @Test func `A starts uniform within 1 over the root of its inputs, B at zero`() {
    let design = TrainingDesigns.llama
    let lora = LoRADesign(rank: 200, projections: [.q, .down])
    let values = AdapterValues<Double>(initial: lora, of: design, seed: 8)
    #expect(values.count == 2 * 200 * (8 + 8 + 12 + 8))
    for parameter in values.parameters {
      guard parameter.factor == .a else {
        #expect(values[parameter].allSatisfy { $0 == 0 })
        continue
      }
      let bound = 1 / Double(parameter.projection == .q ? 8 : 12).squareRoot()
      let a = values[parameter]
      #expect(a.allSatisfy { abs($0) <= bound })
      let meanSquare = a.reduce(0) { $0 + $1 * $1 } / Double(a.count)
      #expect(abs(meanSquare / (bound * bound) - 1.0 / 3) < 0.05)
    }
    #expect(values == AdapterValues(initial: lora, of: design, seed: 8))
    #expect(values != AdapterValues(initial: lora, of: design, seed: 9))
  }
}
