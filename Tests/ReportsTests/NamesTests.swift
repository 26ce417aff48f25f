import Experiments
import Testing

@testable import Reports

@Suite struct NamesTests {
  private static let odd =
    HostileTests.texts + [
      "", " ", ".", "..", "../x", "a/b", "A", "a", "_41", "_", "CON", "con", "con.x", "index",
      "a b", "a_20b", "é", "e\u{301}", String(repeating: "w", count: 2999),
      String(repeating: "W", count: 90),
    ]

  @Test(arguments: odd) func `A file name is plain, short and not reserved`(_ text: String) {
    let name = SafeName.of(text)
    #expect(name.wholeMatch(of: /[a-z0-9._-]{1,120}/) != nil, "\(name)")
    #expect(!name.hasPrefix("."))
    #expect(!["con", "index", "nul"].contains(name.prefix { $0 != "." }))
  }

  @Test func `Different texts have different names, also where case does not count`() {
    // Swift takes é and e with an accent for equal; a file system need not.
    let names = Set(Self.odd.map { SafeName.of($0).lowercased() })
    #expect(names.count == Set(Self.odd.map { Array($0.utf8) }).count)
  }

  @Test func `Ordinary names stay readable`() {
    #expect(SafeName.of("smollm2-135m-instruct") == "smollm2-135m-instruct")
    #expect(SafeName.of("qwen2.5-coder") == "qwen2.5-coder")
    #expect(SafeName.of("Gemma 3") == "_47emma_203")
  }

  @Test func `Rows of a claim have anchors of their labels, each its own`() {
    let rows = ["q", "q", "Layer 3 · o", "שלום", "q:2"].map {
      Sample.difference($0, 1, 1, verdict: "supported")
    }
    #expect(
      Anchors.rows(rows, of: "a1") == [
        "row:a1:q", "row:a1:q:2", "row:a1:layer-3-o", "row:a1:row", "row:a1:q-2",
      ])
  }
}
