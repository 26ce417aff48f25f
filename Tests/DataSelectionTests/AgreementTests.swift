import JSONTree
import Testing

@testable import DataSelection

@Suite struct AgreementTests {
  @Test func `Sets and beginnings`() {
    #expect(SelectionAgreement.jaccard([1, 2, 3], [3, 2, 9, 8]) == 2.0 / 5)
    #expect(SelectionAgreement.jaccard([], []) == 1 && SelectionAgreement.jaccard([1], []) == 0)
    #expect(SelectionAgreement.overlap(at: 2, [1, 2, 3], [2, 9, 1]) == 0.5)
    #expect(SelectionAgreement.overlapByChance(at: 5, of: 100) == 0.05)
    #expect(SelectionAgreement.recall([1, 2], of: [2, 3, 4, 5]) == 0.25)
  }

  @Test func `Spearman is SciPy's, over what is finite on both sides`() throws {
    let oracle = try #require(Oracle.document()["spearman"])
    let (a, b) = (try #require(oracle["a"]).doubles, try #require(oracle["b"]).doubles)
    let found = try #require(SelectionAgreement.spearman(a + [.nan, 1], b + [1, -.infinity]))
    #expect(abs(found.rho - (try #require(oracle["rho"]?.double))) < 1e-12)
    #expect(found.count == 30)
  }

  @Test func `Lengths are counted in bins that double`() {
    let histogram = LengthHistogram([0, 1, 2, 3, 4, 9, 8], selection: [3, 5])
    #expect(histogram.bins.map(\.lowerBound) == [0, 1, 2, 4, 8])
    #expect(histogram.bins.map(\.upperBound) == [0, 1, 3, 7, 15])
    #expect(histogram.bins.map(\.pool) == [1, 1, 2, 1, 2])
    #expect(histogram.bins.map(\.selected) == [0, 0, 1, 0, 1])
    #expect(histogram.selectedMean == 6 && histogram.poolMean == 27.0 / 7)
  }
}
