import Charts
import Testing

@Suite struct SnapshotTests {
  @Test(arguments: Samples.all.map(\.name), [760.0, 360])
  func `A chart keeps its scene`(name: String, width: Double) throws {
    let chart = try #require(Samples.all.first { $0.name == name }?.chart)
    let scene = chart.scene(width: width, measurer: FixedMeasurer())
    try expectSnapshot(scene.dump, "\(name)-\(Int(width)).txt")
  }

  @Test(arguments: ["lines", "heat", "forest", "similarity", "stacks"])
  func `A chart keeps its SVG`(name: String) throws {
    let chart = try #require(Samples.all.first { $0.name == name }?.chart)
    let scene = chart.scene(width: 360, measurer: FixedMeasurer())
    try expectSnapshot(SVGRenderer.svg(scene, id: name), "\(name).svg")
  }

  @Test func `A chart keeps its table`() throws {
    for name in ["lines", "distribution", "forest", "similarity-gap", "stacks"] {
      let chart = try #require(Samples.all.first { $0.name == name }?.chart)
      try expectSnapshot(chart.table.csv, "\(name).csv")
    }
  }

  @Test func `Scenes and SVG are the same in another process`() async {
    let here = Self.digest()
    await #expect(processExitsWith: .success) { [here = here as String] in
      precondition(Self.digest() == here, "another process drew something else")
    }
  }

  /// All SVG texts, joined.
  private static func digest() -> String {
    Samples.all.map { name, chart in
      SVGRenderer.svg(chart.scene(width: 500, measurer: FixedMeasurer()), id: name)
    }.joined()
  }
}
