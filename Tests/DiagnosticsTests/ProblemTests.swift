import Diagnostics
import Testing

@Suite struct ProblemTests {
  @Test func `A problem reads as a summary and indented facts`() {
    let problem = Problem(
      "Tensor 'w' runs past the end of the file.",
      at: Place(file: "m.gguf", byteOffset: 64, tensor: "w"), expected: "128 bytes",
      found: "100 bytes", remedy: "Download the file again.")
    #expect(
      problem.description == """
        Tensor 'w' runs past the end of the file.
          at: m.gguf, byte 64, tensor 'w'
          expected: 128 bytes
          found: 100 bytes
          to fix it: Download the file again.
        """)
  }

  @Test func `A caller adds the file and keeps the inner offset`() {
    let inner = Problem("Cut short.", at: Place(byteOffset: 8))
    let outer = inner.located(Place(file: "a.safetensors", byteOffset: 0))
    #expect(outer.place == Place(file: "a.safetensors", byteOffset: 8))
  }

  @Test func `Lines and columns follow the file`() {
    #expect(
      Place(file: "a.json", line: 3, column: 7, pointer: "/cells/0").description
        == "a.json:3:7, /cells/0")
    #expect(Place(file: "a.json", pointer: "").description == "a.json, the whole document")
  }
}

@Suite struct NearestSpellingTests {
  @Test(arguments: [
    ("metirc", "metric"), ("Metric", "metric"), ("modles", "models"), ("projection", "projections"),
  ])
  func `A slip finds its word`(slip: String, word: String) {
    #expect(nearestSpelling(of: slip, among: ["cells", "metric", "models", "projections"]) == word)
  }

  @Test func `A word far from all finds none`() {
    #expect(nearestSpelling(of: "temperature", among: ["cells", "metric"]) == nil)
    #expect(nearestSpelling(of: "q", among: ["k"]) == nil)
  }
}
