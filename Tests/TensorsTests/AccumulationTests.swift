import TestSupport
import Tensors
import Testing

/// Kernels that add up, against plain loops.
@Suite struct AccumulationTests {
  @Test(arguments: [1, 7, 16, 33]) func `Rows are added where they belong`(columns: Int) {
    var numbers = SeededNumbers(seed: 1)
    let rows = numbers.matrix(5, columns, of: Float.self)
    let before = numbers.matrix(4, columns, of: Float.self)
    let places = [2, 0, 2, 3, 2]
    var (found, expected) = (before, before)
    addRows(of: rows, to: places, of: &found)
    for (row, place) in places.enumerated() {
      for i in 0..<columns { expected[place, i] += rows[row, i] }
    }
    #expect(found == expected)
  }

  @Test func `A range is moved over and leaves zeros`() {
    var source: [Double] = [1, 2, 3, 4, 5]
    var target: [Double] = [10, 20, 30, 40, 50]
    addAndClear(1..<4, of: &source, to: &target)
    #expect(target == [10, 22, 33, 44, 50])
    #expect(source == [1, 0, 0, 0, 5])
  }

  @Test(arguments: [0, 1, 15, 16, 17, 40]) func `Squares add up over a range`(count: Int) {
    let values = (0..<count + 3).map { Float($0) }
    let expected = (0..<count).reduce(0) { $0 + ($1 + 2) * ($1 + 2) }
    #expect(sumOfSquares(2..<count + 2, of: values) == Double(expected))
  }
}
