import Foundation
import TestSupport
import Testing

@testable import DataSelection

@Suite struct BenchmarkTests {
  @Test func `Every kind is timed beside what bounds it, and the store is removed`() throws {
    let folder = try TemporaryDirectory()
    var lines: [String] = []
    let bench = SelectionBenchmark(dimension: 64, rows: 70, targets: 3, coordinates: 1000)
    bench.runProjections { lines.append($0) }
    #expect(lines.count == 10)
    #expect(lines[1].hasPrefix("rademacher 64, seed 0, version 1 | 1 | "))
    #expect(lines[8].hasPrefix("factored 8x8, "))
    lines = []
    try bench.runScoring(in: folder.path) { lines.append($0) }
    #expect(lines.map { $0.prefix(7) } == ["store |", "float16", "int8 | "])
    #expect(lines.allSatisfy { $0.split(separator: " | ").count == 6 })
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }
}
