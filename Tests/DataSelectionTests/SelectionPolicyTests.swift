import Diagnostics
import TestSupport
import Testing

@testable import DataSelection

@Suite struct SelectionPolicyTests {
  @Test func `Ties stand in the order of the data and what is not a number last`() {
    #expect(ranking(of: [1, 3, .nan, 3, -.infinity, 2, .infinity]) == [6, 1, 3, 5, 0, 2, 4])
    #expect(ranking(of: []) == [])
  }

  @Test(arguments: [
    (0.05, 270_679, 13_533), (0.29, 100, 29), (0.05, 20, 1), (1.0, 7, 7), (0.999, 1000, 999),
    (0.07, 100, 7), (0.333, 10, 3),
  ])
  func `A fraction is rounded down`(_ fraction: Double, of count: Int, gives: Int) throws {
    #expect(try SelectionSize.fraction(fraction).count(of: count) == gives)
  }

  @Test func `Nothing and too much are problems`() throws {
    let nothing = try #require(problem { try SelectionSize.fraction(0.05).count(of: 19) })
    #expect(nothing.summary == "The selection is empty.")
    #expect(nothing.found == "a fraction of 0.05 of 19")
    #expect(problem { try SelectionSize.count(0).count(of: 5) } != nil)
    #expect(problem { try SelectionSize.fraction(.nan).count(of: 5) } != nil)
    #expect(problem { try SelectionSize.fraction(-1).count(of: 5) } != nil)
    #expect(
      problem { try SelectionSize.count(6).count(of: 5) }?.summary
        == "The selection asks for more than there is.")
    #expect(
      problem { try SelectionPolicy(.count(1)).select(by: [.nan, -.infinity]) }?.summary
        == "No example has a score.")
  }

  @Test func `One ranking across two files`() throws {
    let scores = [0.5, 0.9, 0.1, 0.9, 0.7, 0.2, 0.3, 0.4]
    let files = ["a", "a", "a", "b", "b", "b", "b", "b"]
    let chosen = try SelectionPolicy(.fraction(0.5)).select(by: scores, sources: files)
    #expect(chosen == [1, 3, 4, 0])
    let counts = Dictionary(grouping: chosen) { files[$0] }.mapValues(\.count)
    #expect(counts == ["a": 2, "b": 2])
  }

  @Test func `Each source gives its part`() throws {
    let scores = (0..<10).map { Double(-$0) }
    let files = (0..<10).map { $0 < 7 ? "large" : "small" }
    // 4 · 7/10 = 2.8 and 4 · 3/10 = 1.2: 2 and 1, and the larger remainder has the fourth.
    let chosen = try SelectionPolicy(.count(4), sources: .proportional)
      .select(by: scores, sources: files)
    #expect(chosen == [0, 1, 2, 7])
  }

  @Test func `No source gives more than its share`() throws {
    let scores = (0..<10).map { Double(-$0) }
    let files = (0..<10).map { $0 < 7 ? "large" : "small" }
    let chosen = try SelectionPolicy(.count(4), sources: .atMost(0.5))
      .select(by: scores, sources: files)
    #expect(chosen == [0, 1, 7, 8])
    let problem = try #require(
      problem {
        try SelectionPolicy(.count(8), sources: .atMost(0.5)).select(by: scores, sources: files)
      })
    #expect(problem.expected == "at most 7 examples under this policy")
  }

  @Test func `What repeats another is passed over`() throws {
    let texts: [String?] = ["x", "y", "x", "z", "y", nil, nil]
    let firsts = firstOccurrences(texts)
    #expect(firsts == [0, 1, 0, 3, 1, 5, 6])
    let scores = [1.0, 2, 9, 3, 8, 5, 4]
    let chosen = try SelectionPolicy(.count(4), dropsRepeats: true)
      .select(by: scores, firstEqual: firsts)
    // Of the two of a kind the higher is taken.
    #expect(chosen == [2, 4, 5, 6])
    #expect(try SelectionPolicy(.count(3)).select(by: scores, firstEqual: firsts) == [2, 4, 5])
  }

  @Test func `Examples without a score come last`() throws {
    #expect(try SelectionPolicy(.count(3)).select(by: [.nan, 1, 2]) == [2, 1, 0])
  }
}
