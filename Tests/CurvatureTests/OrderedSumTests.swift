import TestSupport
import LinearAlgebra
import Testing

@testable import Curvature

/// Changes that come in any order happen in one.
@Suite struct OrderedSumTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `Turns are kept whoever comes first`(seed: UInt64) throws {
    let sum = OrderedSum([Int](), turn: 5)
    var numbers = SeededNumbers(seed: seed)
    let turns = Array(5..<45).shuffled(using: &numbers)
    try inOrder(turns.count, threads: 4) { index in
      let turn = turns[index]
      sum.add(turn) { $0.append(turn) }
    }
    #expect(sum.value == Array(5..<45))
  }

  @Test func `The first failure is thrown`() {
    struct Failure: Error, Equatable { var index: Int }
    #expect(throws: Failure(index: 3)) {
      try inOrder(40, threads: 4) { if $0 % 7 == 3 { throw Failure(index: $0) } }
    }
  }
}
