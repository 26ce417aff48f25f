import Charts
import ChartsCairo
import Synchronization
import Testing

@Suite struct ByteIdentityTests {
  /// The files of one chart.
  private struct Files: Codable, Equatable, Sendable {
    var svg: String
    var png: [UInt8]
    var dark: [UInt8]
    var pdf: [UInt8]

    init(_ index: Int, _ renderer: CairoRenderer) throws {
      let scene = Samples.scenes(renderer)[index]
      svg = SVGRenderer.svg(scene, id: "chart\(index)")
      png = try renderer.png(scene)
      dark = try renderer.png(scene, theme: .dark, scale: 1)
      pdf = try renderer.pdf(scene)
    }
  }

  @Test func `Another process and another order give the same bytes`() async throws {
    let renderer = try CairoRenderer()
    let here = try (0..<3).map { try Files($0, renderer) }
    await #expect(processExitsWith: .success) { [here = here as [Files]] in
      let renderer = try CairoRenderer()
      for index in [2, 0, 1, 0] {
        let there = try Files(index, renderer)
        precondition(there == here[index], "chart \(index) differs")
      }
    }
  }

  @Test func `A chart drawn alone in a process has the same bytes`() async throws {
    let renderer = try CairoRenderer()
    _ = try Files(0, renderer)
    let last = try Files(2, renderer)
    await #expect(processExitsWith: .success) { [last = last as Files] in
      let there = try Files(2, CairoRenderer())
      precondition(there == last, "chart 2 differs")
    }
  }

  @Test(arguments: [false, true])
  func `Eight threads give the same bytes`(isShared: Bool) async throws {
    let shared = try CairoRenderer()
    let expected = try (0..<3).map { try Files($0, shared) }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          let renderer = isShared ? shared : try CairoRenderer()
          return try Files(task % 3, renderer) == expected[task % 3]
        }
      }
      for try await isEqual in group { #expect(isEqual) }
    }
  }
}
