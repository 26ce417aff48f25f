import Testing

@testable import Statistics

@Suite struct GeneratorTests {
  let oracle: Oracle.Generator

  init() throws { oracle = try Oracle.load().generator }

  @Test func `SplitMix64 gives the published numbers`() {
    var mixer = SplitMix64(state: 1_234_567)
    let found = (0..<5).map { _ in mixer.next() }
    #expect(found == oracle.splitMix)
    #expect(found.first == 6_457_827_717_110_365_317)
  }

  @Test func `Xoshiro256 starstar gives the published numbers`() {
    var generator = SeededGenerator(state: (1, 2, 3, 4))
    let found = (0..<10).map { _ in generator.next() }
    #expect(found == oracle.known)
    #expect(found.prefix(4) == [11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240])
  }

  @Test func `A seed fills the state by SplitMix64`() {
    var generator = SeededGenerator(Seed(42))
    #expect((0..<6).map { _ in generator.next() } == oracle.seeded)
  }

  @Test func `Splitting leaves 2 to the 128 numbers to the child`() {
    var generator = SeededGenerator(Seed(42))
    var child = generator.split()
    #expect((0..<6).map { _ in child.next() } == oracle.seeded)
    #expect((0..<6).map { _ in generator.next() } == oracle.jumped)
  }

  @Test func `Bounded integers follow Lemire and reject what would favour some`() {
    for draws in oracle.draws {
      var generator = SeededGenerator(Seed(7))
      let found = draws.values.map { _ in generator.integer(below: draws.bound) }
      #expect(found == draws.values, "below \(draws.bound)")
    }
  }

  @Test func `Bounded integers are even`() {
    var generator = SeededGenerator(Seed(3))
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[generator.integer(below: 6)] += 1 }
    // χ² with 5 degrees of freedom is below 20.5 in all but one of a thousand cases.
    #expect(counts.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 } < 20.5)
  }

  @Test func `Shuffling keeps the elements and follows the definition`() {
    var generator = SeededGenerator(Seed(9))
    var elements = Array(0..<12)
    generator.shuffle(&elements)
    #expect(elements == oracle.shuffled)
    var none: [Int] = []
    generator.shuffle(&none)
    #expect(none.isEmpty)
  }

  @Test func `Units lie in the half-open unit interval`() {
    var generator = SeededGenerator(Seed(1))
    let units = (0..<10_000).map { _ in generator.unit() }
    #expect(units.allSatisfy { 0 <= $0 && $0 < 1 })
    #expect(abs((mean(of: units) ?? 0) - 0.5) < 0.01)
  }

  @Test func `A bound of zero traps with the number`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(Seed(1))
      _ = generator.integer(below: 0)
    }
    #expect(said("A bound is at least 1; found 0.", result))
  }
}

@Suite struct SeedTests {
  @Test func `Seeds follow their definition`() throws {
    let oracle = try Oracle.load().generator
    #expect(Seed().value == oracle.seeds[""])
    #expect(Seed("ab", "c").value == oracle.seeds["ab|c"])
    #expect(Seed("a", "bc").value == oracle.seeds["a|bc"])
    #expect(Seed("Größe").value == oracle.seeds["Größe"])
    #expect(Seed(5).adding(oracle.doubles).value == oracle.seedOfDoubles)
  }

  @Test func `Parts are kept apart and bytes equal their string`() {
    #expect(Seed("ab", "c") != Seed("a", "bc"))
    #expect(Seed("a") != Seed("a", ""))
    #expect(Seed(bytes: Array("layer".utf8)) == Seed("layer"))
    #expect(Seed("a").adding("b") == Seed("a", "b"))
  }

  @Test func `Canonically equal strings of different bytes differ`() {
    #expect(Seed("\u{E9}") != Seed("e\u{301}"))
  }

  @Test func `Zeros of either sign and all NaNs count as one`() {
    #expect(Seed(1).adding([-0.0]) == Seed(1).adding([0.0]))
    #expect(Seed(1).adding([-Double.nan]) == Seed(1).adding([Double.nan]))
    #expect(Seed(1).adding([1.0]) != Seed(1).adding([2.0]))
  }
}
