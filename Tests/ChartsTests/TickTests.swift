import Testing

@testable import Charts

@Suite struct TickTests {
  /// Numbers that break careless axes.
  static let awkward: [Double] = {
    let positive = [
      .leastNonzeroMagnitude, 2.3e-308, 1e-300, 1e-12, 1e-7, 0.1, 0.3, 0.7, 1, 1.0000000001, 1.1, 3,
      7, 10, 99.5,
      150,
      1e5, 999_999, 1e9, 1e9 + 1, 1e15, 1e300, 1.7e308, .greatestFiniteMagnitude,
    ]
    return positive.map { -$0 } + [0] + positive
  }()

  @Test func `Every range has at least two honest ticks`() {
    for low in Self.awkward {
      for high in Self.awkward where high >= low {
        let domain = Domain(
          of: [low, high], axis: Axis("v", scaling: .linear), padding: 0.05, reachesZero: true)
        for limit in [2, 3, 5, 9] { check(domain, limit) }
      }
    }
  }

  @Test func `Every positive range has at least two honest logarithmic ticks`() {
    for low in Self.awkward where low > 0 {
      for high in Self.awkward where high >= low {
        let domain = Domain(
          of: [low, high], axis: Axis("v", scaling: .logarithmic), padding: 0.05,
          reachesZero: false)
        #expect(domain.isLogarithmic)
        for limit in [2, 3, 5, 9] { check(domain, limit) }
      }
    }
  }

  private func check(_ domain: Domain, _ limit: Int) {
    let ticks = domain.ticks(atMost: limit, wholeOnly: false)
    let values = ticks.labelled.map(\.value)
    let labels = ticks.labelled.map(\.label)
    let scale = Scale(domain: domain, start: 0, end: 100)
    let places = values.map { scale.position(of: $0) }
    #expect(values.count >= 2 && values.count <= max(limit, 6), "\(domain) \(limit) \(labels)")
    #expect(values.allSatisfy(domain.bounds.contains), "\(domain) \(labels)")
    #expect(places == places.sorted() && places.allSatisfy { $0 >= 0 && $0 <= 100 }, "\(domain)")
    #expect(Set(labels).count == labels.count, "\(domain) \(labels)")
    for (value, label) in zip(values, labels) {
      #expect(Self.number(label) == value, "\(label) is not \(value)")
    }
    #expect(ticks.minor.allSatisfy(domain.bounds.contains))
  }

  /// Reads a label back as a number.
  private static func number(_ label: String) -> Double? {
    let runs = TextRun.runs(of: label)
    var text = runs[0].text.filter { $0 != "\u{202F}" }
    if runs.count == 2 {
      text = text == "10" ? "1e" : String(text.dropLast(3)) + "e"
      text += runs[1].text
    }
    return Double(String(text.map { $0 == "−" ? "-" : $0 }))
  }

  @Test func `Ticks are round and calm`() {
    #expect(
      linearTicks(over: 0...29, atMost: 7).map(\.label) == ["0", "5", "10", "15", "20", "25"])
    #expect(
      linearTicks(over: -0.2...0.31, atMost: 6).map(\.label) == [
        "−0.2", "−0.1", "0", "0.1", "0.2", "0.3",
      ])
    #expect(
      linearTicks(over: 0...25_000, atMost: 3).map(\.label) == [
        "0", "10\u{202F}000", "20\u{202F}000",
      ])
    #expect(
      linearTicks(over: 0...3e-7, atMost: 4).map(\.label) == [
        "0", "1×10⁻⁷", "2×10⁻⁷", "3×10⁻⁷",
      ])
  }

  @Test func `Whole axes have whole ticks`() {
    #expect(
      linearTicks(over: 0...2, atMost: 9, integersOnly: true).map(\.label) == ["0", "1", "2"])
    let one = Domain(of: [5], axis: Axis("layer", isWhole: true), padding: 0, reachesZero: false)
    #expect(one.ticks(atMost: 9, wholeOnly: true).labelled.map(\.label) == ["4", "5", "6"])
  }

  @Test func `Logarithmic ticks are decades, then 1-2-5, then linear`() {
    #expect(
      logTicks(over: 0.5...2000, atMost: 6).labelled.map(\.label) == [
        "1", "10", "100", "1000",
      ])
    #expect(
      logTicks(over: 1e-9...1, atMost: 4).labelled.map(\.label) == ["10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"])
    #expect(logTicks(over: 3...60, atMost: 6).labelled.map(\.label) == ["5", "10", "20", "50"])
    #expect(
      logTicks(over: 2.2...4.4, atMost: 4).labelled.map(\.label) == ["2.5", "3.0", "3.5", "4.0"])
  }

  @Test func `A logarithmic axis is chosen for wide positive data only`() {
    func isLogarithmic(_ values: [Double]) -> Bool {
      Domain(of: values, axis: Axis("v"), padding: 0.05, reachesZero: true).isLogarithmic
    }
    #expect(isLogarithmic([1, 101]))
    #expect(!isLogarithmic([1, 100]))
    #expect(!isLogarithmic([0, 1000]))
    #expect(!isLogarithmic([-1, 1000]))
    #expect(!isLogarithmic([]))
  }

  @Test func `A logarithmic domain is not widened to decades`() {
    let domain = Domain(
      of: [30, 4000], axis: Axis("v", scaling: .logarithmic), padding: 0.05, reachesZero: false)
    #expect(domain.bounds.lowerBound > 20 && domain.bounds.upperBound < 6000)
  }

  @Test func `A linear domain near zero reaches it`() {
    func bounds(_ values: [Double]) -> ClosedRange<Double> {
      Domain(of: values, axis: Axis("v"), padding: 0.05, reachesZero: true).bounds
    }
    #expect(bounds([1, 10]).lowerBound == 0)
    #expect(bounds([9, 10]).lowerBound > 8)
    #expect(bounds([-10, -1]).upperBound == 0)
  }
}
