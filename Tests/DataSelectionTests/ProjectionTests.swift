import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import DataSelection

/// The naive twin of `ProjectionSum`: one entry of Π at a time, in double precision.
private struct NaiveProjection {
  let projection: Projection

  func row(_ gradients: [(name: String, values: Matrix<Float>)]) -> [Double] {
    var row = [Double](repeating: 0, count: projection.dimension)
    for (name, gradient) in gradients {
      for (c, value) in gradient.values.enumerated() where value != 0 {
        for k in row.indices { row[k] += entry(name, gradient, c, k) * Double(value) }
      }
    }
    return row
  }

  private func entry(_ name: String, _ gradient: Matrix<Float>, _ c: Int, _ k: Int) -> Double {
    switch projection.kind {
    case .rademacher:
      let stream = CounterBits.mixed(CounterBits.word(projection.key(of: name), UInt64(k)))
      return sign(stream, c) / Double(projection.dimension).squareRoot()
    case .countSketch:
      let word = CounterBits.word(projection.key(of: name), UInt64(c))
      guard Int(word & 0xFFFF_FFFF) % projection.dimension == k else { return 0 }
      return word >> 63 == 1 ? -1 : 1
    case .factored(let outputs, let inputs):
      let (row, column) = (c / gradient.columns, c % gradient.columns)
      let left = side("output", name, row, k / inputs, outputs)
      return left * side("input", name, column, k % inputs, inputs)
    }
  }

  private func side(_ side: String, _ name: String, _ place: Int, _ k: Int, _ rank: Int) -> Double {
    let words = (rank + 63) / 64
    let key = projection.key(of: name, side: side)
    return sign(key, place * words * 64 + k) / Double(rank).squareRoot()
  }

  private func sign(_ key: UInt64, _ bit: Int) -> Double {
    CounterBits.word(key, UInt64(bit / 64)) >> UInt64(bit % 64) & 1 == 1 ? 1 : -1
  }
}

@Suite struct ProjectionTests {
  private static let kinds: [Projection] = [
    .rademacher(96, seed: 3), .countSketch(64, seed: 3), .countSketch(50, seed: 3),
    .factored(outputs: 6, inputs: 70, seed: 3),
  ]
  private static let shapes = [(1, 1), (1, 7), (3, 21), (8, 8), (5, 13), (65, 64), (70, 129)]

  private func rows(
    _ projection: Projection, _ examples: [[(String, Matrix<Float>)]], threads: Int = 1
  ) -> Matrix<Float> {
    var sum = ProjectionSum(projection, examples: examples.count, threads: threads)
    for parameter in examples[0].indices {
      sum.add(examples.map { $0[parameter].1 }, of: examples[0][parameter].0)
    }
    return sum.rows()
  }

  private func example(_ seed: UInt64) -> [(String, Matrix<Float>)] {
    var numbers = SeededNumbers(seed: seed)
    return Self.shapes.enumerated().map { ("p\($0)", numbers.matrix($1.0, $1.1)) }
  }

  @Test(arguments: kinds) func `Rows are those of a matrix written out`(_ kind: Projection) {
    let example = example(1)
    let naive = NaiveProjection(projection: kind).row(example.map { (name: $0.0, values: $0.1) })
    let found = rows(kind, [example]).values.map(Double.init)
    #expect(disagreement(found, naive, absolute: 2e-4, relative: 1e-5) <= 1)
  }

  @Test(arguments: kinds, [1, 2, 3])
  func `A row's bits do not depend on its company or on threads`(_ kind: Projection, threads: Int) {
    let examples = (0..<6).map { example(UInt64($0 + 1)) }
    let together = rows(kind, examples, threads: threads)
    for index in examples.indices {
      let alone = rows(kind, [examples[index]])
      #expect(Array(together.values[together.range(ofRow: index)]) == alone.values)
    }
  }

  @Test(arguments: kinds.dropLast())
  func `A parameter may come in pieces`(_ kind: Projection) {
    var numbers = SeededNumbers(seed: 9)
    let whole: Matrix<Float> = numbers.matrix(200, 64)
    var sum = ProjectionSum(kind, examples: 1)
    for start in [0, 64, 128, 192] {
      sum.add([whole.selecting(rows: Array(start..<min(200, start + 64)))], of: "w", row: start)
    }
    #expect(sum.rows() == rows(kind, [[("w", whole)]]))
  }

  @Test func `Names and seeds give other signs`() {
    let gradient = Matrix<Float>(rows: 1, columns: 1, values: [1])
    for kind in Self.kinds {
      let first = rows(kind, [[("a", gradient)]])
      #expect(first != rows(kind, [[("b", gradient)]]))
    }
    #expect(
      rows(.rademacher(96, seed: 1), [[("a", gradient)]])
        != rows(.rademacher(96, seed: 2), [[("a", gradient)]]))
  }

  @Test(arguments: [(Projection.rademacher(512), 200), (.countSketch(512), 64)])
  func `Fewer dimensions are had from more`(_ wide: Projection, dimension: Int) throws {
    let example = example(4)
    let narrow = try #require(wide.narrowed(to: dimension))
    let separate = rows(narrow, [example])
    let found = wide.narrow(rows(wide, [example]), to: dimension)
    #expect(disagreement(found.values, separate.values, absolute: 1e-5, relative: 1e-6) <= 1)
    #expect(Projection.countSketch(512).narrowed(to: 200) == nil)
    #expect(Projection.factored(outputs: 2, inputs: 2).narrowed(to: 2) == nil)
    #expect(wide.narrowed(to: 513) == nil)
  }

  @Test(arguments: kinds)
  func `Factors of a gradient give what the gradient gives`(_ kind: Projection) {
    var numbers = SeededNumbers(seed: 5)
    let (outputs, inputs): (Matrix<Float>, Matrix<Float>) = (
      numbers.matrix(9, 20), numbers.matrix(9, 31)
    )
    var sum = ProjectionSum(kind, examples: 1)
    sum.add(outputs: outputs, inputs: inputs, of: "w")
    let formed = product(outputs.transposed, inputs.operand)
    let found = rows(kind, [[("w", formed)]])
    #expect(disagreement(sum.rows().values, found.values, absolute: 1e-4, relative: 1e-5) <= 1)
  }

  @Test func `A gradient of zeros costs no bits and changes none`() {
    var numbers = SeededNumbers(seed: 6)
    var values: Matrix<Float> = numbers.matrix(300, 64)
    for i in 64 * 64..<192 * 64 { values.values[i] = 0 }
    let naive = NaiveProjection(projection: .rademacher(32)).row([("w", values)])
    let found = rows(.rademacher(32), [[("w", values)]]).values.map(Double.init)
    #expect(disagreement(found, naive, absolute: 2e-4, relative: 1e-5) <= 1)
  }

  @Test func `What is not finite stays in its own row`() {
    var bad = example(1)
    bad[3].1.values[5] = .nan
    for kind in Self.kinds {
      let both = rows(kind, [bad, example(2)])
      let isMarked = !both.values[both.range(ofRow: 0)].allSatisfy { $0.isFinite }
      #expect(isMarked)
      #expect(Array(both.values[both.range(ofRow: 1)]) == rows(kind, [example(2)]).values)
    }
  }

  @Test func `Identities tell projections apart`() {
    #expect(Projection.rademacher(8192).identity == "rademacher 8192, seed 0, version 1")
    #expect(
      Projection.factored(outputs: 64, inputs: 128, seed: 7).identity
        == "factored 64x128, seed 7, version 1")
    #expect(Projection.countSketch(8).identity != Projection.rademacher(8).identity)
  }
}
