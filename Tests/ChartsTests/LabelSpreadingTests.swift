import Testing

@testable import Charts

@Suite struct LabelSpreadingTests {
  /// All ways to place four labels on a few positions, ties and crowds included.
  static let wishes: [[Double]] = {
    let places = [-3.0, 0, 4, 5, 50, 98, 103]
    return places.flatMap { a in
      places.flatMap { b in places.flatMap { c in places.map { [a, b, c, $0] } } }
    }
  }()

  @Test func `Labels stay apart, in order and inside`() {
    for wanted in Self.wishes {
      let placed = spread(wanted, gap: 14, within: 0...100)
      let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
      let sorted = order.map { placed[$0] }
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 >= 13.98 }, "\(wanted)")
      #expect(sorted.allSatisfy { $0 >= 0 && $0 <= 100 }, "\(wanted)")
    }
  }

  @Test func `Labels with room stay where they are`() {
    #expect(spread([80, 20, 50], gap: 14, within: 0...100) == [80, 20, 50])
  }

  @Test func `A crowd moves as little as possible`() {
    #expect(spread([50, 50, 50], gap: 10, within: 0...100) == [40, 50, 60])
    #expect(spread([50, 51, 90], gap: 10, within: 0...100) == [45.5, 55.5, 90])
  }

  @Test func `No label and one label are fine`() {
    #expect(spread([], gap: 10, within: 0...100).isEmpty)
    #expect(spread([120], gap: 10, within: 0...100) == [100])
  }
}
