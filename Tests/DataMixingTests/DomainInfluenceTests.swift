import Diagnostics
import Statistics
import TestSupport
import Tensors
import Testing

@testable import DataMixing

@Suite struct DomainInfluenceTests {
  private let resampling = InfluenceResampling(resamples: 500, seed: Seed("influences"))

  private func domain(_ name: String, _ examples: [Int], rows: Int = 100) -> MeasuredDomain {
    MeasuredDomain(name: name, rows: rows, examples: examples)
  }

  @Test func `Influence of examples is the naive sum over layers`() throws {
    var numbers = SeededNumbers(seed: 21)
    func gradient() -> [Matrix<Double>] { [numbers.matrix(3, 4), numbers.matrix(2, 5)] }
    let (reference, examples) = ((0..<3).map { _ in gradient() }, (0..<6).map { _ in gradient() })
    var preconditioners: [LayerPreconditioner] = []
    for (outputs, inputs) in [(3, 4), (2, 5)] {
      var factors = KroneckerFactors(inputs: inputs, outputs: outputs)
      let (x, delta): (Matrix<Double>, Matrix<Double>) = (
        numbers.matrix(20, inputs), numbers.matrix(20, outputs)
      )
      try factors.add(inputs: x, gradients: delta)
      preconditioners.append(try .kfac(factors, damping: .relative(0.1)))
    }
    let found = influences(of: examples, on: reference, through: preconditioners)
    for (row, r) in reference.enumerated() {
      for (column, e) in examples.enumerated() {
        // The other side preconditioned: the operator is symmetric.
        let naive = (0..<2).reduce(0.0) { sum, layer in
          let turned = preconditioners[layer](e[layer])
          return sum + zip(r[layer].values, turned.values).reduce(0) { $0 + $1.0 * $1.1 }
        }
        #expect(abs(found[row, column] - naive) < 1e-10)
      }
    }
  }

  @Test func `Alphas and intervals are those of naive resamples`() throws {
    var numbers = SeededNumbers(seed: 5)
    let matrix: Matrix<Double> = numbers.matrix(7, 12)
    let domains = [domain("a", [0, 2, 4, 6, 8], rows: 10), domain("b", [1, 3, 11], rows: 77)]
    let found = try DomainInfluences(matrix, domains: domains, resampling: resampling)
    for (value, domain) in zip(found.values, domains) {
      func alpha(_ rows: [Int], _ columns: [Int]) -> Double {
        var sum = 0.0
        for row in rows { for column in columns { sum += matrix[row, domain.examples[column]] } }
        return -Double(domain.rows) * sum / Double(rows.count * columns.count)
      }
      let columns = domain.examples.count
      #expect(abs(value.alpha - alpha(Array(0..<7), Array(0..<columns))) < 1e-12)
      let rows = BootstrapIndices(
        count: 7, resamples: 500, seed: resampling.seed.adding("reference"))
      let picks = BootstrapIndices(
        count: columns, resamples: 500,
        seed: resampling.seed.adding("domain").adding(domain.name))
      let draws = (0..<500).map { alpha(rows[$0], picks[$0]) }
      let interval = try #require(value.estimate.interval)
      #expect(abs(interval.lower - (quantile(0.025, of: draws) ?? .nan)) < 1e-9)
      #expect(abs(interval.upper - (quantile(0.975, of: draws) ?? .nan)) < 1e-9)
    }
  }

  @Test func `Copies of rows narrow no interval`() throws {
    var numbers = SeededNumbers(seed: 7)
    let matrix: Matrix<Double> = numbers.matrix(6, 5)
    func value(_ examples: [Int]) throws -> DomainInfluences.Value {
      try DomainInfluences(matrix, domains: [domain("a", examples)], resampling: resampling)
        .values[0]
    }
    let (once, thrice) = (try value([0, 2, 3]), try value([0, 0, 0, 2, 2, 2, 3, 3, 3]))
    #expect(abs(once.alpha - thrice.alpha) < 1e-12)
    let (narrow, wide) = (
      try #require(once.estimate.interval), try #require(thrice.estimate.interval)
    )
    #expect(abs(narrow.lower - wide.lower) < 1e-9 && abs(narrow.upper - wide.upper) < 1e-9)
    #expect(thrice.estimate.counts == [6, 3])
    // A row that stands twice weighs twice.
    let uneven = try value([0, 0, 3]).alpha
    let mean = (0..<6).reduce(0) { $0 + 2 * matrix[$1, 0] + matrix[$1, 3] } / 18
    #expect(abs(uneven + 100 * mean) < 1e-10)
    // Copies of one row alone have no interval.
    #expect(try value([4, 4, 4]).estimate.interval == nil)
  }

  @Test func `Adding a domain leaves the others' intervals as they are`() throws {
    var numbers = SeededNumbers(seed: 6)
    let matrix: Matrix<Double> = numbers.matrix(5, 9)
    let (a, b) = (domain("a", [0, 1, 2]), domain("b", [3, 4, 5, 6]))
    let alone = try DomainInfluences(matrix, domains: [b], resampling: resampling)
    let both = try DomainInfluences(matrix, domains: [a, b], resampling: resampling)
    #expect(alone.values[0] == both.values[1])
  }

  @Test func `One sign, no balance, zero in reach and no interval are said`() throws {
    let helpful = Matrix<Double>(
      rows: 2, columns: 6, values: [1, 2, 3, 4, 5, -5, 1, 2, 3, 4, 5, -4])
    let (a, b) = (domain("a", [0, 1]), domain("b", [2, 3]))
    let found = try DomainInfluences(helpful, domains: [a, b], resampling: resampling)
    #expect(found.values.map(\.alpha) == [-150, -350])
    #expect(found.imbalance == -1)
    #expect(found.warnings == [.sameSign, .unbalanced(-1)])
    let mixed = try DomainInfluences(
      helpful, domains: [a, domain("wide", [4, 5]), domain("one", [5])], resampling: resampling,
      tolerance: 1)
    #expect(mixed.warnings == [.unresolved(domain: "wide"), .withoutInterval(domain: "one")])
    let open = try DomainInfluences(
      helpful, domains: [domain("wide", [4, 5]), domain("one", [5])], resampling: resampling,
      tolerance: 1)
    #expect(open.warnings == [.nothingResolved, .withoutInterval(domain: "one")])
    #expect(mixed.values[2].estimate.caveat == .oneExample)
    let zeros = try DomainInfluences(
      Matrix(zeros: 2, 6), domains: [a, b], resampling: resampling)
    #expect(zeros.imbalance == nil)
    #expect(zeros.warnings == [.nothingResolved])
    let single = try DomainInfluences(
      helpful, domains: [domain("one", [5])], resampling: resampling, tolerance: 1)
    #expect(single.warnings == [.withoutInterval(domain: "one")])
    let alone = try DomainInfluences(helpful, domains: [a], resampling: resampling)
    #expect(!alone.warnings.contains(.sameSign))
  }

  @Test func `Broken influences, empty domains and no reference are refused`() {
    var matrix = Matrix<Double>(zeros: 2, 3)
    matrix[1, 1] = .nan
    let broken = problem {
      try DomainInfluences(matrix, domains: [domain("math", [1])], resampling: resampling)
    }
    #expect(broken?.summary == "The influence of the domain 'math' is not finite.")
    #expect(
      problem {
        try DomainInfluences(matrix, domains: [domain("a", [0, 2])], resampling: resampling)
      }
        == nil)
    let empty = problem {
      try DomainInfluences(matrix, domains: [domain("code", [])], resampling: resampling)
    }
    #expect(empty?.summary == "No example of the domain 'code' was measured.")
    let none = Matrix<Double>(zeros: 0, 3)
    let reference = problem {
      try DomainInfluences(none, domains: [domain("a", [0])], resampling: resampling)
    }
    #expect(reference?.summary == "There are no reference examples.")
    let huge = Matrix<Double>(rows: 1, columns: 2, values: [1e308, 1e308])
    #expect(
      problem {
        try DomainInfluences(huge, domains: [domain("a", [0, 1])], resampling: resampling)
      }
        != nil)
  }

  @Test func `Compatibility names what the published code does`() {
    #expect(Compatibility.published.convention == .mean)
    #expect(Compatibility.published.rounding == .truncating)
    #expect(Compatibility.published.rotation == .published)
    #expect(Compatibility.derived.convention == .sum)
    #expect(Compatibility.derived.rounding == .largestRemainder)
    #expect(Compatibility.derived.rotation == .eigenbasis)
  }
}
