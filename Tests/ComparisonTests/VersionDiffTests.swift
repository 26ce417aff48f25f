import Experiments
import JSONTree
import Testing

@testable import Comparison

@Suite struct VersionVerdictTests {
  private let values = (0..<40).map { 10 + Double(($0 * 7) % 11) }

  private func number(
    _ a: ComparedReport, _ b: ComparedReport, _ policy: ComparisonPolicy = .init()
  ) throws -> NumberComparison {
    try #require(VersionDiff(from: a, to: b, policy: policy).cells.first?.numbers.first)
  }

  private func policy(relative: Double = 0, absolute: Double = 0) -> ComparisonPolicy {
    var policy = ComparisonPolicy()
    policy.standard.tolerance = .init(absolute: absolute, relative: relative)
    return policy
  }

  @Test func `The same numbers are equivalent`() throws {
    let a = try Invented.report("old", mean: values)
    #expect(VersionDiff(from: a, to: a).verdict == .equivalent)
  }

  @Test func `A shift of the same examples is a change, by the paired test`() throws {
    let a = try Invented.report("old", mean: values)
    let shifted = values.enumerated().map { $1 + 0.1 + 0.01 * Double($0 % 3) }
    let found = try number(a, try Invented.report("new", mean: shifted))
    #expect(found.verdict == .changed)
    #expect(found.difference?.basis == .paired && found.difference?.shared == 40)
    // The spread of the examples is 3, that of their differences 0.01.
    #expect(try #require(found.difference?.upper) - (found.difference?.lower ?? 0) < 0.01)
  }

  @Test func `The same shift of other examples is left open`() throws {
    let a = try Invented.report("old", mean: values)
    let b = try Invented.report(
      "new", mean: values.map { $0 + 0.1 }, of: Invented.examples(40, from: 1000))
    let found = try number(a, b)
    #expect(found.verdict == .inconclusive && found.difference?.basis == .unpaired)
  }

  @Test func `A metric with a direction improves or regresses`() throws {
    var quantity = Invented.nuclearNorm
    let up = values.map { $0 + 1 }
    for (direction, verdict) in [
      ("higher", ComparisonVerdict.improved), ("lower", .regressed), ("neutral", .changed),
    ] {
      quantity.direction = direction
      let a = try Invented.report("old", mean: values, quantity)
      let b = try Invented.report("new", mean: up, quantity)
      #expect(try number(a, b).verdict == verdict)
    }
  }

  @Test func `What the tolerance covers is equivalent, what it covers in part is open`() throws {
    let a = try Invented.report("old", mean: values)
    let b = try Invented.report("new", mean: values.map { $0 + 0.1 })
    #expect(try number(a, b, policy(absolute: 0.2)).verdict == .equivalent)
    #expect(try number(a, b, policy(relative: 0.05)).verdict == .equivalent)
    #expect(try number(a, b, policy(absolute: 0.05)).verdict == .changed)
    let uneven = try Invented.report("new", mean: values.enumerated().map { $1 + Double($0 % 2) })
    let band = try number(a, uneven, policy(absolute: 0.5))
    #expect(band.verdict == .withinTolerance)
    let beyond = try number(a, uneven, policy(absolute: 0.45))
    #expect(beyond.verdict == .inconclusive)
    #expect(beyond.reason == "it differs, but perhaps by no more than the tolerance")
  }

  @Test func `Without samples, intervals stand in as if they were independent`() throws {
    var a = try Invented.report("old", mean: values)
    var b = try Invented.report("new", mean: values.map { $0 + 5 })
    a.findings.samples = nil
    b.findings.samples = nil
    let found = try number(a, b)
    #expect(found.verdict == .changed && found.difference?.basis == .intervals)
  }

  @Test func `Without an interval a difference is left open`() throws {
    func report(_ name: String, _ value: Double) throws -> ComparedReport {
      try Invented.report(
        name,
        Invented.findings([
          Invented.table("t", models: ["m"], data: ["a"]) { _, _ in
            EstimateFinding(value: value, lower: nil, upper: nil, n: 5)
          }
        ]))
    }
    let found = try number(try report("old", 1), try report("new", 2))
    #expect(found.verdict == .inconclusive && found.reason == "there is no interval")
    let near = try number(try report("old", 1), try report("new", 1.0005))
    #expect(near.verdict == .withinTolerance)
  }

  @Test func `p-values are adjusted for all numbers that are compared`() throws {
    var normal = Normal(3)
    let sets = (0..<30).map { _ in normal(20) }
    func report(_ name: String, shift: Double) throws -> ComparedReport {
      try Invented.report(
        name,
        Invented.findings([
          Invented.curve(
            "c",
            sets.enumerated().map { index, values in
              Invented.mean(
                index == 0 ? values.map { $0 + shift } : values,
                of: Invented.examples(20, from: name == "old" ? 0 : 500))
            })
        ]))
    }
    let diff = VersionDiff(from: try report("old", shift: 0), to: try report("new", shift: 0.7))
    let first = try #require(diff.cells[0].numbers.first { $0.key.coordinate == "0" })
    #expect(diff.tested == 30)
    #expect(try #require(first.difference?.pValue) < 0.05)
    #expect(try #require(first.adjustedPValue) > 0.05 && first.verdict == .inconclusive)
  }
}

@Suite struct VersionCellTests {
  private let values = (0..<20).map { Double(($0 * 3) % 7) }

  private func cell(_ id: String, shift: Double = 0) -> CellFinding {
    Invented.table(id, models: ["m"], data: ["a", "b"]) { _, _ in
      Invented.mean(values.map { $0 + shift }, of: Invented.examples(20))
    }
  }

  private func diff(
    _ a: Findings, _ b: Findings, _ policy: ComparisonPolicy = .init()
  ) throws -> VersionDiff {
    VersionDiff(
      from: try Invented.report("old", a), to: try Invented.report("new", b), policy: policy)
  }

  @Test func `Cells that came and went are listed`() throws {
    let found = try diff(
      Invented.findings([cell("x"), cell("y")]), Invented.findings([cell("x"), cell("z")]))
    #expect(found.cells.map(\.id) == ["x", "z", "y"])
    #expect(found.cells.map(\.verdict) == [.equivalent, .added, .removed])
  }

  @Test func `Cells that fail and recover are listed with why`() throws {
    let failed = Invented.cell("x", .nothing, status: .failed)
    let found = try diff(Invented.findings([cell("x")]), Invented.findings([failed]))
    #expect(found.verdict == .failing)
    #expect(found.cells[0].notes == ["Model 'm' was not measured: no such file"])
    #expect(
      try diff(Invented.findings([failed]), Invented.findings([cell("x")])).verdict == .fixed)
  }

  @Test func `Other data are not comparable, and the digests are told`() throws {
    let found = try diff(
      Invented.findings([cell("x")]),
      Invented.findings([cell("x", shift: 5)], digests: ["b": "0123456789abcdef"]))
    let verdicts = found.cells[0].numbers.map { ($0.key.identity.data ?? "", $0.verdict) }
    #expect(verdicts.contains { $0 == ("b", .notComparable) })
    #expect(verdicts.contains { $0 == ("a", .changed) })
    #expect(
      found.cells[0].numbers.first { $0.verdict == .notComparable }?.reason
        == "the examples of data 'b' differ: digest examples of … before and 0123456789ab… now")
    #expect(found.changes.map(\.words) == ["data 'b' was examples of  and is 0123456789ab"])
  }

  @Test func `Another version of the method is not comparable`() throws {
    let found = try diff(
      Invented.findings([cell("x")]), Invented.findings([cell("x", shift: 1)], method: 3))
    #expect(found.verdict == .notComparable)
    #expect(
      found.cells[0].numbers[0].reason == "method 'spectra' was version 2 and is version 3")
  }

  @Test func `Another window is not comparable, other projections are`() throws {
    func measure(_ length: Int, _ projections: JSONValue) -> JSONValue {
      ["spectra": ["maxLength": .integer(length), "projections": projections]]
    }
    let old = Invented.findings([cell("x")], measure: measure(1024, ["q"]))
    #expect(
      try diff(old, Invented.findings([cell("x")], measure: measure(512, ["q"])))
        .cells[0].numbers[0].reason == "'maxLength' of spectra was 1024 and is 512")
    #expect(
      try diff(old, Invented.findings([cell("x")], measure: measure(1024, ["q", "k"]))).verdict
        == .equivalent)
  }

  @Test func `Another model is compared, and named as what changed`() throws {
    let found = try diff(
      Invented.findings([cell("x")]),
      Invented.findings([cell("x", shift: 1)], modelDigest: "new weights"))
    #expect(found.verdict == .changed)
    #expect(found.changes.map(\.kind) == [.model, .model])
  }

  @Test func `A cell that asks for other layers is not comparable`() throws {
    func spec(_ layers: String) -> JSONValue {
      [["id": "x", "table": ["metric": ["nuclearNorm"], "layers": .string(layers)]]]
    }
    let found = try diff(
      Invented.findings([cell("x")], specCells: spec("early")),
      Invented.findings([cell("x")], specCells: spec("last")))
    #expect(found.verdict == .notComparable)
    #expect(
      found.cells[0].numbers[0].reason == #"'layers' of the cell was "early" and is "last""#)
    #expect(
      found.changes.map(\.words) == [#"spec '/cells/x/table/layers' was "early" and is "last""#])
  }

  @Test func `A number that is undefined now is failing`() throws {
    let none = Invented.table("x", models: ["m"], data: ["a", "b"]) { _, data in
      data == "a"
        ? EstimateFinding(value: nil, lower: nil, upper: nil, n: 0)
        : Invented.mean(values, of: Invented.examples(20))
    }
    let found = try diff(Invented.findings([cell("x")]), Invented.findings([none]))
    #expect(found.cells[0].verdict == .failing)
    #expect(found.counts == [.failing: 1, .equivalent: 1])
  }
}

@Suite struct ContrastTests {
  private let values = (0..<30).map { Double(($0 * 5) % 13) }

  @Test func `Models are set against each other on the same examples`() throws {
    let report = try Invented.report(
      "r",
      Invented.findings([
        Invented.table("t", models: ["m", "k"], data: ["a", "b"]) { model, data in
          Invented.mean(
            values.enumerated().map { $1 + (model == "k" ? 2 + 0.1 * Double($0 % 3) : 0) },
            of: Invented.examples(30, from: data == "a" ? 0 : 100))
        }
      ]))
    let found = Contrast(report, across: .model)
    #expect(found.cells.map(\.id) == ["t"] && found.tested == 2)
    let row = try #require(found.cells[0].rows.first)
    #expect(row.reference == "m" && row.other == "k" && row.key.identity.data == "a")
    #expect(row.difference?.basis == .paired && row.verdict(alpha: 0.05) == "greater")
    let turned = Contrast(report, across: .model, reference: "k")
    #expect(turned.cells[0].rows[0].verdict(alpha: 0.05) == "less")
    let data = Contrast(report, across: .data)
    #expect(data.cells[0].rows[0].difference?.basis == .unpaired)
    #expect(Contrast(report, across: .size).cells.isEmpty)
  }

  @Test func `A curve counts as its mean over the layers`() throws {
    let points = (0..<4).map { layer in
      Invented.mean(values.map { $0 + Double(layer) }, of: Invented.examples(30))
    }
    let first = try Invented.report("a", Invented.findings([Invented.curve("c", points)]))
    let second = try Invented.report(
      "b",
      Invented.findings(
        [
          Invented.curve(
            "elsewhere",
            points.map {
              Invented.mean(
                values.map { $0 * 2 }, of: Invented.examples(30, from: UInt64($0.n) * 0))
            })
        ], name: "other"))
    let row = try #require(Contrast(first, second, form: .logRatio).cells.first?.rows.first)
    #expect(row.first.value.map { abs($0 - (values.reduce(0, +) / 30 + 1.5)) < 1e-12 } == true)
    #expect(row.key.axis == "mean over layers" && row.difference?.basis == .paired)
  }
}
