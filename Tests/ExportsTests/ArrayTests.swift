import JSONTree
import Testing

@testable import Exports

@Suite struct ArrayTests {
  /// The values after the header.
  private func values(_ bytes: [UInt8]) -> [Double] {
    let length = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    return stride(from: length, to: bytes.count, by: 8).map { start in
      Double(
        bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) })
    }
  }

  @Test(arguments: [0, 1, 7, 1000])
  func headerEndsAtAMultipleOf64Bytes(_ count: Int) {
    let bytes = NumpyArray(shape: [count], values: Array(repeating: 1.5, count: count)).bytes
    #expect((bytes.count - 8 * count) % 64 == 0)
    #expect(bytes.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]))
    #expect(bytes[bytes.count - 8 * count - 1] == 0x0A)
    #expect(values(bytes) == Array(repeating: 1.5, count: count))
  }

  @Test func curvesShareTheirPositions() throws {
    let files = try export(Sample.findings([Sample.lines]), [.npy])
    let found = values(files["sample/npy/lines.value.npy"] ?? [])
    #expect(found.count == 6)
    #expect(Array(found[..<2]) == [3, 2.5] && Array(found[3..<5]) == [2, 1])
    #expect(found[2].isNaN && found[5].isNaN)
    let axes = try JSONDocument(files["sample/npy/lines.json"] ?? []).root.value["axes"]
    #expect(axes?[0]?["entries"]?[1]?["data"] == "detailed")
    #expect(axes?[1]?["name"] == "layer")
    #expect(axes?[1]?["values"]?.array?.compactMap(\.double) == [0, 1, 2])
  }

  @Test func gridsAndMatricesHaveTheirAxes() throws {
    let files = try export(Sample.findings(), [.npy])
    let grid = values(files["sample/npy/grid.value.npy"] ?? [])
    #expect(Array(grid[..<4]) == [1, 2, 3, 4] && grid[4].isNaN && grid[5] == 6)
    #expect(values(files["sample/npy/matrix.value.npy"] ?? []) == [1, 0.5, 0.5, 1])
    let axes = try JSONDocument(files["sample/npy/grid.json"] ?? []).root.value["axes"]
    #expect(axes?[1]?["labels"] == ["none", "detailed"])
    #expect(files["sample/npy/grid.lower.npy"] == nil)
  }
}
